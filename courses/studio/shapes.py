"""The fields of courses whose choices depend on where they stand, or on the bank that the course names."""

from flask_babel import gettext as _
from wtforms import TextAreaField

from academy.packs import is_slug
from academy.studio.outline import Document
from academy.studio.places import Place
from academy.studio.shapes import ABSENT, Chooser, ManyChoices


class EarlierModules(ManyChoices):
    def field(self, choices: Chooser):
        return super().field(lambda says: modules_before(choices.document, choices.place))


class Competencies(ManyChoices):
    """Those of the bank are chosen; without one they are texts, a line each."""

    translated = True

    def field(self, choices: Chooser):
        if choices.cited.get("bank"):
            return super().field(choices)
        hint = _(
            "One a line, each beginning with what they do: “Moves a complaint from the page to a private message”."
        )
        told = self.told() | {"description": f"{hint} {self.says.hint}", "render_kw": {"rows": self.says.rows}}
        return TextLines(**told)

    def said(self, data, former=None):
        return list(data or ()) or ABSENT

    def texts(self, value):
        return (text for text in self.shown(value) if not is_slug(text))


class TextLines(TextAreaField):
    """A list of texts, typed one a line."""

    def _value(self):
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist):
        if valuelist:
            self.data = [line.strip() for line in valuelist[0].splitlines() if line.strip()]


def modules_before(document: Document, place: Place) -> list[tuple[str, str]]:
    """The slug and the title of each module before the one that is edited at `place`."""
    _modules, number = place.path
    return [(module["slug"], module.get("title") or module["slug"]) for module in document["modules"][:number]]
