"""The form that says where a try opens, and what was done before."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from scenarios.forms import TEMPO_NAMES
from scenarios.pack import Scenario
from scenarios.studio.document import Document
from scenarios.studio.leading import HANDLED, Wish
from scenarios.studio.names import Names, quoted

HANDLED_NAMES = {
    "open": _l("Not yet answered"),
    "well": _l("Well: the best action, with its example words"),
    "badly": _l("Badly: as a poor officer would"),
    "left": _l("Left alone on purpose"),
}
BEGINNING, CLOCK = "", "clock"
PREFIX = "before-"  # of the fields of posts; no slug of a post begins with a sign


class TryForm(FlaskForm):
    """`opens` is a post by its slug, BEGINNING or CLOCK. Every post has a field besides, named PREFIX and its slug."""

    opens = SelectField(_l("Where it opens"))
    time = StringField(_l("At which time of day"))
    trust = IntegerField(_l("Trust at the beginning"), validators=[InputRequired(), NumberRange(0, 100)])
    heat = IntegerField(_l("Heat at the beginning"), validators=[InputRequired(), NumberRange(0, 100)])
    everything = SelectField(
        _l("What was done about the posts before"), choices=list(HANDLED_NAMES.items()), default="well"
    )
    guided = BooleanField(_l("A coach at my side"))
    tempo = RadioField(_l("The clock"), choices=list(TEMPO_NAMES.items()), default="untimed")

    scenario: Scenario

    @classmethod
    def of(cls, scenario: Scenario, post: str = "") -> "TryForm":
        """The form for a scenario; `post` is where it opens if nothing else is said."""
        choices = [("", _("As all the others")), *HANDLED_NAMES.items()]
        own = {f"{PREFIX}{each.slug}": SelectField(choices=choices) for each in scenario.posts}
        usual = {"opens": post, "trust": scenario.trust, "heat": scenario.heat, "guided": scenario.guided}
        form = type("TryFormOf", (cls,), {**own, "scenario": scenario})(data=usual)
        form.opens.choices = [
            (BEGINNING, _("At the beginning")),
            *form._posts(),
            (CLOCK, _("At a time of day, said below")),
        ]
        for each in scenario.posts:
            form[f"{PREFIX}{each.slug}"].label.text = form._called(each)
        return form

    def validate_time(self, field):
        if self.opens.data == CLOCK and self._minute() is None:
            raise ValidationError(_("Write a time of the simulated day, such as %(time)s.", time=self.scenario.opens))

    @property
    def before(self) -> list:
        """The fields of the posts."""
        return [self[f"{PREFIX}{each.slug}"] for each in self.scenario.posts]

    @property
    def wish(self) -> Wish:
        at_post = self.opens.data not in (BEGINNING, CLOCK)
        own = {field.name.removeprefix(PREFIX): field.data or self.everything.data for field in self.before}
        return Wish(
            post=self.opens.data if at_post else None,
            minute=(self._minute() or 0) if self.opens.data == CLOCK else 0,
            handled={slug: how for slug, how in own.items() if how in HANDLED},
            trust=self.trust.data,
            heat=self.heat.data,
            guided=self.guided.data,
            tempo=self.tempo.data,
        )

    @property
    def place(self) -> str:
        """The page of the editor that the try came from."""
        return f"posts/{self.opens.data}" if self.opens.data not in (BEGINNING, CLOCK) else ""

    def _posts(self) -> list[tuple[str, str]]:
        return [
            (each.slug, self._called(each))
            for each in sorted(self.scenario.posts, key=lambda each: (each.at is None, each.at))
        ]

    def _called(self, post) -> str:
        names = Names(Document.of(self.scenario), {})
        time = names.clock(post.at) if post.at is not None else _("with a reaction")
        name = self.scenario.personas[post.persona].name
        return _("%(time)s, %(name)s: %(text)s", time=time, name=name, text=quoted(post.text, 60))

    def _minute(self) -> int | None:
        """The simulated minute of the time that was typed, the next day's too; None where it is none of the run."""
        found = re.fullmatch(r"\s*(\d{1,2})[:.](\d{2})\s*", self.time.data or "")
        if not found:
            return None
        hours, minutes = map(int, self.scenario.opens.split(":"))
        minute = (60 * int(found[1]) + int(found[2]) - 60 * hours - minutes) % (24 * 60)
        return minute if minute < self.scenario.minutes else None
