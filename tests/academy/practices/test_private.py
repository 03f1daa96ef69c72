import pytest

from academy.practices import private


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Her card is 35202-1234567-1.", "cnic"),
        ("Her card is ۳۵۲۰۲-۱۲۳۴۵۶۷-۱", "cnic"),
        ("35202 1234567 1", "cnic"),
        ("3520212345671", "cnic"),
        ("NID 1987123456789", "cnic"),  # thirteen digits are either: what matters is that it is asked
        ("NID 19871234567890123", "nid"),
        ("NID ১২৩৪৫৬৭৮৯০", "nid"),
        ("call 0300-1234567", "phone"),
        ("call 03001234567", "phone"),
        ("call +92 300 1234567", "phone"),
        ("call 0092 300 1234567", "phone"),
        ("call 01712345678", "phone"),
        ("call +880 1712-345678", "phone"),
        ("ফোন ০১৭১২৩৪৫৬৭৮", "phone"),
        ("write to bilal.k+x@mail.example.org now", "email"),
    ],
)
def test_private_data_are_found(text, kind):
    assert [find.kind for find in private.finds(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "28,683 complaints in three months, 1,622 before",
        "the years 2016 and 2017, 65 km, 25 %",
        "helplines 15, 1122, 1139 and 16121",
        "a fine of 10 000 000 rupees",
        "on 2017-04-16 at 10:30",
        "0123 4567",
        "an @ sign alone, and @handle",
    ],
)
def test_other_numbers_are_not(text):
    assert private.finds(text) == []


def test_words_are_given_as_they_stand_each_once_in_the_order_of_reading():
    found = private.finds("call 0300-1234567 or a@b.example", "again 0300-1234567, card 35202-1234567-1")

    assert [find.words for find in found] == ["0300-1234567", "a@b.example", "35202-1234567-1"]


def test_a_long_text_of_digits_and_dashes_takes_no_time():
    assert private.finds("1-" * 50_000) == []
    assert private.finds("a.b-" * 20_000) == []
