"""Data of persons that do not belong into a text for everybody: identity numbers, telephone numbers, e-mail addresses.

It looks for their forms and knows nobody: a find is a question to whoever writes, never a verdict.
"""

import re
import unicodedata
from typing import NamedTuple

_SEPARATED = r"[ \-\u2010-\u2015.]?"
_FORMS = {  # in this order: what one of them has found is no longer there for the next
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    "cnic": re.compile(rf"(?<!\d)\d{{5}}{_SEPARATED}\d{{7}}{_SEPARATED}\d(?!\d)"),
    "phone": re.compile(
        rf"(?<![\d+])(?:(?:\+|00)(?:92|880){_SEPARATED}\d(?:{_SEPARATED}\d){{8,9}}|0(?:3\d{{2}}|1[3-9]\d){_SEPARATED}\d(?:{_SEPARATED}\d){{6,7}})(?!\d)"
    ),
    "nid": re.compile(r"(?<!\d)(?:\d{17}|\d{13}|\d{10})(?!\d)"),
}


class Find(NamedTuple):
    """`kind` is cnic, nid, phone or email; `words` are as they stand in the text."""

    kind: str
    words: str


def finds(*texts: str) -> list[Find]:
    """What looks like private data in these texts, each once, in the order of reading."""
    found = [find for text in texts for find in _in(text)]
    return list(dict.fromkeys(found))


def _in(text: str) -> list[Find]:
    plain, places = "".join(map(_western, text)), []
    for kind, form in _FORMS.items():
        for each in form.finditer(plain):
            places.append((each.start(), Find(kind, text[each.start() : each.end()])))
        plain = form.sub(lambda each: "\0" * len(each[0]), plain)
    return [find for _start, find in sorted(places)]


def _western(sign: str) -> str:
    """The digit that stands for this one of any script, or the sign itself."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
