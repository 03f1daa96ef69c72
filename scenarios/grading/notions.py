"""Words as notions, so that a reply in any of our languages can be laid beside facts written in English."""

from functools import lru_cache

from .language import function_words, small_words
from .lexicon import load, translations
from .normalise import plain
from .roman import spell
from .tokens import Token

_LANGUAGES = ("en", "roman_ur", "ur", "bn", "roman_bn")
_DICTIONARIES = ("roman_ur", "ur", "bn")
_NUMBERS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
            "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30"}
_BANGLA_ENDINGS = ("গুলোর", "গুলো", "গুলি", "দের", "টির", "টার", "টি", "টা", "কে", "তে", "ের", "েই", "র", "য়", "ে",
                   "ও", "ই")
_URDU_ENDINGS = ("وں", "یں", "یاں", "ات", "ے", "ی", "ا")
_ENGLISH_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s")


def notion(token: Token, language: str = "en") -> str | None:
    """What a word means here, or None for the small words of grammar."""
    if token.kind == "mark":
        return None
    if not token.is_word:
        return token.text.replace(",", "")
    return word_notion(token.text, language)


@lru_cache(maxsize=16384)
def word_notion(word: str, language: str) -> str | None:
    if word in small_words(language):
        return None
    if word in function_words("en" if language.startswith("roman") else language):
        if language != "roman_ur" or spell(word) not in _glossary("roman_ur"):
            return None
    if language.startswith("roman"):
        known = _glossary(language)
        if spell(word) in known:
            return known[spell(word)]
        if spell(word) in function_words(language):
            return None
        language = "en"
    known = _glossary(language)
    return known[word] if word in known else _stemmed(word, language)


def _stemmed(word: str, language: str) -> str | None:
    glossary = _glossary(language)
    for root in _shorter(word, language):
        if root in glossary:
            return glossary[root]
    root = stem(word, language)
    found = _roots(language).get(root, root) if language == "en" else root
    return _NUMBERS.get(found, found)


def _shorter(word: str, language: str):
    """The word without each ending that its language may hang on it."""
    for ending in {"bn": _BANGLA_ENDINGS, "ur": _URDU_ENDINGS}.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield word[: -len(ending)]


@lru_cache(maxsize=16384)
def stem(word: str, language: str) -> str:
    if language == "bn":
        return _cut(word, _BANGLA_ENDINGS, 3)
    if language == "ur":
        return _cut(word, _URDU_ENDINGS, 3)
    return _english_stem(word)


def _english_stem(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if len(word) <= 3:
        return word
    root = word if word.endswith(("ss", "us", "is")) else _cut(word, _ENGLISH_ENDINGS, 3)
    if word.endswith(("ies", "ied")):
        root += "y"
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz" and root != word:
        root = root[:-1]
    return root[:-1] if len(root) > 3 and root.endswith("e") else root


def _cut(word: str, endings: tuple[str, ...], least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=None)
def _glossary(language: str) -> dict[str, str | None]:
    """Words of a language and the notion of each: the glossary first, then the dictionary into English."""
    column = _LANGUAGES.index(language)
    found: dict[str, str | None] = {}
    for row in load("glossary")["notions"]:
        head = row[0].split()[0]
        head = _NUMBERS.get(head, head)
        for word in row[column].split():
            word = plain(word)
            found.setdefault(spell(word) if language.startswith("roman") else word, head)
    if language in _DICTIONARIES:
        for word, english in translations(language).items():
            found.setdefault(word, None if english == "-" else word_notion(english, "en"))
    return found


@lru_cache(maxsize=None)
def _roots(language: str) -> dict[str, str | None]:
    roots: dict[str, str | None] = {}
    for word, head in _glossary(language).items():
        roots.setdefault(stem(word, language), head)
    return roots
