import pytest

from academy.avatars import TINTS, initials, tint


@pytest.mark.parametrize(
    "name, letters",
    [
        ("Bilal Khan", "BK"),
        ("Bilal Ahmed Khan", "BK"),
        ("sami", "S"),
        ("Nadia P.", "NP"),
        ("District News 24", "D2"),
        ("'Umar (shop)", "US"),
        ("রহিম উদ্দিন", "রউ"),
        ("মোহাম্মদ আলী", "মোআ"),
        ("عائشہ صدیقی", "ع\u200cص"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_portrait_shows_the_first_and_last_initial(name, letters):
    assert initials(name) == letters


def test_a_name_keeps_its_tint_and_names_differ():
    names = ("Bilal Khan", "Nadia P.", "Sami", "Farah", "Usman", "Zoya", "Ada")

    assert [tint(name) for name in names] == [tint(name) for name in names]
    assert len({tint(name) for name in names}) > 2
    assert {tint(name) for name in names} <= set(TINTS)
