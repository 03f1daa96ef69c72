"""Catalogues: the words of the interface in other languages, read from academy/translations/<language>.po as they stand."""

import io
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

FOLDER = files("academy") / "translations"


class Catalogues(Domain):
    """Each is read once in a process, when the first page in its language is asked for. What is doubtful (fuzzy) or not translated
    is said in English."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        name = locale.language if locale else "en"
        if name not in self.cache:
            self.cache[name] = read(name)
        return self.cache[name]


def read(language: str) -> NullTranslations:
    """The catalogue of a language; of one that has none, what leaves English as it is."""
    source = FOLDER / f"{language}.po"
    if not source.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return Translations(compiled)
