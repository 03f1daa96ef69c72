"""The words of the interface in other languages: all of them, and with everything that the English ones carry."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted((ROOT / "academy" / "translations").glob("*.po"))
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2)}
CARRIED = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?[a-z]+")
SCRIPTS = {"ur": r"[\u0600-\u06ff]", "bn": r"[\u0980-\u09ff]"}
WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(scope="session")
def said():
    """What the program says: (singular, plural or None). A catalogue has one entry for what is said in both ways."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    texts = {text if isinstance(text, tuple) else (text, None) for _, _, text, _, _ in found if text}
    counted = {one for one, many in texts if many}
    return {(one, many) for one, many in texts if many or one not in counted}


@pytest.fixture(scope="session")
def catalogue():
    kept = {}

    def read(path):
        if path not in kept:
            kept[path] = [message for message in read_po(path.open("rb"), locale=path.stem) if message.id]
        return kept[path]

    return read


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
class TestACatalogue:
    def test_has_what_is_said_and_nothing_else(self, path, catalogue, said):
        known = {(ids(message) + (None,))[:2] for message in catalogue(path)}
        assert known == said, "bin/messages brings it up to date"

    def test_leaves_nothing_out_and_nothing_in_doubt(self, path, catalogue):
        assert [message.id for message in catalogue(path) if message.fuzzy or not all(forms(message))] == []

    def test_has_a_form_for_each_number(self, path, catalogue):
        plurals = [message for message in catalogue(path) if message.pluralizable]
        assert plurals and {len(forms(message)) for message in plurals} == {2}

    def test_carries_what_english_carries(self, path, catalogue):
        """Names to be filled in, and marks; the singular may leave its number out."""
        wrong = []
        for message in catalogue(path):
            wanted = sorted(CARRIED.findall(ids(message)[-1]))
            for form in forms(message):
                carried = sorted(CARRIED.findall(form))
                whole = carried == wanted or (message.pluralizable and set(carried) <= set(wanted))
                wrong += [] if whole else [(ids(message)[0], form)]
        assert wrong == []

    def test_is_in_its_script(self, path, catalogue):
        """English stays where it is the name of a format or of a key."""
        script = re.compile(SCRIPTS[path.stem])
        wrong = []
        for message in catalogue(path):
            words = WORD.findall(CARRIED.sub("", ids(message)[0]))
            if words and not all(word.isupper() or word in NAMES for word in words):
                wrong += [(ids(message)[0], form) for form in forms(message) if not script.search(form)]
        assert wrong == []


NAMES = {"Python", "Moodle", "OpenBadges", "Canvas", "Ctrl", "Enter", "ISO", "xAPI", "cmi5"}


def test_there_are_catalogues():
    assert [path.stem for path in CATALOGUES] == ["bn", "ur"]


CLASSES = re.compile(r"{% block frame %}.*?{% endblock %}")
ATTRIBUTES = re.compile(r"""\b(hx|data)-[\w-]+(=("[^"]*"|'[^']*'))?""")  # of a tag that gets them from a macro
SEEN = ("data", "variable_begin")
FORMATS = {"PDF", "CSV"}
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title"}


class Spoken(HTMLParser):
    """The words of a template that stand in it as they are, where people see or hear them."""

    def __init__(self):
        super().__init__()
        self.words, self.silent = [], []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "style", "svg") or ("lang", "en") in attributes or tag in ("code", "kbd"):
            self.silent.append(tag)
        self.words += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, text):
        if not self.silent:
            self.words.append(ATTRIBUTES.sub("", text))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_words_of_a_template_are_marked(path):
    """Whatever a template says by itself is in nobody's catalogue."""
    text = CLASSES.sub("", path.read_text("utf-8"))
    spoken = Spoken()
    spoken.feed("".join(value if kind == "data" else "x" for _, kind, value in Environment().lex(text) if kind in SEEN))
    assert [text for text in spoken.words if set(re.findall(r"[A-Za-wyz]{2,}", text)) - FORMATS] == []
