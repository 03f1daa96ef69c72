"""Names that nobody may take, and what somebody wrote without what nobody sees."""

import pytest

from scenarios.sittings import happened, screening


@pytest.fixture
def content(hall):
    return happened.dialogue(hall.sitting)


@pytest.mark.parametrize(
    "nickname",
    [
        "Lamp Office, Testpur", "lamp  office", "LAMP-OFFICE", "The Lamp Office", "Lаmp Оffice", "L\u200bamp Off\u00adice", "Lаmр Оffісе",
        "L4mp 0ff1ce", "Ｌａｍｐ Ｏｆｆｉｃｅ", "Lámp Öffice", "hall-testpur", "District Hall", "The Commissioner's office", "Water Office (official)",
        "Moderator", "M0derat0r", "adrnin", "ΑDΜΙΝ", "аdmin", "Admın", "a d m i n", "Host", "Office", "Governrnent", "سرکاری افسر", "মডারেটর",
        "", " ", "...", "\u3164", "\u200b\u2060", "✔", "Asma Раtel",
    ],
)  # fmt: skip
def test_a_name_that_could_be_the_offices_is_taken(content, nickname):
    assert screening.sounds_like_staff(content, screening.cleaned(nickname, 40, name=True))


@pytest.mark.parametrize(
    "nickname",
    ["Asma", "Rafiq 14", "Well Lane reader", "O’Brien", "Ghost of Mill Road", "محمد علی", "নাসিমা", "Лена", "Ελένη", "Lamp", "Waterman", "Dr. Noor"],
)  # fmt: skip
def test_other_names_are_free(content, nickname):
    assert not screening.sounds_like_staff(content, screening.cleaned(nickname, 40, name=True))


def test_a_name_has_no_signs_that_look_like_a_badge():
    assert screening.cleaned(" Asma ✔️ ☑ ®\n(Office) ", 40, name=True) == "Asma Office"
    assert screening.cleaned("@asma<b>", 40, name=True) == "asmab"


def test_a_comment_keeps_its_lines_and_its_letters():
    assert screening.cleaned("  One \r\n\r\ntwo 😀 পানি کب؟\u200c ") == "One\n\ntwo 😀 পানি کب؟\u200c"


def test_what_turns_lines_round_or_heaps_marks_is_taken_out():
    assert screening.cleaned("a\u202ecba\u2066b\u2069\x07") == "acbab"
    assert len(screening.cleaned("e" + "\u0316" * 50)) == 1 + screening.MOST_MARKS


def test_each_letter_that_looks_like_another_has_its_other():
    assert "".join(chr(each) for each in screening.LOOKS).translate(screening.LOOKS).isascii()
