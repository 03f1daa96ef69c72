"""Groups: the shapes of values that have fields of their own, alone or in rows."""

from collections.abc import Mapping
from typing import Any

from wtforms import FieldList, Form, FormField

from academy.studio.names import slug_of
from academy.studio.shapes import ABSENT, Chooser, Shape


class Group(Shape):
    """What may be left out is folded."""

    @property
    def folded(self):
        return not self.required if self.says.folded is None else self.says.folded


class PartShape(Group):
    """A part within a part: its fields, one below the other."""

    inner: Mapping[str, Shape]

    @property
    def main(self):
        asked = [name for name, shape in self.inner.items() if shape.required and shape.asks]
        return asked[0] if len(asked) == 1 and type(self.inner[asked[0]]) is Shape else ""

    def field(self, choices):
        return FormField(form_class(self.inner, choices), label=self.says.label, description=self.says.hint)

    def shown(self, value):
        value = {"text": value} if isinstance(value, str) else value or {}  # a fact may be its text alone
        return {name: shape.shown(value.get(name, shape.usual)) for name, shape in self.inner.items()}

    def said(self, data, former=None):
        said = said_of(self.inner, data or {}, former if isinstance(former, dict) else {})
        return said if any(value is not False for value in said.values()) else ABSENT

    def texts(self, value):
        value = {"text": value} if isinstance(value, str) else value if isinstance(value, dict) else {}
        for name, shape in self.inner.items():
            yield from shape.texts(value.get(name))

    def along(self, path):
        place = next((place for place, step in enumerate(path) if step in self.inner), None)
        return [self] if place is None else [self, *self.inner[path[place]].along(path[place + 1 :])]

    def name(self, path, value):
        for place, step in enumerate(path):
            if step in self.inner:
                inner = value.get(step) if isinstance(value, dict) else None
                return f"-{step}{self.inner[step].name(path[place + 1 :], inner)}"
        return ""


class Rows(Group):
    """Parts one below the other, with a blank one at the end; a row that is blank is left out."""

    row: Shape

    def field(self, choices):
        told = {"label": self.says.label, "description": self.says.hint}
        return RowList(self.row.field(choices), **told, main=self.row.main)

    def shown(self, value):
        return [*(self.row.shown(each) for each in value or ()), self.row.shown(None)]

    def said(self, data, former=None):
        former = list(former or ())
        said = [self.row.said(each, former[n] if n < len(former) else None) for n, each in enumerate(data or ())]
        return [each for each in said if each is not ABSENT] or ABSENT

    def texts(self, value):
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from self.row.texts(each)

    def along(self, path):
        return [self, *self.row.along(path)[1:]]

    def name(self, path, value):
        number = next((step for step in path if isinstance(step, int)), None)
        if number is None:
            return ""
        inner = value[number] if isinstance(value, list) and number < len(value) else None
        return f"-{number}{self.row.name(path[path.index(number) + 1 :], inner)}"


class RowList(FieldList):
    """Rows, and a box for several at once where a row may be said in a line: a row for each line that is none yet."""

    def __init__(self, *args, main: str = "", **told):
        super().__init__(*args, **told)
        self.main, self.several = main, ""

    def process(self, formdata, *args, **more):
        super().process(formdata, *args, **more)
        self.several = formdata.get(f"{self.name}-several", "") if formdata and self.main else ""

    @property
    def data(self):
        rows = super().data
        known = {(row.get(self.main) or "").strip() for row in rows} if self.main else {""}
        lines = dict.fromkeys(line.strip() for line in self.several.splitlines())
        return [*rows, *({self.main: line} for line in lines if line not in known | {""})]


class NamedRows(Rows):
    """Parts with a slug that nobody types: made from what they are called in `after`, and kept once it is there.

    So what refers to one of them still does when it is called otherwise."""

    after: str
    kind: str  # begins the slug of what has no Latin letter

    def said(self, data, former=None):
        rows = super().said(data, former)
        rows = [] if rows is ABSENT else [row for row in rows if set(row) != {"slug"}]
        taken = {row["slug"] for row in rows if "slug" in row}
        for row in rows:
            if "slug" not in row:
                row["slug"] = _free(slug_of(row.get(self.after, "")) or self.kind, taken)
                taken.add(row["slug"])
        return rows or ABSENT


class KeyedRows(Rows):
    """A mapping whose keys are chosen, as rows of a key and what it has."""

    def shown(self, value):
        rows = [{"key": key, **self._own(each)} for key, each in (value or {}).items()]
        return super().shown(rows)

    def said(self, data, former=None):
        rows = super().said(data, [{"key": key, **self._own(each)} for key, each in (former or {}).items()])
        if rows is ABSENT:
            return ABSENT
        return {row.get("key", ""): row.get("value") if self.single else _without(row, "key") for row in rows}

    def name(self, path, value):
        keys = list(value or {})
        found = next((step for step in path if step in keys), None)
        if found is None:
            return ""
        return (
            f"-{keys.index(found)}{self.row.name(path[path.index(found) + 1 :] or ('key',), self._own(value[found]))}"
        )

    single = False

    def _own(self, each):
        return {"value": each} if self.single else each


def said_of(shapes: Mapping[str, Shape], data: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of a form say: what they showed stays as it was, and what is as the schema has it anyway need not be
    said."""
    said = {name: _said(shape, data.get(name), former.get(name)) for name, shape in shapes.items()}
    return {
        name: value
        for name, value in said.items()
        if value is not ABSENT and (name in former or value != shapes[name].usual)
    }


def _said(shape: Shape, data: Any, former: Any) -> Any:
    untouched = former is not None and data == shape.shown(former)
    return former if untouched else shape.said(data, former)


def form_class(shapes: Mapping[str, Shape], choices: Chooser, base: type[Form] = Form) -> type[Form]:
    return type("PartForm", (base,), {name: shape.field(choices) for name, shape in shapes.items()})


def _without(row: dict, name: str) -> dict:
    return {key: value for key, value in row.items() if key != name}


def _free(base: str, taken: set[str]) -> str:
    tried = (base if number == 1 else f"{base[:55]}-{number}" for number in range(1, 1000))
    return next(slug for slug in tried if slug not in taken)
