"""What a row of a file of people comes to, without a database."""

import pytest

from academy.roll import columns, rules, words
from academy.roll.rules import Face, Known

ADA = Face(1, "ada@example.org", "Ada Karim", "", "", "learner", "PAS", "007", "", True)
BEA = Face(2, "bea@example.org", "Bea Noor", "", "", "learner", None, "", "", True)
CHIEF = Face(3, "chief@example.org", "Chief", "", "", "administrator", None, "1", "", True)
TWIN = Face(4, None, "Twin", "", "", "learner", None, "22", "", True)
KNOWN = Known(
    by_number={"007": [ADA], "1": [CHIEF], "22": [TWIN, TWIN._replace(id=5)]},
    by_email={face.email: face for face in (ADA, BEA, CHIEF)},
    services={"pas": "PAS", "police service": "PSP"},
    cohorts={"batch 54": "Batch 54"},
    members=frozenset({("batch 54", 2)}),
    unprintable=lambda name: ["☃"] if "☃" in name else [],
    actor=3,
)


def judged(*rows):
    return rules.judge([(line, row, False) for line, row in enumerate(rows, 2)], KNOWN)


def codes(row):
    return [(problem.field, problem.code) for problem in judged(row)[0].problems]


NEW = {"email": "new@example.org", "name": "New One"}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (NEW | {"email": "new@"}, [("email", "email")]),
        (NEW | {"email": ""}, [("email", "no_email")]),
        (NEW | {"name": " "}, [("name", "no_name")]),
        (NEW | {"name": "x" * 121}, [("name", "long")]),
        ({"email": "new@example.org", "given_name": "x" * 70, "family_name": "y" * 70}, [("given_name", "long")]),
        (NEW | {"name": "New\u202eOne"}, [("name", "hidden")]),
        (NEW | {"name": "New\0One"}, [("name", "hidden")]),
        (NEW | {"name": "☃ One"}, [("name", "unprintable")]),
        (NEW | {"name": '=HYPERLINK("x")'}, [("name", "formula")]),
        (NEW | {"personal_number": "3.52E+12"}, [("personal_number", "rounded")]),
        (NEW | {"personal_number": "22"}, [("personal_number", "number_shared")]),
        (NEW | {"personal_number": "4" * 41}, [("personal_number", "long")]),
        ({"personal_number": "007", "email": "bea@example.org"}, [("email", "two_people")]),
        ({"personal_number": "008", "email": "ada@example.org"}, [("personal_number", "other_number")]),
        (NEW | {"role": "king"}, [("role", "role")]),
        (NEW | {"role": "administrator"}, [("role", "administrator")]),
        ({"personal_number": "007", "role": "Admin"}, [("role", "administrator")]),
        ({"personal_number": "1", "role": "learner"}, [("role", "administrator")]),
        ({"personal_number": "1", "active": "no"}, [("active", "own_account")]),
        ({"personal_number": "1", "suspended": "1"}, [("active", "own_account")]),
        ({"personal_number": "1", "cohort": "Batch 54"}, [("cohort", "not_in_cohorts")]),
        (NEW | {"service": "XYZ"}, [("service", "service")]),
        (NEW | {"cohort": "Batch 99"}, [("cohort", "cohort")]),
        (NEW | {"active": "perhaps"}, [("active", "truth")]),
        (NEW | {"language": "fr"}, [("language", "language")]),
        (NEW | {"second_script": "zz"}, [("second_script", "script")]),
        (NEW | {"second_name": "Adele"}, [("second_name", "no_script")]),
        (NEW | {"second_name": "Adele", "second_script": "en"}, [("second_name", "no_script")]),
        ({"email": "new@", "name": "", "role": "king"}, [("email", "email"), ("role", "role")]),
    ],
)
def test_each_fault_is_said_at_its_field(row, found):
    outcome = judged(row)[0]

    assert outcome.kind == "wrong"
    assert codes(row) == found
    assert all("%(" not in words.said(problem) for problem in outcome.problems)


