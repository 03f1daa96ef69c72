import re

from hypothesis import given
from hypothesis import strategies as st

from academy.certificates import serials

SERIALS = st.integers(0, 2**serials.BITS - 1).map(serials.of)
PLACES = st.integers(0, serials.LENGTH)


def bare(serial):
    return serial.replace("-", "")


def number_of(serial):
    return sum(serials.DIGITS.index(digit) << 5 * place for place, digit in enumerate(bare(serial)[-2::-1]))


def test_a_new_serial_is_grouped_for_people_and_is_its_own_canonical_form():
    for _ in range(200):
        serial = serials.new()

        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TU-Z]", serial)
        assert serials.normalise(serial) == serial


def test_every_random_bit_is_used():
    numbers = [number_of(serials.new()) for _ in range(400)]

    ones = [sum(number >> bit & 1 for number in numbers) for bit in range(serials.BITS)]

    assert len(set(numbers)) == len(numbers)
    assert all(100 < count < 300 for count in ones)  # 200 expected, ten standard deviations either way


@given(SERIALS)
def test_lower_case_spaces_and_dashes_are_read_as_the_same_serial(serial):
    assert serials.normalise(f"  {serial.lower()} ") == serial
    assert serials.normalise(bare(serial)) == serial
    assert serials.normalise(serial.replace("-", " – ")) == serial


@given(SERIALS)
def test_letters_that_look_like_digits_are_read_as_digits(serial):
    assert serials.normalise(serial.replace("0", "O").replace("1", "l")) == serial
    assert serials.normalise(serial.replace("0", "o").replace("1", "I")) == serial


@given(SERIALS, PLACES, st.sampled_from(serials.CHECKS))
def test_any_single_wrong_character_is_caught(serial, place, wrong):
    letters = bare(serial)
    if letters[place] == wrong:
        return

    assert serials.normalise(letters[:place] + wrong + letters[place + 1 :]) is None


@given(SERIALS, st.integers(0, serials.LENGTH - 1))
def test_any_swap_of_neighbours_is_caught(serial, place):
    letters = bare(serial)
    left, right = letters[place : place + 2]
    if left == right:
        return

    assert serials.normalise(letters[:place] + right + left + letters[place + 2 :]) is None


@given(SERIALS, PLACES)
def test_a_missing_or_doubled_character_is_caught(serial, place):
    letters = bare(serial)

    assert serials.normalise(letters[:place] + letters[place + 1 :]) is None
    assert serials.normalise(letters[:place] + letters[place] + letters[place:]) is None


@given(st.text())
def test_whatever_is_typed_gives_a_serial_or_nothing(text):
    assert serials.normalise(text) is None or serials.normalise(serials.normalise(text)) is not None


def test_letters_of_other_alphabets_are_not_taken_for_ours():
    assert serials.normalise("0000-0000-0000-0") == "0000-0000-0000-0"
    assert serials.normalise("ß000-0000-0000") is None  # its capital would be two letters
    assert serials.normalise("０000-0000-0000-0") is None
    assert serials.normalise("0" * 100_000) is None
