"""What people type, as browsers send it."""


def line_breaks(text: str | None) -> str:
    """A line break is one character, as the counter under the field has it; browsers send two."""
    return (text or "").replace("\r\n", "\n")


def count(text: str | None) -> int | None:
    """What a script has counted; nothing else is a reason to refuse somebody's words."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
