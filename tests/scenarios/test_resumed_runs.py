"""Any legal play of any shipped scenario, broken off and taken up again anywhere, comes to the same page byte for byte."""

import itertools
import json
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from academy import editions
from academy.db import db
from scenarios import outcomes, runs, simulation
from scenarios.models import Run
from scenarios.pack import Scenario
from scenarios.play import settings as play_settings
from scenarios.simulation import Move
from scenarios.vocabulary import FOUND, TARGET_ACTIONS, TEMPOS, TEXT_ACTIONS
from tests import factories
from tests.shipped import CONTENTS

chance = st.integers(0, 10**6)


def same_words_again(moves):
    """The moves as they come out of a database: through JSON and made anew."""
    told = json.loads(json.dumps([asdict(move) | {"red_lines": sorted(move.red_lines)} for move in moves]))
    return [Move(**one | {"found": tuple(map(tuple, one["found"]))}) for one in told]


def seen(feed):
    """What of a page never changes once somebody has seen it."""
    entries = [(entry.id, entry.persona, entry.text, entry.minute, entry.under, entry.channel) for entry in feed.entries]
    return feed.events, entries, feed.made, feed.fired


class Play(RuleBasedStateMachine):
    """A learner at a scenario, as the simulation sees it: grades are drawn instead of given."""

    @initialize(slug=st.sampled_from(sorted(CONTENTS)), seed=st.integers(0, 2**48))
    def begin(self, slug, seed):
        self.scenario, self.seed = CONTENTS[slug], seed
        self.moves, self.minute, self.seconds, self.pages = [], 0, 0, []

    def page(self):
        now = simulation.now(self.scenario, self.minute, self.seconds)
        return simulation.replay(self.scenario, self.seed, self.moves, now)

    @rule(seconds=st.integers(1, 900))
    def look(self, seconds):
        self.seconds += seconds

    @precondition(lambda self: not self.page().ended)
    @rule(which=chance, what=chance, whom=chance, overall=st.integers(0, 4), echo=st.booleans())
    def act(self, which, what, whom, overall, echo):
        offered = list(simulation.allowed(self.page(), self.scenario).items())
        post, actions = offered[which % len(offered)]
        action = actions[what % len(actions)]
        targets = self.scenario.targets(action)
        target = targets[whom % len(targets)] if action in TARGET_ACTIONS else None
        self.minute = simulation.next_minute(self.scenario, self.minute, action, self.seconds)
        self.seconds = 0
        move = Move(len(self.moves) + 1, self.minute, action, post, target)
        if action in TEXT_ACTIONS:
            words = "The same words." if echo else f"Words {move.number}"
            found = tuple((kind, f"the {kind} of {move.number}") for kind in FOUND[overall::5])
            red = frozenset({"composure"}) if overall == 0 else frozenset()
            levels = {"next_step": overall // 2, "mandate": min(overall, 2)}
            move = Move(move.number, self.minute, action, post, target, words, levels, overall, 25.0 * overall, red, found)
        self.moves.append(move)

    @invariant()
    def the_same_again_whoever_resumes(self):
        page = self.page()
        scenario = Scenario.model_validate_json(self.scenario.model_dump_json())
        again = simulation.replay(scenario, self.seed, same_words_again(self.moves), page.minute)
        assert again.to_json() == page.to_json()
        self.pages.append((len(self.moves), page))

    @invariant()
    def nothing_that_was_seen_is_taken_back(self):
        for (_, earlier), (_, later) in itertools.pairwise(self.pages[-2:]):
            for before, after in zip(seen(earlier), seen(later)):
                assert after[: len(before)] == before

    @invariant()
    def nothing_happens_before_the_next_change(self):
        page = self.page()
        ahead = simulation.next_change(self.scenario, self.seed, self.moves, page.minute)
        until = simulation.replay(self.scenario, self.seed, self.moves, max(page.minute, ahead - 1))
        assert page.ended or seen(until) == seen(page)

    @invariant()
    def every_page_that_was_seen_can_be_had_again(self):
        for count, page in self.pages[:: max(1, len(self.pages) // 3)]:
            again = simulation.replay(self.scenario, self.seed, self.moves[:count], page.minute)
            assert again.to_json() == page.to_json()


@pytest.mark.slow
def test_a_page_is_a_function_of_edition_seed_and_moves():
    run_state_machine_as_test(Play, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))


@pytest.fixture
def kept(session):
    """A machine that plays in the database, with the grader's grades, and forgets all it held in memory between steps."""
    factories.rules()

    class Kept(RuleBasedStateMachine):
        @initialize(seed=st.integers(0, 2**48), pace=st.sampled_from([0, 4, 30]))
        def begin(self, seed, pace):
            self.id = factories.run(edition=factories.scenario(**{"pace: 4": f"pace: {pace}"}), seed=seed).id
            self.pages = []

        @property
        def run(self):
            return db.session.get(Run, self.id)

        @rule(seconds=st.integers(1, 600))
        def look(self, seconds):
            if self.run.finished_at is None:
                self.run.open_seconds += seconds
                runs.keep_time(self.run)

        @rule(tempo=st.sampled_from(sorted(TEMPOS)), guided=st.booleans())
        def choose(self, tempo, guided):
            play_settings.choose(self.run, tempo, guided)

        @precondition(lambda self: self.run.finished_at is None)
        @rule(which=chance, what=chance, words=st.sampled_from(["We are sorry. A crew comes on Thursday.", "Go away, you liar.", "ہمیں افسوس ہے۔", "Noted."]), twice=st.booleans())
        def act(self, which, what, words, twice):
            scenario = runs.scenario(self.run)
            offered = list(simulation.allowed(runs.feed(self.run), scenario).items())
            post, actions = offered[which % len(offered)]
            action = actions[what % len(actions)]
            target = scenario.targets(action)[0] if action in TARGET_ACTIONS else None
            number = len(self.run.moves) + 1
            for _ in range(1 + twice):
                runs.submit(self.run, number, action, post, target, words)

        @invariant()
        def what_is_kept_is_the_page(self):
            db.session.flush()
            db.session.expire_all()
            page = runs.feed(self.run)
            pure = Scenario.model_validate_json(editions.content(self.run.edition).model_dump_json())
            moves = same_words_again(outcomes.as_played(self.run))
            assert simulation.replay(pure, self.run.seed, moves, page.minute).to_json() == page.to_json()
            assert [move.number for move in self.run.moves] == list(range(1, len(self.run.moves) + 1))
            assert bool(self.run.finished_at) == bool(page.ended)
            for earlier in self.pages[-1:]:
                assert all(after[: len(before)] == before for before, after in zip(seen(earlier), seen(page)))
            self.pages.append(page)

    return Kept


def test_a_run_can_be_taken_up_anywhere(kept):
    quick = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(kept, settings=quick)
