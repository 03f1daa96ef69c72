"""What a moderator looks at before everybody reads it, and names that nobody may take. It holds back and never hides: people decide."""

import re
import unicodedata
from collections.abc import Iterator

from scenarios.dialogues.pack import Dialogue
from scenarios.grading.reading import read

# What is found in the words, and how a clause of a charter about it speaks; the first clause that does is the one.
KINDS = {
    "insult": re.compile(r"insult|abus|respect|slur", re.I),
    "threat": re.compile(r"threat|violen", re.I),
    "number": re.compile(r"personal|private|data|number|telephone|phone", re.I),
    "advertising": re.compile(r"advert|spam|sell|link", re.I),
}
NUMBER = re.compile(r"(?:\d[\s-]?){9,}")  # a telephone, an identity card: nobody's reference is that long
LINK = re.compile(r"https?://|www\.\w", re.I)
STAFF = (  # in a name, wherever it stands
    "moderator", "facilitator", "administrator", "admin", "official", "government", "commissioner",
    "ایڈمن", "ماڈریٹر", "منتظم", "سرکاری", "حکومت", "অ্যাডমিন", "মডারেটর", "প্রশাসক", "সরকারি",
)  # fmt: skip
TITLES = ("host", "thehost", "yourhost", "office", "theoffice", "department", "team")  # as the whole name
# What looks alike is one, once it is small and without marks.
LOOKS = str.maketrans(
    dict(zip("авеѕіјкмнорстухԁԛԝһгпӏαβεικμνορτυχωıɑɡ", "abesijkmhopctyxdqwhrniabeikmnoptuxwiag"))
    | dict(zip("013457@$|!l", "oieastasiii"))
)
LOOKALIKES = {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN", "COPTIC", "LISU"}  # no name mixes them with Latin
JOINERS = "\u200c\u200d"  # Urdu and Bengali are written with them
BLANK = "\u115f\u1160\u3164\uffa0"  # letters that nobody sees
IN_NAMES = " .'’-_"
VARIATIONS = "".join(map(chr, range(0xFE00, 0xFE10)))  # they turn a sign into a picture
MOST_MARKS = 4  # on one letter
PACKS = ("en", "ur", "bn", "roman_ur")


def clause_broken(content: Dialogue, text: str) -> str | None:
    """The slug of the clause of the charter that this may break. None where it breaks none, or where the charter has no clause."""
    kinds = _found(text)
    for clause in content.page.charter:
        if any(KINDS[kind].search(f"{clause.slug} {clause.text}") for kind in kinds):
            return clause.slug
    return content.page.charter[0].slug if kinds and content.page.charter else None


def sounds_like_staff(content: Dialogue, nickname: str) -> bool:
    """Whether a name could be taken for that of the office, a department, a guest or whoever leads; or is not a name at all."""
    told = _plain(nickname)
    if not told or _mixes_lookalikes(nickname) or told in map(_plain, TITLES):
        return True
    return any(_plain(word) in told for word in STAFF) or any(_like(nickname, name) for name in _official(content))


def cleaned(text: str, most: int | None = None, name: bool = False) -> str:
    """What somebody wrote, without what nobody sees, what turns the direction of a line, and heaps of marks. A name is one
    line of letters, figures and little else: no sign in it can look like a badge."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    kept = ["".join(_visible(line, name)).rstrip() for line in lines]
    told = " ".join(" ".join(kept).split()) if name else "\n".join(kept).strip()
    return told[:most].strip()


def language_of(text: str, otherwise: str) -> str:
    """The language of a comment, as packs name it."""
    found = read(text).language
    return found if found in PACKS else otherwise


def _found(text: str) -> list[str]:
    hits = read(text).hits
    found = [kind for kind in ("insult", "threat") if hits.get(kind)]
    return found + ["number"] * bool(NUMBER.search(text)) + ["advertising"] * bool(LINK.search(text))


def _official(content: Dialogue) -> list[str]:
    named = [*content.departments.values(), *content.guests.values()]
    called = [name for each in content.departments.values() for name in each.called.values()]
    return [content.page.name, content.page.handle, *(each.name for each in named), *called]


def _like(nickname: str, name: str) -> bool:
    """Whether it has this name in it, also without what stands after a comma, or is made of its words."""
    told, words = _plain(nickname), {_plain(word) for word in re.split(r"[\s,-]+", name)}
    own = {_plain(word) for word in nickname.split()}
    return any(_plain(part) in told for part in (name, name.partition(",")[0])) or (len(own) > 1 and own <= words)


def _mixes_lookalikes(nickname: str) -> bool:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in nickname if letter.isalpha()}
    return "LATIN" in scripts and bool(scripts & LOOKALIKES)


def _visible(line: str, name: bool) -> Iterator[str]:
    marks = 0
    for letter in line:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind[0] == "M" else 0
        if letter in BLANK or marks > MOST_MARKS or (kind[0] == "C" and letter not in JOINERS + "\t"):
            continue
        if not name or (kind[0] in "LMN" and letter not in VARIATIONS) or letter in IN_NAMES + JOINERS:
            yield letter


def _plain(name: str) -> str:
    """Letters and figures alone, as they look: what cannot be seen, or only looks different, counts for nothing."""
    told = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(LOOKS)
    return "".join(letter for letter in told if letter.isalnum()).replace("rn", "m").replace("vv", "w")
