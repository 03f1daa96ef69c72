"""The one field of courses whose choices depend on where it stands: which modules have to come first."""

from academy.studio.outline import Document
from academy.studio.places import Place
from academy.studio.shapes import Chooser, ManyChoices


class EarlierModules(ManyChoices):
    def field(self, choices: Chooser):
        return super().field(lambda says: modules_before(choices.document, choices.place))


def modules_before(document: Document, place: Place) -> list[tuple[str, str]]:
    """The slug and the title of each module before the one that is edited at `place`."""
    _modules, number = place.path
    return [(module["slug"], module.get("title") or module["slug"]) for module in document["modules"][:number]]
