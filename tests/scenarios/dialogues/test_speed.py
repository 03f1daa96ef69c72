"""A burst of ten thousand comments is worked out in well under a second."""

import time

from scenarios.dialogues.floods import after
from scenarios.dialogues.happenings import Deed
from scenarios.dialogues.script import next_change, script


def test_ten_thousand_in_a_burst(vary):
    burst = {"when-water": {"times": 1000, "over": 2}}
    dialogue = vary(floods=burst)
    after.cache_clear()

    began = time.perf_counter()
    whole = script(dialogue, 3, (Deed(1, 0, "pressure", value=1000),), 600)
    worked_out = time.perf_counter() - began
    began = time.perf_counter()
    upcoming = next_change(dialogue, 3, (Deed(1, 0, "pressure", value=1000),), 400)
    looked_ahead = time.perf_counter() - began
    began = time.perf_counter()
    rest = script(dialogue, 3, (Deed(1, 0, "pressure", value=1000),), 479, since=478)
    went_on = time.perf_counter() - began

    assert sum(each.kind == "flood" for each in whole.arrivals) == 10_000
    assert upcoming == 401 and 50 < len(rest.arrivals) < 120
    # some ten times what it takes on an idle machine
    assert (worked_out < 6, looked_ahead < 1, went_on < 1) == (True, True, True), (worked_out, looked_ahead, went_on)
