"""From results to statements: all that an enrolment came to, or what one attempt did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import sqlalchemy as sa
from flask import current_app

from academy import xapi
from academy.db import db
from academy.editions.models import Edition
from academy.records.models import Enrolment, Result
from academy.xapi import statements
from academy.xapi.statements import Event, House, Score, Setting, Thing


def house() -> House:
    config = current_app.config
    return House(config["BASE_URL"].rstrip("/"), config["NAME"], config["XAPI_TEXTS"])


def of_attempt(result: Result) -> dict[str, dict]:
    """The statements of the attempt that a result ends or changes, and what the course came to by it, by their id."""
    enrolment = result.enrolment
    results = _results([enrolment.id])
    return _told([enrolment], results, only=(result.activity, result.attempt))


def of_additions(enrolment: Enrolment) -> dict[str, dict]:
    """The statements of what became of an enrolment beside its results, by their id."""
    return _built(_added(enrolment, xapi.additions([enrolment])))


def of_enrolments(enrolments: Sequence[Enrolment]) -> dict[str, dict]:
    """All statements of these enrolments by their id, in the order in which things happened to each."""
    return _told(enrolments, _results([enrolment.id for enrolment in enrolments]))


def _results(enrolments: list[int]) -> list[Result]:
    query = sa.select(Result).where(Result.enrolment_id.in_(enrolments)).order_by(Result.id)
    return list(db.session.scalars(query))


def _told(
    enrolments: Sequence[Enrolment], results: list[Result], only: tuple[str, int] | None = None
) -> dict[str, dict]:
    told, added = {}, xapi.additions(enrolments)
    attempts = _attempts(enrolments, results, only)
    accounts = dict(zip(map(id, attempts), xapi.describe(attempts), strict=True))
    for enrolment in enrolments:
        own = [result for result in results if result.enrolment_id == enrolment.id]
        events = [*_of_course(enrolment, own), *_added(enrolment, added)]
        for attempt in attempts:
            if attempt.enrolment is enrolment:
                events += _of_attempt(attempt, accounts[id(attempt)])
        told |= _built(events)
    return told


def _built(events: Iterable[tuple[Setting, Event]]) -> dict[str, dict]:
    """The statements of these by their id, in the order in which they happened."""
    own_house = house()
    in_order = sorted(events, key=lambda one: one[1].at)
    built = (statements.build(own_house, setting, event) for setting, event in in_order)
    return {statement["id"]: statement for statement in built}


def _attempts(enrolments, results, only) -> list[xapi.Attempt]:
    known = {enrolment.id: enrolment for enrolment in enrolments}

    def name(result: Result) -> tuple:
        return result.enrolment_id, result.activity, result.attempt

    found = sorted(results, key=lambda result: (*name(result), result.revision))
    grouped = [(*about, tuple(own)) for about, own in groupby(found, name) if only in (None, about[1:])]
    editions = _editions({own[0].edition_id for *_about, own in grouped})
    return [
        xapi.Attempt(known[enrolment_id], activity, number, own, editions[own[0].edition_id])
        for enrolment_id, activity, number, own in grouped
    ]


def _editions(ids: set[int]) -> dict[int, Edition]:
    return {each.id: each for each in db.session.scalars(sa.select(Edition).where(Edition.id.in_(ids)))}


def _of_course(enrolment: Enrolment, results: list[Result]) -> Iterator[tuple[Setting, Event]]:
    for event in xapi.teller().milestones(enrolment, results):
        yield _setting(enrolment, event.thing.language), event


def _added(enrolment: Enrolment, added: Mapping[int, Sequence[Event]]) -> Iterator[tuple[Setting, Event]]:
    for event in added[enrolment.id]:
        yield _setting(enrolment, event.thing.language), event


def _of_attempt(attempt: xapi.Attempt, account: xapi.Account) -> Iterator[tuple[Setting, Event]]:
    """The beginning, what happened in it, the end, and what was said of it later."""
    place = xapi.teller().place(attempt.enrolment, attempt.activity)
    language, around = place.activity.language, tuple(filter(None, (place.module, place.course)))
    edition = attempt.edition.digest[:12]
    outer = _setting(attempt.enrolment, language, edition, around[0], around[1:])
    inner = _setting(attempt.enrolment, language, edition, place.activity, around)
    if account.began_at:
        yield outer, _said(attempt, Event("initialized", "initialized", account.began_at, place.activity))
    for event in account.events:
        yield outer if event.thing.path == place.activity.path else inner, _said(attempt, event)
    for event in _of_results(attempt, account, place.activity):
        yield outer, _said(attempt, event)


def _of_results(attempt: xapi.Attempt, account: xapi.Account, thing: Thing) -> Iterator[Event]:
    """`completed` at the end; `scored` by each later revision; `passed` or `failed` once that is settled, and again when it
    turns."""
    settled = None
    for result in attempt.results:
        score = None if result.score is None else Score(round(result.score, 2))
        more = {"revision": result.revision, "provisional": result.provisional, **account.about.get(result.id, {})}
        said = {"at": result.recorded_at, "thing": thing, "score": score, "extensions": more}
        if result.revision == 1:
            duration = account.began_at and result.recorded_at - account.began_at
            yield Event("completed", "completed", completed=True, duration=duration, **said)
        else:
            passed = None if result.provisional else result.passed
            yield Event(f"scored/{result.revision}", "scored", passed=passed, **said)
        if score is not None and not result.provisional and settled != result.passed:
            settled = result.passed
            verb = "passed" if settled else "failed"
            yield Event(f"{verb}/{result.revision}", verb, passed=settled, **said)


def _said(attempt: xapi.Attempt, event: Event) -> Event:
    """The event as one of its enrolment, with the attempt that it belongs to."""
    own = {"attempt": attempt.number, **event.extensions}
    return Event(**{**vars(event), "key": f"{attempt.activity}/{attempt.number}/{event.key}", "extensions": own})


def _setting(enrolment: Enrolment, language: str, revision="", parent=None, grouping=()) -> Setting:
    return Setting(enrolment.person_id, enrolment.id, language, revision, parent, grouping)
