"""Driving: each button of the board, and what it says when it was pressed."""

from collections.abc import Callable

from flask_babel import gettext as _

from scenarios.dialogues.happenings import MOST
from scenarios.sittings import thread, times, wheel
from scenarios.sittings.board_forms import BoardForm
from scenarios.sittings.models import Sitting
from scenarios.sittings.refusals import Refusal

LONGEST_EXTENSION = 60  # minutes


def drive(sitting: Sitting, person, form: BoardForm) -> str:
    """Do what was pressed; what happened, in words. Raises Refusal."""
    kind, target = form.pressed
    if kind not in BUTTONS:
        raise Refusal("unknown_target")
    return BUTTONS[kind](sitting, person, form, target)


def _start(sitting, person, form, target) -> str:
    wheel.start(sitting, person)
    return _("The dialogue runs.")


def _pause(sitting, person, form, target) -> str:
    wheel.pause(sitting, person)
    return _("The dialogue stands still.")


def _take_over(sitting, person, form, target) -> str:
    wheel.take_over(sitting, person)
    return _("You have the wheel.")


def _segment(sitting, person, form, target) -> str:
    _do(sitting, person, form, "segment", slug=target)
    return _("The next segment has begun.")


def _fire(sitting, person, form, target) -> str:
    _do(sitting, person, form, "fire", slug=target)
    return _("It comes now.")


def _hold(sitting, person, form, target) -> str:
    _do(sitting, person, form, "hold", slug=target)
    return _("It is held back.")


def _retime(sitting, person, form, target) -> str:
    second = times.second(sitting) + 60 * form.minutes.data
    _do(sitting, person, form, "retime", slug=target, value=second)
    return _("It comes in %(minutes)s minutes.", minutes=form.minutes.data)


def _pressure(sitting, person, form, target) -> str:
    value = _number(target, 0, MOST)
    _do(sitting, person, form, "pressure", value=value)
    return _("The pressure is %(percent)s %% now.", percent=value)


def _extend(sitting, person, form, target) -> str:
    value = _number(target, -LONGEST_EXTENSION, LONGEST_EXTENSION)
    _do(sitting, person, form, "extend", value=value)
    if value > 0:
        return _("This segment is %(minutes)s minutes longer.", minutes=value)
    return _("This segment is %(minutes)s minutes shorter.", minutes=-value)


def _say(sitting, person, form, target) -> str:
    under = form.under.data or None
    if under and thread.named(sitting, under) is None:
        raise Refusal("unknown_target")
    said = {"persona": form.persona.data, "text": form.text.data.strip(), "slug": form.repeats.data or None}
    _do(sitting, person, form, "say", under=under, **said)
    form.text.data = ""
    return _("It stands in the thread.")


def _whisper(sitting, person, form, target) -> str:
    wheel.whisper(sitting, person, form.to.data or None, form.whisper.data, _key(form))
    form.whisper.data = ""
    return _("They can read it now.")


def _end(sitting, person, form, target) -> str:
    if not sitting.ended_at:
        _do(sitting, person, form, "end")
    return _("The dialogue is over for everybody.")


BUTTONS: dict[str, Callable[..., str]] = {
    "start": _start,
    "pause": _pause,
    "take_over": _take_over,
    "segment": _segment,
    "fire": _fire,
    "hold": _hold,
    "retime": _retime,
    "pressure": _pressure,
    "extend": _extend,
    "say": _say,
    "whisper": _whisper,
    "end": _end,
}


def _do(sitting, person, form, kind, **particulars) -> None:
    """Twice with one key is once, as long as it is the same button."""
    wheel.do(sitting, person, kind, _key(form), **particulars)


def _key(form: BoardForm) -> str:
    return f"{form.key.data}.{form.do.data}"


def _number(target: str, least: int, most: int) -> int:
    try:
        value = int(target)
    except ValueError:
        raise Refusal("unknown_target") from None
    if not least <= value <= most or value == 0 > least:
        raise Refusal("unknown_target")
    return value
