"""What all drawings are made of: the picture with its words, text that stands where it should, whiskers."""

from collections.abc import Iterable

from markupsafe import Markup, escape

WIDTH = 720


def picture(kind: str, height: float, title: str, description: str, parts: Iterable[str]) -> Markup:
    """A drawing of class `kind`, with its name and description for who does not see it."""
    told = f"<desc>{escape(description)}</desc>" if description else ""
    return Markup(
        f'<svg class="{kind}" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(title)}" '
        f'focusable="false"><title>{escape(title)}</title>{told}{"".join(parts)}</svg>'
    )


def text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    """Text that begins (start), ends (end) or has its middle at x, whatever the direction of the page."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" direction="ltr" text-anchor="{anchor}">{escape(words)}</text>'


def flipped(x: float, rtl: bool) -> float:
    """Where x stands on a page from right to left."""
    return round(WIDTH - x if rtl else x, 1)


def along(value: float, low: float, high: float, start: float, end: float) -> float:
    """Where a value of the range low..high stands between start and end; what is beyond it stands at the edge."""
    share = (min(max(value, low), high) - low) / ((high - low) or 1)
    return round(start + share * (end - start), 1)
