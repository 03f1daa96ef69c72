"""What is typed to plan a sitting and to sit down at one."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from scenarios.sittings import planning, sayings
from scenarios.sittings.words import OBSERVER, ROLES

SPEEDS = (1, 2, 5, 10, 20)
LONGEST_VIDEO = 300
KEY = re.compile(r"[\w-]{20,30}")


def _number(value):
    return int(value) if value else None


def _stripped(value):
    return (value or "").strip()


class PlanForm(FlaskForm):
    """`former_of` are the earlier sittings that a new one of a dialogue may go on from, by the slug of the dialogue."""

    key = HiddenField(validators=[Regexp(KEY)])
    dialogue = SelectField(_l("Dialogue"), [DataRequired(_l("Choose a dialogue."))])
    cohort = SelectField(_l("For the cohort"), [Optional()], coerce=_number)
    planned_for = DateTimeLocalField(_l("When"), [Optional()])
    public = BooleanField(_l("Open to viewers with the link"))
    video = StringField(_l("Video"), [Optional(), Length(max=LONGEST_VIDEO)], filters=[_stripped])
    former = SelectField(_l("Goes on from"), [Optional()], coerce=_number)
    speed = SelectField(_l("How fast its clock goes"), choices=[(speed, "") for speed in SPEEDS], coerce=int, default=1)

    former_of: dict = {}

    @classmethod
    def offering(cls, dialogues, cohorts, former_of) -> "PlanForm":
        """With what there is to choose from; `dialogues` are editions."""
        form = cls()
        form.former_of = former_of
        form.dialogue.choices = [("", _("Choose")), *((edition.slug, edition.title) for edition in dialogues)]
        form.cohort.choices = [("", _("Whoever has the code")), *((cohort.id, cohort.name) for cohort in cohorts)]
        earlier = {sitting.id: sitting for found in former_of.values() for sitting in found}
        form.former.choices = [
            ("", _("None: it is the first")),
            *((each.id, _called(each)) for each in earlier.values()),
        ]
        form.speed.choices = [
            (speed, _("As in life") if speed == 1 else _("%(times)s times as fast", times=speed)) for speed in SPEEDS
        ]
        form.key.data = form.key.data or planning.new_key()
        return form

    def validate_video(self, field):
        if problem := field.data and video_problem(field.data):
            raise ValidationError(problem)

    def validate_former(self, field):
        if field.data and field.data not in {sitting.id for sitting in self.former_of.get(self.dialogue.data, ())}:
            raise ValidationError(_("This sitting was of another office. Choose one of the same office, or none."))

    @property
    def choices(self) -> dict:
        """As planning.plan takes them."""
        return {
            "cohort_id": self.cohort.data,
            "former_id": self.former.data,
            "planned_for": self.planned_for.data and _aware(self.planned_for.data),
            "public": self.public.data,
            "speed": self.speed.data,
            "video": self.video.data,
        }


class CodeForm(FlaskForm):
    class Meta:
        csrf = False  # only reads

    code = StringField(_l("Code"), [DataRequired(_l("Type the code that whoever leads the dialogue shows you."))])


class SeatForm(FlaskForm):
    """A table and a role; who only looks on needs no table."""

    department = RadioField(_l("Table"), [Optional()])
    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])

    @classmethod
    def at(cls, content, seat=None) -> "SeatForm":
        """The tables of a dialogue; `seat` is where this person sits already."""
        form = cls(department=seat and seat.department, role=seat.role if seat else None)
        form.department.choices = [(slug, each.name) for slug, each in content.departments.items()]
        form.role.choices = [(role, sayings.ROLES[role]) for role in ROLES]
        return form

    def validate_role(self, field):
        if field.data != OBSERVER and not self.department.data:
            self.department.errors = [_("Choose a table.")]
            raise ValidationError(_("Who does something sits at a table."))


def video_hosts() -> list[str]:
    return [host for host in current_app.config["VIDEO_HOSTS"].lower().split(",") if host]


def video_problem(address: str) -> str:
    """Why a video cannot stand on the stage; empty where it can."""
    if not re.fullmatch(r"https://[!-~]+", address) or any(sign in address for sign in "\"'<>\\`@"):
        return _("Give the address of the player, which begins with https://")
    try:
        host = urlsplit(address).netloc.lower()
    except ValueError:
        host = ""
    if host in video_hosts():
        return ""
    if not video_hosts():
        return _("This academy shows no videos on the stage.")
    return _("Videos can stand on the stage from these places only: %(hosts)s.", hosts=", ".join(video_hosts()))


def _called(sitting) -> str:
    started = (sitting.started_at or sitting.planned_at).astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    return f"{sitting.edition.title}, {started:%Y-%m-%d}"


def _aware(typed: datetime) -> datetime:
    return typed.replace(tzinfo=ZoneInfo(current_app.config["TIMEZONE"]))
