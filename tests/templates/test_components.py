"""The components, rendered by the application's own Jinja."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import render_template, render_template_string
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from academy.app import create_app

TEMPLATES = Path(__file__).parents[2] / "templates"
HOSTILE = '"><script>alert(1)</script>'


class PersonForm(FlaskForm):
    name = StringField("Name", validators=[InputRequired("Enter a name")])
    second_name = StringField("Second name", validators=[Optional()])
    password = PasswordField("Password", validators=[InputRequired("Enter a password")])
    role = RadioField("Role", choices=[("learner", "Learner"), ("instructor", "Instructor")], validators=[InputRequired("Choose")])
    service = SelectField("Service", choices=[("", "Choose"), ("PAS", "Pakistan Administrative Service")])
    reason = TextAreaField("Reason", validators=[InputRequired("Say why"), Length(max=20)])
    active = BooleanField("May sign in")


class Page(HTMLParser):
    """The elements of a page as (tag, attributes), and the text between them."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag=None, **wanted):
        return [has for name, has in self.elements if tag in (None, name) and wanted.items() <= has.items()]

    @property
    def ids(self):
        return [has["id"] for _, has in self.elements if "id" in has]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """No component asks the database, so one application without one will do."""
    return create_app(INSTANCE=str(tmp_path_factory.mktemp("instance")), SECRET_KEY="of the suite")


@pytest.fixture
def render(app):
    def render(source, **context):
        with app.test_request_context():
            form = PersonForm(meta={"csrf": False})
            form.validate()
            return Page(render_template_string(source, form=form, **context))

    return render


FORM = """
{% from "components/forms.html" import error_summary, field, post_form %}
{{ error_summary(form) }}
{% call post_form("/people", form, kept={"number": 3}) %}
{% for part in form if part.name != "csrf_token" %}{{ field(part, hint="A hint", limit=20) }}{% endfor %}
{% endcall %}
"""


def test_every_error_is_listed_and_leads_to_an_element_of_the_page(render):
    page = render(FORM)

    targets = [link["href"].removeprefix("#") for link in page.all("a")]
    assert "Enter a name" in page.text and len(targets) >= 4
    assert set(targets) <= set(page.ids)


def test_every_control_is_labelled_and_described_by_its_hint_and_its_error(render):
    page = render(FORM)

    labels = {label["for"] for label in page.all("label")}
    controls = [has for tag, has in page.elements if tag in ("input", "select", "textarea") and has.get("type") != "hidden"]
    described = [name for _, has in page.elements for name in (has.get("aria-describedby") or "").split()]
    assert {control["id"] for control in controls} == labels
    assert {"name-hint", "name-error", "role-error", "reason-limit"} <= set(described) <= set(page.ids)


def test_no_id_stands_twice(render):
    page = render(FORM)

    assert len(page.ids) == len(set(page.ids))


def test_only_wrong_fields_are_called_wrong(render):
    page = render(FORM)

    wrong = {has["name"] for _, has in page.elements if has.get("aria-invalid") == "true"}
    assert wrong == {"name", "password", "service", "reason"}


def test_what_was_chosen_stays_chosen(app):
    with app.test_request_context(method="POST", data={"role": "instructor", "service": "PAS", "active": "y"}):
        page = Page(render_template_string(FORM, form=PersonForm(meta={"csrf": False})))

    chosen = {has["value"] for _, has in page.elements if "checked" in has or "selected" in has}
    assert chosen == {"instructor", "PAS", "y"}


def test_a_limit_is_counted_and_does_not_cut(render):
    (area,) = render(FORM).all("textarea")

    assert area["data-limit"] == "20" and "maxlength" not in area


def test_an_optional_field_says_so(render):
    assert render(FORM).text.count("(optional)") == 1


def test_a_form_carries_its_token_and_its_kept_values(app, render):
    page = render(FORM)

    assert page.all("input", type="hidden", name="csrf_token")[0]["value"]
    assert page.all("input", type="hidden", name="number")[0]["value"] == "3"
    assert page.all("form", method="post", action="/people")


@pytest.mark.parametrize(
    "source",
    [
        '{% from "components/banner.html" import banner %}{{ banner(words, title=words) }}',
        '{% from "components/button.html" import button, copy_button %}{{ button(words, href=words) }}{{ copy_button(words) }}',
        '{% from "components/card.html" import card, facts %}{{ card(words, href=words) }}{{ facts([(words, words)]) }}',
        '{% from "components/forms.html" import text_field, text_area, select, choices, kept_text %}'
        "{{ text_field(words, words, words, hint=words, errors=[words]) }}{{ text_area('a', words, words) }}"
        "{{ select('s', words, [(words, words)]) }}{{ choices('c', words, [(words, words)]) }}{{ kept_text(words) }}",
        '{% from "components/post.html" import post, comment, deed %}{{ post("a", words, words, words, new=true, about=words) }}'
        '{{ comment("b", words, words, words, note=words, new=true) }}{{ deed("c", words, words) }}',
        '{% from "components/office_header.html" import office_header %}{{ office_header(words, words, words) }}',
        '{% from "components/marked_text.html" import marked_text %}{{ marked_text(words, [(0, 9, words)]) }}',
        '{% from "components/table.html" import table %}{{ table(words, [words, (words, "number")], [[words, words]]) }}',
        '{% from "components/timeline.html" import moment %}{{ moment(words, words) }}',
        '{% from "components/quiz.html" import matching, option_result, ordering %}{{ matching("m", words, [(words, words)]) }}'
        '{{ option_result(words, true, false, words) }}{{ ordering("o", words, [("1", words)]) }}',
        '{% from "components/module.html" import activity %}{{ activity(words, "lesson", 5, "passed", url=words, note=words) }}',
    ],
)
def test_whatever_is_shown_cannot_become_markup(render, source):
    page = render(source, words=HOSTILE)

    assert page.all("script") == []
    assert HOSTILE in page.text or any(HOSTILE in str(has.values()) for _, has in page.elements)


