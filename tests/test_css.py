"""The style sheets: no left and right, no unknown colours, and every pair of colours can be read."""

import re
from itertools import chain
from pathlib import Path

import pytest
import tinycss2

STYLES = Path(__file__).parents[1] / "academy" / "static" / "css"
SHEETS = sorted(STYLES.glob("*.css"))

# for each of them CSS knows a logical name
PHYSICAL = re.compile(
    r"^(left|right|top|bottom|(min-|max-)?(width|height)|(margin|padding|border|scroll-margin|scroll-padding)-"
    r"(left|right|top|bottom)(-\w+)?|border-(top|bottom)-(left|right)-radius|overflow-[xy]|float-(left|right))$"
)
SIDED = {"text-align", "float", "clear", "background-position", "caption-side", "justify-content", "justify-self"}

# what is written on what, as (words, ground): 4.5 to 1
WORDS = [
    *[(words, ground) for words in ("ink", "ink-soft", "teal", "accent-ink", "bad") for ground in ("paper", "surface", "sunk")],
    *[("ink", ground) for ground in ("teal-wash", "accent-wash", "good-wash", "warn-wash", "bad-wash", "info-wash")],
    *[("ink-soft", ground) for ground in ("teal-wash", "feed", "social-wash")],
    *[(tone, f"{tone}-wash") for tone in ("good", "warn", "bad", "info", "social")],
    *[(tone, "surface") for tone in ("good", "warn", "info", "social", "trust", "heat")],
    *[(tone, "paper") for tone in ("good", "warn", "trust", "heat")],
    *[("on-tint", tint) for tint in ("clay", "moss", "plum", "slate", "ochre", "rose")],
    ("teal", "teal-wash"),
    ("teal-strong", "teal-wash"),
    ("on-teal", "teal"),
    ("on-teal", "teal-strong"),
    ("on-band", "band"),
    ("on-band-soft", "band"),
    ("on-mark", "mark"),
    ("surface", "social"),
    ("surface", "bad"),
]
# what has to be seen, not read: 3 to 1
SHAPES = [
    *[("line-strong", ground) for ground in ("paper", "surface", "sunk")],
    *[("focus", ground) for ground in ("paper", "surface", "sunk", "feed", "social-wash")],
    *[(gauge, "line") for gauge in ("trust", "heat", "teal")],
    ("focus-on-band", "band"),
    ("accent", "band"),
    ("accent", "surface"),
]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_knows_no_left_and_right(sheet):
    wrong = [f"line {rule.source_line}: {rule.name}" for rule in declarations(sheet) if is_physical(rule)]

    assert wrong == []


def test_the_search_for_left_and_right_finds_them():
    found = tinycss2.parse_blocks_contents("margin-left:1px;text-align:right;width:2px;inset-inline:0;text-align:end")

    assert [is_physical(rule) for rule in found] == [True, True, True, False, False]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_parses(sheet):
    rules = tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True)

    assert [rule.message for rule in chain(rules, declarations(sheet)) if rule.type == "error"] == []


def test_every_custom_property_that_is_used_exists():
    words = "".join(sheet.read_text() for sheet in SHEETS)

    used, named = re.findall(r"var\((--[\w-]+)\)", words), re.findall(r"^ +(--[\w-]+):", words, re.MULTILINE)

    assert set(used) == set(named)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=lambda sheet: sheet.name)
def test_colours_come_from_the_tokens(sheet):
    screen = sheet.read_text().partition("@media print")[0]

    assert re.findall(r"#[0-9a-f]{3,8}\b", screen) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("words, ground", WORDS)
def test_words_can_be_read_on_their_ground(scheme, words, ground):
    colours = tokens()[scheme]

    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape, ground", SHAPES)
def test_shapes_can_be_seen_on_their_ground(scheme, shape, ground):
    colours = tokens()[scheme]

    assert contrast(colours[shape], colours[ground]) >= 3


def test_contrast_is_what_the_guidelines_say_it_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def declarations(sheet):
    rules = tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True)
    return list(chain.from_iterable(_inside(rule) for rule in rules))


def _inside(rule):
    if rule.type == "declaration" or rule.type == "error":
        return [rule]
    found = tinycss2.parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True)
    return chain.from_iterable(_inside(part) for part in found)


def is_physical(rule):
    if rule.type != "declaration":
        return False
    sides = {token.value for token in rule.value if token.type == "ident"} & {"left", "right", "top", "bottom"}
    return bool(PHYSICAL.match(rule.name)) or bool(rule.name in SIDED and sides - {"top", "bottom"})


def tokens():
    light, dark = (STYLES / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    named = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": named[0], "dark": named[0] | named[1]}


def contrast(one, other):
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
