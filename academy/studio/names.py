"""Names for files and addresses, made from what people type."""

import re
import unicodedata

from academy.packs.parts import LONGEST_SLUG


def slug_of(text: str) -> str:
    """A name for files and addresses, from any text; "" where no letter of it is a Latin one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-")
