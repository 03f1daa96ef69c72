"""Whether a colour can be read on paper."""

LEAST = 4.5  # to 1, for text (WCAG 2.2, 1.4.3)


def contrast_with_paper(colour: str) -> float:
    """How many times brighter white is than a colour such as #1d4a45: from 1 to 21."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