def test_every_fault_has_its_words():
    import inspect
    import re

    code = inspect.getsource(rules)
    said = set(re.findall(r'_Wrong\("(?:\w+:)?(\w+)"', code)) | set(re.findall(r'Problem\("", "", "(\w+)"', code))
    said |= {"twice", "same_person", "role", "script", "language"}

    assert said == set(words.PROBLEMS)


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ({"email": " NEW@Example.org ", "name": "New\n  One"}, {"email": "new@example.org", "name": "New One"}),
        ({"email": "new@example.org", "name": "Zoe\u0308"}, {"email": "new@example.org", "name": "Zo\u00eb"}),
        (NEW | {"personal_number": "42.0"}, NEW | {"personal_number": "42"}),
        (NEW | {"personal_number": "0042"}, NEW | {"personal_number": "0042"}),
        (NEW | {"service": "police SERVICE"}, NEW | {"service_code": "PSP"}),
        (NEW | {"role": "Probationary Officer"}, NEW | {"role": "learner"}),
        (NEW | {"role": "editing-teacher"}, NEW | {"role": "instructor"}),
        (NEW | {"suspended": "0"}, NEW | {"active": True}),
        (NEW | {"active": "نہیں"}, NEW | {"active": False}),
        (NEW | {"second_name": "زرناب"}, NEW | {"second_name": "زرناب", "second_script": "ur"}),
        (NEW | {"second_name": "রহিম", "language": "Bangla"}, NEW | {"second_name": "রহিম", "second_script": "bn", "language": "bn"}),
        ({"email": "new@example.org", "given_name": "Ada", "middle_name": "B.", "family_name": "Karim"}, {"email": "new@example.org", "name": "Ada B. Karim"}),
    ],
)  # fmt: skip
def test_somebody_new_is_read_as_it_was_meant(row, values):
    outcome = judged(row)[0]

    assert (outcome.kind, outcome.values, outcome.problems) == ("new", values, [])


def test_somebody_known_is_found_by_number_then_by_address():
    by_number, by_email, nothing, filled = judged(
        {"personal_number": "007", "email": "ada.karim@example.org", "name": "Ada Karim"},
        {"email": "BEA@example.org", "name": "Bea Noor", "personal_number": "9", "cohort": "batch 54"},
        {"personal_number": "1", "name": "Chief", "email": "", "service": ""},
        NEW | {"cohort": "BATCH 54"},
    )

    assert (by_number.kind, by_number.face, by_number.before) == ("changed", ADA, {"email": "ada@example.org"})
    assert (by_email.kind, by_email.before, by_email.cohort) == ("changed", {"personal_number": ""}, "")
    assert (nothing.kind, nothing.before) == ("unchanged", {})
    assert (filled.kind, filled.cohort) == ("new", "Batch 54")


def test_rows_that_say_the_same_are_all_named():
    outcomes = judged(
        NEW,
        NEW | {"name": "Other"},
        {"personal_number": "007"},
        {"email": "ada@example.org"},
        {"email": "bea@example.org"},
    )

    assert [[(p.code, p.more) for p in outcome.problems] for outcome in outcomes] == [
        [("twice", "2, 3")], [("twice", "2, 3")], [("same_person", "4, 5")], [("same_person", "4, 5")], [],
    ]  # fmt: skip


def test_what_stands_behind_the_last_column_is_not_lost_in_silence():
    outcome = rules.judge([(2, NEW, True)], KNOWN)[0]

    assert [problem.code for problem in outcome.problems] == ["too_long"]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("username,firstname,lastname,email,idnumber,institution,department,cohort1,suspended", "-,given_name,family_name,email,personal_number,-,service,cohort,suspended"),
        ("sourcedId,status,enabledUser,givenName,middleName,familyName,identifier,email", "-,-,active,given_name,middle_name,family_name,personal_number,email"),
        ("name,second_name,second_script,e-mail,personal_number,service,cohort,role,language", "name,second_name,second_script,email,personal_number,service,cohort,role,language"),
        ("First Name,SURNAME,E-Mail Address,ID number,Service_Group", "given_name,family_name,email,personal_number,service"),
        ("نام,ای میل,ذاتی نمبر,سروس,بیچ,زبان", "name,email,personal_number,service,cohort,language"),
        ("নাম,ইমেইল,ব্যক্তিগত নম্বর,ক্যাডার,ব্যাচ,ভাষা", "name,email,personal_number,service,cohort,language"),
    ],
)  # fmt: skip
def test_columns_are_known_by_the_headings_of_others(headings, fields):
    names = headings.split(",")

    found = columns.guess(names)

    assert [found.get(name, "-") for name in names] == fields.split(",")


def test_headings_of_two_fields_are_never_the_same():
    said = [(columns.plain(heading), field) for field, headings in columns.HEADINGS.items() for heading in headings]

    fields = {}
    for heading, field in said:
        fields.setdefault(heading, set()).add(field)
    assert {heading: found for heading, found in fields.items() if len(found) > 1 or not heading} == {}
