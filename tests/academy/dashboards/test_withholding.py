"""What is kept back so that no figure tells of a few people, not even by taking others from the total."""

import random

import pytest

from academy.dashboards.withholding import FEWEST, withheld


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({}, set()),
        ({"PAS": 5, "PSP": 9}, set()),
        ({"PAS": 4}, {"PAS"}),
        ({"PAS": 20, "PSP": 3}, {"PAS", "PSP"}),
        ({"PAS": 20, "PSP": 3, "FSP": 6}, {"PSP", "FSP"}),
        ({"PAS": 20, "PSP": 3, "FSP": 4}, {"PSP", "FSP"}),
        ({"PAS": 20, "PSP": 1, "FSP": 1, "IRS": 7}, {"PSP", "FSP", "IRS"}),
        ({"PAS": 20, "": 2, "IRS": 20}, {"", "IRS"}),
    ],
)
def test_few_people_are_kept_back_and_so_is_what_would_give_them_away(people, expected):
    assert withheld(people) == expected


@pytest.mark.parametrize("seed", range(200))
def test_the_total_minus_what_is_shown_is_never_of_a_few(seed):
    chance = random.Random(seed)
    people = {f"group {number}": chance.randint(1, 12) for number in range(chance.randint(1, 9))}

    back = withheld(people)

    assert all(count >= FEWEST for group, count in people.items() if group not in back)
    if back and back != people.keys():
        assert len(back) > 1 and sum(people[group] for group in back) >= FEWEST
