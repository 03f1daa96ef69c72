"""Columns of files of people: which field each is, by its heading, in the words of Moodle, OneRoster and our own."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

FIELDS = (
    "personal_number", "email", "name", "given_name", "middle_name", "family_name", "second_name", "second_script", "role",
    "service", "cohort", "language", "active", "suspended",
)  # fmt: skip
PROBLEM = "problem"  # the column that we add to what is handed back
HEADINGS = {
    "personal_number": (
        "personal number", "personal no", "personnel number", "personnel no", "employee id", "employee number", "staff id",
        "id number", "idnumber", "identifier", "roll no", "ذاتی نمبر", "پرسنل نمبر", "ব্যক্তিগত নম্বর", "পরিচিতি নম্বর",
    ),
    "email": ("email", "email address", "e-mail address", "mail", "ای میل", "ای میل پتہ", "برقی پتہ", "ইমেইল", "ই-মেইল", "ইমেল"),
    "name": ("name", "full name", "fullname", "display name", "officer", "نام", "پورا نام", "নাম", "পূর্ণ নাম"),
    "given_name": ("first name", "firstname", "given name", "givenName", "forename", "پہلا نام", "প্রথম নাম"),
    "middle_name": ("middle name", "middleName"),
    "family_name": ("last name", "lastname", "family name", "familyName", "surname", "آخری نام", "خاندانی نام", "শেষ নাম", "পদবি"),
    "second_name": ("second name", "name in urdu", "name in bangla", "urdu name", "bangla name", "اردو نام", "বাংলা নাম"),
    "second_script": ("second script", "script"),
    "role": ("role", "roles", "کردار", "ভূমিকা"),
    "service": (
        "service", "service group", "service code", "occupational group", "group", "cadre", "department", "سروس", "گروپ",
        "محکمہ", "সার্ভিস", "ক্যাডার", "বিভাগ",
    ),
    "cohort": ("cohort", "cohort1", "batch", "course batch", "بیچ", "جماعت", "ব্যাচ"),
    "language": ("language", "lang", "زبان", "ভাষা"),
    "active": ("active", "enabled", "enabledUser", "can sign in", "فعال", "সক্রিয়"),
    "suspended": ("suspended", "معطل", "স্থগিত"),
}  # fmt: skip


def plain(heading: str) -> str:
    """A heading without what people write differently: case, spaces, marks between words."""
    return re.sub(r"[\W_]+", "", _lettered(heading))


def _lettered(heading: str) -> str:
    """Marks of Bangla letters count as letters."""
    text = unicodedata.normalize("NFC", heading).casefold()
    return "".join(
        "x" + format(ord(char), "x") if unicodedata.category(char) in ("Mn", "Mc") else char for char in text
    )


_KNOWN = {
    plain(heading): field for field, headings in HEADINGS.items() for heading in (field.replace("_", " "), *headings)
}


def guess(columns: Iterable[str]) -> dict[str, str]:
    """The fields of the columns whose headings are known."""
    return {column: _KNOWN[plain(column)] for column in columns if plain(column) in _KNOWN}


def clashes(chosen: Mapping[str, str]) -> list[list[str]]:
    """Columns that are the same field, where one of them has to be chosen."""
    by_field: dict[str, list[str]] = {}
    for column, field in chosen.items():
        by_field.setdefault(field, []).append(column)
    same = [found for found in by_field.values() if len(found) > 1]
    states = [column for column, field in chosen.items() if field in ("active", "suspended")]
    names = [column for column, field in chosen.items() if field == "name"]
    parts = [column for column, field in chosen.items() if field in ("given_name", "family_name")]
    return (
        same
        + ([states] if {"active", "suspended"} <= set(by_field) else [])
        + ([names + parts] if names and parts else [])
    )


def can_tell(chosen: Mapping[str, str]) -> bool:
    """Whether somebody can be told from others by these columns."""
    return bool({"email", "personal_number"} & set(chosen.values()))
