"""Picking targets: what is offered as a tree, narrowed by words, and the form of what was picked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from academy.accounts.forms import stripped
from academy.lti import targets
from academy.lti.deep_linking import LONGEST_TITLE, Chosen
from academy.lti.targets import Target
from academy.records.forms import in_reach

KINDS = {
    "course": _l("Course"),
    "module": _l("Module"),
    "lesson": _l("Lesson"),
    "quiz": _l("Quiz"),
    "scenario": _l("Scenario"),
    "dialogue": _l("Dialogue"),
    "task": _l("Task"),
}


@dataclass(frozen=True)
class Branch:
    """A target with what is shown inside of it. `found`: it has the words that were looked for."""

    target: Target
    picked: bool
    found: bool
    inside: tuple["Branch", ...]

    @property
    def kind(self) -> str:
        return KINDS.get(self.target.kind, self.target.kind)

    @property
    def open(self) -> bool:
        """Something in there was found, or is picked."""
        return any(each.picked or each.found or each.open for each in self.inside)

    @property
    def hits(self) -> int:
        """How many were found: itself, and what is inside."""
        return self.found + sum(each.hits for each in self.inside)


class ChosenForm(FlaskForm):
    """How the link to one target shall be; its dates are the platform's, and leave those of the academy alone."""

    class Meta:
        csrf = False  # the token is the page's: there is a form like this for each target

    title = StringField(
        _l("Title of the link"), [DataRequired(_l("Enter a title")), Length(max=LONGEST_TITLE)], filters=[stripped]
    )
    column = BooleanField(_l("With a column in the gradebook"))
    opens_at = DateTimeLocalField(_l("Opens"), [Optional(), in_reach])
    due_at = DateTimeLocalField(_l("Due"), [Optional(), in_reach])

    def __init__(self, target: Target, given, columns: bool, dates: bool):
        """`given` are fields that were sent; where none of this form's are among them, it begins with what is usual."""
        self.target, prefix = target, f"{target.key}-"
        usual = {"title": target.title[:LONGEST_TITLE], "column": target.kind != "lesson"}
        super().__init__(formdata=given if f"{prefix}title" in given else None, prefix=prefix, data=usual)
        if not columns:
            del self.column
        if not dates:
            del self.opens_at, self.due_at

    def validate_due_at(self, field):
        if field.data and self.opens_at.data and field.data < self.opens_at.data:
            raise ValidationError(_("It is due before it opens"))

    @property
    def kind(self) -> str:
        return KINDS.get(self.target.kind, self.target.kind)

    def chosen(self, place: str) -> Chosen:
        column = "column" in self and self.column.data
        dates = [_aware(self[name].data) if name in self else None for name in ("opens_at", "due_at")]
        return Chosen(self.target, self.title.data, column, *dates, place)


def picked(keys: Iterable[str]) -> list[Target]:
    """The targets of these keys, in the order of the tree; what is not offered is left out."""
    wanted = set(keys)
    return [each for course in targets.shelf().offered() for each in course.everything() if each.key in wanted]


def tree(words: str, chosen: Iterable[Target]) -> list[Branch]:
    """What is offered and has all the words in its kind, title or summary, with what is around and inside it; what is
    picked always stays, so that nothing is unpicked by looking for something else."""
    keys, wanted = {each.key for each in chosen}, words.casefold().split()
    branches = (_branch(course, wanted, keys, within=False) for course in targets.shelf().offered())
    return [branch for branch in branches if branch]


def _branch(target: Target, wanted: list[str], keys: set[str], within: bool) -> Branch | None:
    text = f"{KINDS.get(target.kind, '')} {target.title} {target.summary}".casefold()
    fits = all(word in text for word in wanted)
    branches = (_branch(each, wanted, keys, within or fits) for each in target.inside)
    inside = tuple(branch for branch in branches if branch)
    if not (within or fits or inside or target.key in keys):
        return None
    return Branch(target, target.key in keys, bool(wanted) and fits, inside)


def _aware(moment: datetime | None) -> datetime | None:
    """A time that was typed is in the academy's zone."""
    return moment and moment.replace(tzinfo=ZoneInfo(current_app.config["TIMEZONE"]))