PANEL = """
{% from "components/action_panel.html" import action_panel %}
{{ action_panel("drain", "/runs/1", 4, ["reply", "refer", "ignore"], {"refer": [("wasa", "WASA"), ("iesco", "IESCO")]},
  costs={"reply": 5}, post="drain", values=values, errors=errors) }}
"""


def test_a_panel_posts_one_numbered_move(render):
    page = render(PANEL, values={}, errors={})

    names = {has["name"] for _, has in page.elements if "name" in has and has["name"] != "panel"}
    assert names == {"csrf_token", "number", "post", "action", "target", "reply"}
    assert [radio["value"] for radio in page.all("input", type="radio")] == ["reply", "refer", "ignore"]
    assert [option["value"] for option in page.all("option")] == ["", "wasa", "iesco"]


def test_a_refused_move_keeps_what_was_chosen_and_typed_and_stands_open(render):
    page = render(PANEL, values={"action": "refer", "target": "iesco", "reply": "Dear Bilal"}, errors={"reply": ["Too long"]})

    assert [radio["value"] for radio in page.all("input", type="radio") if "checked" in radio] == ["refer"]
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["iesco"]
    assert "Dear Bilal" in page.text and "Too long" in page.text
    assert "open" in page.all("details")[0]


def test_two_panels_on_a_page_share_no_id(render):
    page = render(PANEL + PANEL.replace('"drain", "/', '"tax", "/'), values={}, errors={})

    assert len(page.ids) == len(set(page.ids))


def test_a_hidden_post_is_folded_away_and_a_private_one_has_no_reach(render):
    source = '{% from "components/post.html" import post %}{{ post("a", "Sami", "Clowns", "12:40", channel, state, 3, 4) }}'

    hidden, private = render(source, channel="comment", state="hidden"), render(source, channel="message", state="open")
    assert hidden.all("details") and not private.all("details")
    assert "3 likes" in hidden.text and "3 likes" not in private.text


def test_a_grade_numbers_its_evidence_like_its_criteria(render):
    criteria = [
        {"slug": "acknowledgement", "level": 2, "reason": "Apologises.", "rule": None, "spans": [(0, 12)]},
        {"slug": "privacy", "level": None, "reason": "Nothing private.", "rule": None, "spans": []},
        {"slug": "mandate", "level": 0, "reason": "Promises.", "rule": "Rule 5", "spans": [(14, 20)], "reviewed": 1}
        | {"reviewer": "Farah N.", "note": "It is hedged."},
    ]
    source = '{% from "components/grade.html" import grade %}{{ grade("1", "We are sorry. We will", criteria, 61.4, false) }}'

    page = render(source, criteria=criteria)
    text = " ".join(page.text.split())
    assert len(page.all("mark")) == 2 and "We are sorry1" in text and "We will3" not in text
    assert "61 of 100" in text and "Does not apply" in text and "Rule 5" in text
    assert page.all("del") and page.all("ins") and "Farah N. looked at this: It is hedged." in text


def test_a_table_says_what_heads_what(render):
    source = '{% from "components/table.html" import table %}{{ table("Records", ["Name", ("Score", "number")], [["Ayesha", 82]]) }}'

    page = render(source)
    assert [head["scope"] for head in page.all("th")] == ["col", "col", "row"]
    assert page.all("caption")


@pytest.mark.parametrize("pages, shown", [(1, []), (12, ["1", "3", "4", "5", "12"])])
def test_pages_are_offered_near_here_and_at_both_ends(app, render, pages, shown):
    source = '{% from "components/pagination.html" import pagination %}{{ pagination(4, pages, "home.index", {"q": "x"}) }}'

    page = render(source, pages=pages)
    assert re.findall(r"Page (\d+)", " ".join(page.text.split())) == shown
    assert all("q=x" in link["href"] for link in page.all("a"))


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("components/*.html")), ids=lambda file: file.stem)
def test_a_component_is_listed_in_the_documents(file):
    words = (TEMPLATES.parent / "docs" / "components.md").read_text()

    public = [name for name in re.findall(r"{% macro (\w+)\(", file.read_text()) if not name.startswith("_")]
    assert [name for name in public if f"`{name}(" not in words] == []


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'^  "([\w-]+)": ', (TEMPLATES / "components/icon.html").read_text(), re.MULTILINE))
    words = "".join(file.read_text() for file in TEMPLATES.rglob("*.html"))
    named = re.findall(r'(?:icon|draw)\("([\w-]+)"', words) + re.findall(r'\bicon="([\w-]+)"', words)

    assert named and set(named) <= drawn


@pytest.mark.parametrize("file", sorted(set(TEMPLATES.rglob("*.html")) - set(TEMPLATES.glob("pdf/*"))), ids=str)
def test_a_page_brings_no_style_and_no_script_of_its_own(file):
    found = re.findall(r'<style|\sstyle=|\son[a-z]+="|<script(?![^>]*\bsrc=)|javascript:', file.read_text())

    assert found == []


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500])
def test_an_error_page_says_what_happened_and_keeps_what_was_typed(app, code):
    with app.test_request_context():
        page = Page(render_template(f"errors/{code}.html", message="The run is over.", typed="Dear <b>Bilal</b>", back="/back"))

    assert f"Error {code}" in page.text and "The run is over." in page.text and "What you can do" in page.text
    assert "Dear <b>Bilal</b>" in page.text and page.all("textarea")
    assert page.all("a", href="/back") and len(page.all("h1")) == 1
