"""Countries by their codes of ISO 3166, in the language of the page."""

from babel import Locale
from flask_babel import get_locale

NOWHERE = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # codes that are no country


def names() -> dict[str, str]:
    territories = (get_locale() or Locale("en")).territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code not in NOWHERE}


def by_name() -> list[tuple[str, str]]:
    """(code, name) pairs to choose from."""
    return sorted(names().items(), key=lambda country: country[1])
