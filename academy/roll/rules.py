"""What the rows of a file of people come to: somebody new, a change, nothing new, or what is wrong and where.

Pure: what the academy knows is given as plain values. A blank cell says nothing: it changes nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

LONGEST = {"name": 120, "second_name": 120, "email": 254, "personal_number": 40, "cohort": 120}
ROLES = {
    "learner": ("learner", "student", "officer", "probationer", "probationaryofficer", "trainee", "participant"),
    "instructor": ("instructor", "teacher", "editingteacher", "trainer", "faculty"),
    "administrator": ("administrator", "admin", "manager", "siteadministrator", "systemadministrator", "districtadministrator"),
}  # fmt: skip
LANGUAGES = {"en": ("en", "english"), "ur": ("ur", "urdu", "اردو"), "bn": ("bn", "bangla", "bengali", "বাংলা")}
SCRIPTS = {"ur": ("\u0600", "\u06ff"), "bn": ("\u0980", "\u09ff")}
YES, NO = ("yes", "y", "true", "1", "on", "active", "ہاں", "হ্যাঁ"), (
    "no",
    "n",
    "false",
    "0",
    "off",
    "inactive",
    "نہیں",
    "না",
)
JOINERS = "\u200c\u200d\u200e\u200f"  # shape and order Urdu and Bangla letters
PLAIN_LOCAL = re.compile(
    r"[A-Za-z0-9_+-]{1,20}(\.[A-Za-z0-9_+-]{1,20}){0,2}"
)  # right before any domain: judged once for all
HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
DETAILS = (
    "name",
    "second_name",
    "second_script",
    "email",
    "role",
    "service_code",
    "personal_number",
    "language",
    "active",
)
MISSING = ("no_email", "no_name")
NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"


class Face(NamedTuple):
    """Somebody whom the academy knows; `email` may be None."""

    id: int
    email: str | None
    name: str
    second_name: str
    second_script: str
    role: str
    service_code: str | None
    personal_number: str
    language: str
    active: bool


@dataclass(frozen=True)
class Known:
    """What rows are held against: people by personal number and by address, service groups by code and by name, and the
    cohorts with their members as (cohort, person), all by casefolded name. `unprintable` gives the characters of a name that
    no certificate can be printed with. Unknown cohorts are no fault if they `may_be_made`. `actor` is who imports, by id.
    """

    by_number: Mapping[str, list[Face]] = field(default_factory=dict)
    by_email: Mapping[str, Face] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    cohorts: Mapping[str, str] = field(default_factory=dict)
    members: frozenset[tuple[str, int]] = frozenset()
    unprintable: Callable[[str], list[str]] = lambda name: []
    may_be_made: bool = False
    actor: int | None = None


class Problem(NamedTuple):
    """What is wrong in a row: the field, "" when it is the row as a whole, the value, a code, and what else its words say."""

    field: str
    value: str
    code: str
    more: str = ""


@dataclass
class Outcome:
    """What a row comes to. `values` are details of a person; `before` are those that change, as they are."""

    line: int
    kind: str
    face: Face | None
    values: dict
    before: dict
    cohort: str
    problems: list[Problem]


class _Wrong(Exception):
    def __init__(self, code: str, more: str = ""):
        super().__init__(code)
        self.code, self.more = code, more


def judge(rows: Iterable[tuple[int, Mapping[str, str], bool]], known: Known) -> list[Outcome]:
    """Each row as (line, values by field, whether there is something behind its last column)."""
    outcomes = [_judged(line, cells, too_long, known) for line, cells, too_long in rows]
    for outcome, problem in (*_twice(outcomes, "personal_number"), *_twice(outcomes, "email"), *_same_person(outcomes)):
        outcome.problems.append(problem)
    for outcome in outcomes:
        if outcome.problems:
            outcome.kind = WRONG
    return outcomes


def _judged(line: int, cells: Mapping[str, str], too_long: bool, known: Known) -> Outcome:
    problems = [Problem("", "", "too_long")] if too_long else []
    values = {}
    for name, raw in cells.items():
        try:
            if text := _clean(raw):
                values[name] = _read(name, text, known)
        except _Wrong as wrong:
            problems.append(Problem(name, raw[:200], wrong.code, wrong.more))
    cohort, face = values.pop("cohort", ""), None
    try:
        _join_names(values)
        _tell_script(values)
        face = _find(values, known)
        _check_person(values, face, cohort, known)
    except _Wrong as wrong:
        name, _, code = wrong.code.rpartition(":")
        if not (problems and code in MISSING):  # what is there and wrong is not missing
            problems.append(Problem(name, str(values.get(name, "") or "")[:200], code, wrong.more))
    return _outcome(line, face, values, cohort, problems, known)


def _outcome(line, face, values, cohort, problems, known) -> Outcome:
    if face is None:
        return Outcome(line, NEW, None, values, {}, cohort, problems)
    before = {name: getattr(face, name) for name in values if getattr(face, name) != values[name]}
    joins = cohort if cohort and (cohort.casefold(), face.id) not in known.members else ""
    return Outcome(line, CHANGED if before or joins else UNCHANGED, face, values, before, joins, problems)


def _clean(raw: str) -> str:
    """In one form, with single spaces."""
    if not raw.isprintable() and any(
        unicodedata.category(char) in HIDDEN and char not in JOINERS and char not in "\t\r\n" for char in raw
    ):
        raise _Wrong("hidden")
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if text.startswith("="):
        raise _Wrong("formula")
    return text


def _read(name: str, text: str, known: Known):
    if len(text) > LONGEST.get(name, 120):
        raise _Wrong("long", str(LONGEST.get(name, 120)))
    reader = _READERS.get(name)
    return reader(text, known) if reader else text


def _read_email(text: str, known: Known) -> str:
    local, _at, domain = text.rpartition("@")
    if not _is_email(f"a@{domain}" if PLAIN_LOCAL.fullmatch(local) else text):
        raise _Wrong("email")
    return text.lower()


@lru_cache(maxsize=1000)
def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _read_number(text: str, known: Known) -> str:
    if re.fullmatch(r"\d+([.,]\d+)?[eE]\+?\d+", text):
        raise _Wrong("rounded")
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def _read_name(text: str, known: Known) -> str:
    if unprintable := known.unprintable(text):
        raise _Wrong("unprintable", " ".join(unprintable[:5]))
    return text


def _read_role(text: str, known: Known) -> str:
    return _one_of(ROLES, re.sub(r"[\s_-]+", "", text), "role")


def _read_service(text: str, known: Known) -> str:
    if (code := known.services.get(text.casefold())) is None:
        raise _Wrong("service")
    return code


def _read_cohort(text: str, known: Known) -> str:
    found = known.cohorts.get(text.casefold())
    if found is None and not known.may_be_made:
        raise _Wrong("cohort")
    return found or text


def _read_truth(text: str, known: Known) -> bool:
    if text.casefold() not in YES + NO:
        raise _Wrong("truth")
    return text.casefold() in YES


def _one_of(words: Mapping[str, tuple[str, ...]], text: str, code: str) -> str:
    for meant, said in words.items():
        if text.casefold() in said:
            return meant
    raise _Wrong(code)


_READERS: dict[str, Callable] = {
    "email": _read_email,
    "personal_number": _read_number,
    "name": _read_name,
    "given_name": _read_name,
    "middle_name": _read_name,
    "family_name": _read_name,
    "second_name": _read_name,
    "second_script": lambda text, known: _one_of(LANGUAGES, text, "script"),
    "language": lambda text, known: _one_of(LANGUAGES, text, "language"),
    "role": _read_role,
    "service": _read_service,
    "cohort": _read_cohort,
    "active": _read_truth,
    "suspended": _read_truth,
}


def _join_names(values: dict) -> None:
    """One name, one service, one word for who can sign in: as a person has them."""
    parts = [values.pop(name, "") for name in ("given_name", "middle_name", "family_name")]
    if joined := " ".join(filter(None, parts)):
        if len(joined) > LONGEST["name"]:
            raise _Wrong("given_name:long", str(LONGEST["name"]))
        values.setdefault("name", joined)
    if "service" in values:
        values["service_code"] = values.pop("service")
    if "suspended" in values:
        values["active"] = not values.pop("suspended")


def _tell_script(values: dict) -> None:
    """The script of a second name, from its letters if nothing says it."""
    script = values.pop("second_script", "")
    if second := values.get("second_name"):
        seen = [tag for tag, (first, last) in SCRIPTS.items() if any(first <= char <= last for char in second)]
        if not script and len(seen) != 1:
            raise _Wrong("second_name:no_script")
        values["second_script"] = script or seen[0]
        if values["second_script"] not in SCRIPTS:
            raise _Wrong("second_name:no_script")


def _find(values: Mapping, known: Known) -> Face | None:
    """Whom a row is about: by personal number first, then by address."""
    number, email = values.get("personal_number"), values.get("email")
    numbered = known.by_number.get(number, []) if number else []
    addressed = known.by_email.get(email) if email else None
    if len(numbered) > 1:
        raise _Wrong("personal_number:number_shared", ", ".join(face.name for face in numbered[:3]))
    if numbered and addressed and numbered[0].id != addressed.id:
        raise _Wrong("email:two_people", f"{numbered[0].name}, {addressed.name}")
    if addressed and not numbered and number and addressed.personal_number:
        raise _Wrong("personal_number:other_number", f"{addressed.name}, {addressed.personal_number}")
    return numbered[0] if numbered else addressed


def _check_person(values: dict, face: Face | None, cohort: str, known: Known) -> None:
    if face is None:
        if not values.get("email"):
            raise _Wrong("email:no_email")
        if not values.get("name"):
            raise _Wrong("name:no_name")
    role = values.get("role") or (face.role if face else "learner")
    if "administrator" in (role, face and face.role) and role != (face and face.role):
        raise _Wrong("role:administrator")
    if face and face.id == known.actor and values.get("active") is False:
        raise _Wrong("active:own_account")
    if cohort and role == "administrator":
        raise _Wrong("cohort:not_in_cohorts")


def _twice(outcomes: Iterable[Outcome], name: str) -> Iterator[tuple[Outcome, Problem]]:
    """Rows that say the same where each has to say something else; both are named."""
    yield from _shared(outcomes, lambda outcome: outcome.values.get(name), name, "twice")


def _same_person(outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, Problem]]:
    told = [outcome for outcome in outcomes if not any(problem.code == "twice" for problem in outcome.problems)]
    yield from _shared(told, lambda outcome: outcome.face and outcome.face.id, "", "same_person")


def _shared(outcomes, key, name, code) -> Iterator[tuple[Outcome, Problem]]:
    groups: dict = {}
    for outcome in outcomes:
        if value := key(outcome):
            groups.setdefault(value, []).append(outcome)
    for value, same in groups.items():
        if len(same) > 1:
            lines = ", ".join(str(outcome.line) for outcome in same[:10])
            yield from ((outcome, Problem(name, str(value) if name else "", code, lines)) for outcome in same)
