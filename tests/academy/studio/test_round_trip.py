"""Whatever stands in a pack, its forms show it and say it again: opening and saving every page changes nothing."""

from textwrap import dedent

import pytest
from werkzeug.datastructures import MultiDict

from academy import packs
from academy.studio import forms, outline as outlines, places
from tests import factories

KINDS = ("bank", "course", "rules", "scenario")


SHIPPED = [
    pytest.param(kind, path.parent, id=f"{kind}-{path.parent.name}")
    for kind in KINDS
    for path in sorted(packs.KINDS[kind].shipped.glob(f"*/{packs.PACK_FILE}"))
]


def shipped(kind, slug):
    return packs.read(packs.KINDS[kind].shipped / slug).content


@pytest.fixture
def asked(app, session):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("kind", "folder"), SHIPPED)
def test_saving_every_page_as_it_is_changes_nothing(asked, kind, folder):
    outline = outlines.OUTLINES[kind]
    content = packs.read(folder, shipped).content
    document = content.model_dump(mode="json", exclude_defaults=True)
    cited = packs.cited(kind, document, shipped)

    for place in list(places.places(outline, document)):
        if not place.is_list:
            shown = forms.of(outline, document, place, cited)
            sent = forms.of(outline, document, place, cited, MultiDict(inputs(shown.fields)))
            document = places.written(document, place, sent.said())

    assert packs.KINDS[kind].schema.model_validate(document) == content


def inputs(fields):
    """What a browser sends of a form that nobody has touched."""
    for field in fields:
        if field.type == "RowList":
            yield from inputs(field.entries)
        elif field.type == "FormField":
            yield from inputs(field.form)
        elif field.type == "BooleanField":
            if field.data:
                yield field.name, "y"
        elif field.type == "OpenSelectMultiple":
            yield from ((field.name, value) for value in field.data or ())
        else:
            yield field.name, field._value() if hasattr(field, "_value") else field.data or ""


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_page_says_what_it_is(asked, kind):
    """Labels, hints and options are there for all that a schema has, however deep."""
    outline = outlines.OUTLINES[kind]
    document = _some(kind).content.model_dump(mode="json", exclude_defaults=True)

    for place in places.places(outline, document):
        if not place.is_list:
            for shape in forms.shapes_of(outline, place).values():
                assert str(shape.says.label).strip()


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_of_a_pack_has_its_place(asked, kind):
    """Nothing that a schema has is out of an author's reach."""
    outline = outlines.OUTLINES[kind]
    fields = {name for page in outline.pages for name in page.fields} | {each.name for each in outline.collections}

    assert fields == set(packs.KINDS[kind].schema.model_fields)


def _some(kind):
    """A pack of this kind."""
    if kind == "bank":
        return packs.parse("testing", {packs.PACK_FILE: dedent(factories.BANK).encode()})
    return packs.read(next(packs.KINDS[kind].shipped.glob(f"*/{packs.PACK_FILE}")).parent, shipped)
