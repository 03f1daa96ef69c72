"""Numbers with their units (a date, an hour, a sum, a period), in figures or words, in any of our languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from .tokens import Token

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")
_UNITS = {
    **{month: month for month in _MONTHS},
    "day": "day", "working": "day", "week": "week", "month": "month", "year": "year", "hour": "hour",
    "minute": "minute", "percent": "percent", "oclock": "clock",
}
_WORDS = {"am": "clock", "pm": "clock", "rs": "money", "tk": "money", "taka": "money", "rupees": "money",
          "rupee": "money", "rupay": "money", "روپے": "money", "টাকা": "money", "টাকার": "money", "lakh": "money",
          "pkr": "money", "%": "percent", "bdt": "money", "ta": "clock", "টায়": "clock", "টার": "clock"}
# "Half past" and its like before an hour: the hour that is said, put forward by so much, and the minutes.
_PARTS = {
    **dict.fromkeys(("ساڑھے", "saarhe", "sarhe", "saarhay", "sarhay", "সাড়ে", "half past"), (0, 30)),
    **dict.fromkeys(("سوا", "sawa", "সোয়া", "quarter past"), (0, 15)),
    **dict.fromkeys(("پونے", "paune", "pone", "পৌনে", "quarter to"), (-1, 45)),
}
PLAIN = "plain"
# A day whose month is not named: "on the 4th", "৪ তারিখ".
DATE = "date"
_DATES = frozenset("tareekh tarikh tareek تاریخ তারিখ তারিখে তারিখের".split())


@dataclass(frozen=True)
class Quantity:
    value: str
    unit: str
    first: int
    last: int

    @property
    def is_time(self) -> bool:
        return self.unit not in (PLAIN, "money", "percent")

    @property
    def is_date(self) -> bool:
        return is_date(self.unit)


def is_date(unit: str) -> bool:
    return unit == DATE or unit in _MONTHS


def quantities(words: Sequence[Token], notions: Sequence[str | None]) -> list[Quantity]:
    found = []
    for index, word in enumerate(words):
        for value in _values(word, notions[index]):
            unit, first, last = _unit(words, notions, index)
            if unit in ("clock", PLAIN) and (part := _part(words, index)):
                value, unit, first = _hour(value, *part), "clock", min(first, index - 1)
            if word.is_word and unit == PLAIN:
                continue  # "two" without a unit is hardly ever a fact
            found.append(Quantity(value, unit, first, last))
    return _with_minutes(found)


def _part(words: Sequence[Token], index: int) -> tuple[int, int] | None:
    """What stands before an hour to move it, if anything: ساڑھے, সাড়ে, half past, quarter to."""
    before = [word.text for word in words[max(0, index - 2):index]]
    return _PARTS.get(" ".join(before)) or _PARTS.get(before[-1]) if before else None


def _hour(value: str, forward: int, minutes: int) -> str:
    return f"{(int(value) + forward - 1) % 12 + 1}:{minutes}" if value.isdigit() and 1 <= int(value) <= 12 else value


def _with_minutes(found: list[Quantity]) -> list[Quantity]:
    """'7 o'clock 45 minutes', as Bangla writes it, is 7:45."""
    merged: list[Quantity] = []
    for quantity in found:
        before = merged[-1] if merged else None
        follows = before and before.unit == "clock" and before.last > before.first and quantity.first == before.last + 1
        if follows and ":" not in before.value and quantity.unit in ("minute", PLAIN) and len(quantity.value) <= 2:
            merged[-1] = Quantity(f"{before.value}:{quantity.value:0>2}", "clock", before.first, quantity.last)
        else:
            merged.append(quantity)
    return merged


def _values(word: Token, notion: str | None) -> list[str]:
    if word.kind == "number":
        return _numbers(word.text)
    if word.kind == "reference":
        return [word.text]
    return [notion] if notion and notion.isdigit() else []


def _numbers(text: str) -> list[str]:
    """'2,300' is 2300, '9:00' is 9, '29-08-2022' a day, a month and a year; an identity number stays one."""
    text = text.replace(",", "").replace("/", "-")
    parts = text.split("-")
    if len(parts) == 3 and len(parts[1]) <= 2:
        return [_trimmed(part) for part in parts]
    return [_trimmed("".join(parts))]


def _trimmed(number: str) -> str:
    number = number.replace(".", ":") if number.count(".") == 1 and number.endswith(".00") else number
    number = number.removesuffix(":00")
    return number.lstrip("0") or "0"


def _unit(words: Sequence[Token], notions: Sequence[str | None], index: int) -> tuple[str, int, int]:
    sentence = words[index].sentence
    if index + 1 < len(words) and words[index].kind == "number" and words[index + 1].text in _DATES:
        return DATE, index, index + 1
    for step in (1, 2, 3):
        at = index + step
        if at >= len(words) or words[at].sentence != sentence:
            break
        unit = _UNITS.get(notions[at] or "") or _WORDS.get(words[at].text)
        if step == 1 and words[at].text == "may":
            unit = "may"  # "8 May": elsewhere the word is a small one
        if unit:
            return unit, index, at
        if words[at].kind == "number" and step > 1:
            break
    for at in (index - 1, index - 2):
        if at < 0 or words[at].sentence != sentence:
            break
        unit = _WORDS.get(words[at].text) or (_UNITS.get(notions[at] or "") if notions[at] in _MONTHS else None)
        if unit:
            return unit, at, index
    return PLAIN, index, index
