"""What holds for whatever is done in a dialogue."""

import copy
import pickle
import subprocess
import sys
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.dialogues.happenings import DEEDS, Deed, Move
from scenarios.dialogues.script import next_change, script
from scenarios.dialogues.trigger import ACTIONS

THOROUGH = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

COMMENTS = ("dark-corner", "dark-again", "dry-pump", "sold-pipes", "still-waiting")
IDS = (*(f"comment-{slug}" for slug in COMMENTS), "flood-when-water-0", "flood-when-water-5", "said-2", "nothing", None)
seeds = st.integers(0, 2**63)
seconds = st.integers(-1, 1500)
deeds = st.builds(
    Deed,
    number=st.just(0),
    second=st.integers(0, 1400),
    kind=st.sampled_from(DEEDS[:-1]),
    slug=st.sampled_from((*COMMENTS, "when-water", "water", "promises", "nobody", None)),
    value=st.integers(-3, 1200),
    persona=st.sampled_from(("rafiq", "viewers", "nobody", None)),
    text=st.sampled_from(("Typed by hand.", " ")),
)
moves = st.builds(
    Move,
    number=st.just(0),
    second=st.integers(0, 1400),
    department=st.sampled_from(("lamps", "water")),
    action=st.sampled_from(ACTIONS),
    on=st.sampled_from(IDS),
    target=st.sampled_from(("lamps", "water", "power-company", None)),
    line=st.sampled_from(("pump", "nothing", None)),
    levels=st.dictionaries(st.just("mandate"), st.integers(0, 2)),
    overall=st.none() | st.integers(0, 4),
    found=st.sampled_from(((), (("time", "by Tuesday"),))),
)
ends = st.lists(st.builds(Deed, number=st.just(0), second=st.integers(0, 1400), kind=st.just("end")), max_size=1)
happenings = st.tuples(st.lists(deeds | moves, max_size=16), ends).map(
    lambda told: tuple(
        replace(each, number=n) for n, each in enumerate(sorted([*told[0], *told[1]], key=lambda e: e.second), 1)
    )
)


@THOROUGH
@given(seeds, happenings, seconds, seconds)
def test_what_came_once_stays_at_the_beginning_of_what_comes_later(windows, seed, happened, one, other):
    early, late = (script(windows, seed, happened, until) for until in sorted((one, other)))

    assert late.arrivals[: len(early.arrivals)] == early.arrivals
    assert late.segments[: len(early.segments)] == early.segments
    assert late.fired[: len(early.fired)] == early.fired
    assert set(early.raised) <= set(late.raised) and set(early.corrected) <= set(late.corrected)


@THOROUGH
@given(seeds, happenings, seconds)
def test_what_happens_later_changes_nothing_that_came_before(windows, seed, happened, until):
    known = tuple(each for each in happened if each.second <= until)

    assert script(windows, seed, known, until).to_json() == script(windows, seed, happened, until).to_json()


@THOROUGH
@given(seeds, happenings)
def test_each_thing_that_happens_only_adds_to_what_could_be_read(windows, seed, happened):
    for number, each in enumerate(happened):
        before, after = (script(windows, seed, happened[: number + more], each.second) for more in (0, 1))
        assert after.arrivals[: len(before.arrivals)] == before.arrivals


@THOROUGH
@given(seeds, happenings, seconds, seconds)
def test_one_can_go_on_from_anywhere(windows, seed, happened, since, until):
    whole, rest = (script(windows, seed, happened, until, after).arrivals for after in (-1, since))

    assert rest == tuple(each for each in whole if each.second > since)


@THOROUGH
@given(seeds, happenings, seconds)
def test_the_next_change_is_the_next(windows, seed, happened, second):
    known = tuple(each for each in happened if each.second <= second)
    upcoming = next_change(windows, seed, known, second)
    here = script(windows, seed, known, second)
    last = 30_000 if upcoming is None else upcoming

    between, then = script(windows, seed, known, last - 1), script(windows, seed, known, last)

    assert between.arrivals == here.arrivals and between.segments == here.segments
    if upcoming is None:
        assert then.arrivals == here.arrivals
    else:
        assert upcoming > second
        assert (then.arrivals, then.segments, then.ended) != (here.arrivals, here.segments, here.ended)


@THOROUGH
@given(seeds, happenings, seconds, st.integers(0, 1000), st.integers(0, 1000))
def test_more_pressure_only_adds(windows, seed, happened, second, low, high):
    low, high = sorted((low, high))
    calm, hard = (
        script(windows, seed, (*quiet(happened), Deed(100, 0, "pressure", value=value)), 1500) for value in (low, high)
    )

    assert {each.id for each in calm.arrivals} <= {each.id for each in hard.arrivals}
    assert {each.id: each.text for each in calm.arrivals}.items() <= {
        each.id: each.text for each in hard.arrivals
    }.items()


def quiet(happened):
    """Those that come before another deed of pressure would."""
    return tuple(
        replace(each, number=number) for number, each in enumerate(happened, 1) if getattr(each, "kind", "") == "say"
    )


@THOROUGH
@given(seeds, happenings)
def test_ids_are_unique_and_time_goes_on(windows, seed, happened):
    whole = script(windows, seed, happened, 1500)

    ids = [each.id for each in whole.arrivals]
    assert len(set(ids)) == len(ids)
    assert [each.second for each in whole.arrivals] == sorted(each.second for each in whole.arrivals)
    assert whole.ended is None or all(each.second <= whole.ended for each in whole.arrivals)
    came = {each.slug for each in whole.arrivals if each.kind == "comment"}
    assert not came & {each.slug for each in whole.waiting}


@THOROUGH
@given(seeds, happenings, seconds)
def test_a_script_leaves_its_arguments_alone(windows, seed, happened, until):
    dialogue, told = windows.model_dump_json(), copy.deepcopy(happened)

    first, second = script(windows, seed, happened, until), script(windows, seed, happened[::-1], until)

    assert first == second
    assert windows.model_dump_json() == dialogue and happened == told


def test_another_process_with_another_hash_seed_gives_the_same_bytes(windows, happened):
    told = happened(("pressure", 20, None, {"value": 300}), ("move", 500, "water", "reply", "comment-dry-pump"))
    program = (
        "import pickle, sys; from scenarios.dialogues.pack import Dialogue; from scenarios.dialogues.script import script;"
        "content, told = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.write(script(Dialogue.model_validate(content), 5, told, 1200).to_json().encode())"
    )
    given_to_it = pickle.dumps((windows.model_dump(mode="json"), told))

    here = script(windows, 5, told, 1200).to_json().encode()
    there = [
        subprocess.run([sys.executable, "-c", program], input=given_to_it, stdout=-1, check=True, env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."}).stdout
        for hash_seed in ("1", "2")
    ]  # fmt: skip

    assert there == [here, here]
