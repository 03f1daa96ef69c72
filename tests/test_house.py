"""What holds everywhere in the house: who imports whom, which page belongs to which route, what every form carries.

A failure here names the place and says what to do about it.
"""

import ast
import configparser
import inspect
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import url_for
from jinja2 import nodes

import academy
from academy import migrations, settings
from academy.app import create_app
from academy.db import db
from tests import factories, shipped

ROOT = Path(__file__).parents[1]
PACKAGES = ("academy", "courses", "scenarios")
PURE = (
    "academy/criteria.py", "academy/dashboards/withholding.py", "academy/packs", "academy/proof", "academy/roll/columns.py", "academy/roll/rules.py", "academy/rules/pack.py", "academy/triage.py", "courses/bank.py", "courses/checks.py", "courses/drawing.py", "courses/marking.py", "courses/pack.py", "courses/path.py", "courses/questions.py",
    "courses/tasks/rubric.py", "courses/tasks/words.py",
    "scenarios/analytics/figures.py", "scenarios/analytics/handling.py", "scenarios/checks.py", "scenarios/dialogues/arrivals.py", "scenarios/dialogues/checks.py", "scenarios/dialogues/conditions.py", "scenarios/dialogues/example_checks.py", "scenarios/dialogues/floods.py",
    "scenarios/dialogues/happenings.py", "scenarios/dialogues/items.py", "scenarios/dialogues/names.py", "scenarios/dialogues/pack.py", "scenarios/dialogues/script.py", "scenarios/dialogues/stage.py",
    "scenarios/dialogues/trigger.py", "scenarios/dialogues/trigger_checks.py", "scenarios/dialogues/triggers.py", "scenarios/grading", "scenarios/items.py", "scenarios/pack.py", "scenarios/reaction.py",
    "scenarios/rehearsal", "scenarios/simulation", "scenarios/studio/course.py", "scenarios/studio/document.py",
    "scenarios/studio/graph.py", "scenarios/studio/met.py", "scenarios/studio/plot.py", "scenarios/vocabulary.py",
)  # fmt: skip
# These two measure and fit the grader on a developer's machine; nothing that grades imports them.
WORKSHOP = ("scenarios/grading/fit.py", "scenarios/grading/fit_acts.py", "scenarios/grading/measure.py")
IMPURE = {
    "alembic", "flask", "flask_babel", "flask_login", "flask_sqlalchemy", "flask_wtf", "http", "jinja2", "random",
    "requests", "secrets", "socket", "sqlalchemy", "ssl", "time", "urllib.request", "uuid", "werkzeug", "wtforms", "zoneinfo",
}  # fmt: skip
PUBLIC = {
    "accounts.second_step", "accounts.set_password", "accounts.sign_in", "accounts.sign_out", "api.index", "assets.packaged", "cmi5.launch", "courses.competency", "home.healthz",
    "home.language", "live.stream", "lti.enter", "lti.jwks", "lti.launch", "lti.login", "lti.target", "lti_registration.begin", "lti_registration.finish", "practices.badge", "practices.public", "published.did_document", "published.key", "published.keys",
    "published.status_credential", "published.status_token", "records_api.openapi", "sso.back", "sso.go", "sso.keep", "stage.arrive", "stage.comment", "stage.mark_helpful", "stage.projector", "stage.show", "static", "system.metrics", "verify.certificate", "verify.form",
    "verify.offline", "xapi.activity", "xapi.index", "xapi.term",
}  # fmt: skip
# Sent by learning platforms, or from their frames, without a session: states and tickets guard these instead of tokens.
FROM_PLATFORMS = {"lti.enter", "lti.launch", "lti.login", "lti_registration.finish"}
# Sent by people without an account, whom no sign-in page helps: viewer_keys guards these.
FROM_VIEWERS = {"stage.arrive", "stage.comment", "stage.mark_helpful"}
# Printed on paper, sent in messages, typed into a monitor or kept by a learning platform: these stay for ever.
KEPT_ADDRESSES = {
    "/verify/7K3M-Q0TX-9WBE-5": "verify.certificate",
    "/verify/": "verify.form",
    "/verify/offline": "verify.offline",
    "/.well-known/did.json": "published.did_document",
    "/keys.json": "published.keys",
    "/status/1.json": "published.status_credential",
    "/status/1.jwt": "published.status_token",
    "/certificates/7K3M-Q0TX-9WBE-5.pdf": "certificates.download",
    "/accounts/set-password/a-token": "accounts.set_password",
    "/healthz": "home.healthz",
    "/metrics": "system.metrics",
    "/rules/pakistan/rule-24": "rules.entry",
    "/courses/official-online/competencies/mandate": "courses.competency",
    "/practices/7/public": "practices.public",
    "/stage/a-key": "stage.show",
    "/practices/badges/7K3M-Q0TX-9WBE-5": "practices.badge",
    "/api/v1/openapi.json": "records_api.openapi",
    "/api/v1/people/7": "records_api.person",
    "/api/v1/completions": "records_api.completions",
    "/api/v1/results": "records_api.results",
    "/api/v1/certificates/7K3M-Q0TX-9WBE-5": "records_api.certificate",
    "/lti/keys.json": "lti.jwks",
    "/lti/login": "lti.login",
    "/lti/launch": "lti.launch",
    "/lti/to/official-online": "lti.target",
    "/cmi5/launch/official-online": "cmi5.launch",
    "/xapi/verbs/hid": "xapi.term",
    "/xapi/activity-types/post": "xapi.term",
    "/xapi/extensions/criteria": "xapi.term",
    "/xapi/activities/official-online/quiz/rules": "xapi.activity",
    "/lti/to/official-online/quiz/rules": "lti.target",
}
COMMITS = ("academy/db.py", "academy/jobs/__init__.py", "academy/commands.py", "academy/accounts/commands.py", "academy/certificates/commands.py", "academy/lti/commands.py", "academy/xapi/commands.py", "academy/audit/commands.py", "academy/backup/commands.py", "academy/roll/commands.py")
DRAWERS = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc|base)$")
TRUSTED = {"components/icon.html"}  # its drawings are written in the file itself
INLINE = {
    r"<style\b": "a style element",
    r"\sstyle\s*=": "a style attribute",
    r"<script\b(?![^>]*\bsrc=)": "an inline script",
    r"\son[a-z]+\s*=": "an event attribute",
    r"javascript:": "a javascript: address",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The application as it is put together, without a database behind it."""
    return create_app(INSTANCE=str(tmp_path_factory.mktemp("instance")), SECRET_KEY="of the suite")


@pytest.fixture(scope="module")
def templates(house):
    """Each page template as Jinja understands it, by name."""
    folder = ROOT / "templates"
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]
    return {name: (source(name), house.jinja_env.parse(source(name))) for name in names}


def source(template):
    return (ROOT / "templates" / template).read_text("utf-8")


def modules(*places):
    """Python files under these places of the repository, by their path from its root."""
    found = [ROOT / place for place in places]
    files = [file for path in found for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return {file.relative_to(ROOT).as_posix(): parsed(file) for file in files}


@cache
def parsed(file):
    return ast.parse(file.read_text("utf-8"))


def imports(name, tree):
    """The dotted names that a module imports anywhere in it, relative ones spelt out."""
    package = name.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*above, *filter(None, [node.module])])
            yield from ((f"{start}.{alias.name}", node.lineno) for alias in node.names)


def listing(heading, lines):
    return "\n  ".join([heading, *lines])


# Who imports whom


@pytest.mark.parametrize(
    ("package", "others"), [("academy", ("courses", "scenarios")), ("courses", ("scenarios",)), ("scenarios", ("courses",))]
)
def test_features_know_the_core_and_not_each_other(package, others):
    wrong = [
        f"{name}:{line} imports {imported}"
        for name, tree in modules(package).items()
        for imported, line in imports(name, tree)
        if imported.split(".")[0] in others and name != "academy/app.py"
    ]

    assert not wrong, listing("courses → academy ← scenarios; only academy/app.py knows both:", wrong)


def test_nothing_is_built_on_the_application_that_puts_the_house_together():
    inside = {"academy/cli.py", "academy/server.py"}  # inside the functions that start a process
    wrong = [
        f"{name}:{line}"
        for name, tree in modules(*PACKAGES).items()
        for imported, line in imports(name, tree)
        if imported.startswith("academy.app.") and name not in inside
    ]

    assert not wrong, listing("use flask.current_app instead of importing academy.app:", wrong)


def test_pure_code_imports_neither_web_nor_database_nor_chance_nor_time():
    wrong = [
        f"{name}:{line} imports {imported}"
        for name, tree in modules(*PURE).items()
        if name not in WORKSHOP
        for imported, line in imports(name, tree)
        if any(f"{imported}.".startswith(f"{impure}.") for impure in IMPURE)
    ]

    assert not wrong, listing("give pure code plain values instead:", wrong)


def test_pure_code_does_not_ask_what_time_it_is():
    wrong = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, tree in modules(*PURE).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
        if isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime")
    ]

    assert not wrong, listing("pass the time as an argument:", wrong)


def test_pure_code_loads_neither_web_nor_database_by_a_detour():
    names = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in modules(*PURE)]
    pure = [name for name in names if f"{name.replace('.', '/')}.py" not in WORKSHOP]
    loaded = "import sys, " + ", ".join(pure) + "; print(*{name.split('.')[0] for name in sys.modules}, 'academy.db' in sys.modules)"

    shown = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    heavy = {"alembic", "flask", "jinja2", "requests", "sqlalchemy", "werkzeug", "wtforms", "True"} & set(shown.split())
    assert not heavy, f"some pure module imports, through another of ours, {sorted(heavy)}: find it with python -X importtime"


def test_verbs_flush_and_only_the_end_of_a_request_a_job_or_a_command_commits():
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in modules(*PACKAGES).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit" and name not in COMMITS
    ]

    assert not wrong, listing("flush instead, or use academy.db.apart for a security fact:", wrong)


# Packages and modules


def test_setup_cfg_lists_each_package():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split()) - {"academy.templates"}

    there = {".".join(file.parent.relative_to(ROOT).parts) for place in PACKAGES for file in (ROOT / place).rglob("__init__.py")}

    assert listed == there, f"[options] packages in setup.cfg: add {there - listed or '-'}, remove {listed - there or '-'}"


def test_every_folder_with_code_is_a_package():
    versions = "academy/migrations/versions"  # Alembic reads these as files
    bare = {name.rpartition("/")[0] for name in modules(*PACKAGES)} - {versions}

    assert not [folder for folder in bare if not (ROOT / folder / "__init__.py").exists()], "add an __init__.py"


def test_every_module_opens_by_saying_what_it_is_for():
    silent = [name for name, tree in modules(*PACKAGES).items() if not ast.get_docstring(tree)]

    assert not silent, listing("open these with a one-line docstring:", silent)


def test_there_are_no_drawers():
    drawers = [name for name in modules(*PACKAGES) if any(map(DRAWERS.search, name.removesuffix(".py").split("/")))]

    assert not drawers, listing("put what is in there into the module of its noun:", drawers)


# Routes


def test_every_route_is_guarded_or_named_public(house):
    bare = [endpoint for endpoint, view in house.view_functions.items() if not hasattr(view, "access")]

    assert not bare, listing("say @only(...), @signed_in or @public on these views:", bare)


def test_what_is_public_is_listed_here(house):
    public = {endpoint for endpoint, view in house.view_functions.items() if view.access == "public"}

    assert public == PUBLIC, "anybody may see these: change PUBLIC only after thinking about it"


@pytest.mark.parametrize(("address", "endpoint"), KEPT_ADDRESSES.items())
def test_addresses_that_are_printed_do_not_vanish(house, address, endpoint):
    method = "POST" if endpoint in FROM_PLATFORMS else "GET"

    assert house.url_map.bind("academy.example").match(address, method)[0] == endpoint


def test_every_form_is_refused_without_its_token(app, client, session, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    people = {role: factories.person(role) for role in academy.access.ROLES}
    accepted = []

    for endpoint, address in posted(app):
        for role, person in people.items():
            if client.sign_in(person).post(address).status_code != 400:
                accepted.append(f"{endpoint} as {role}")

    assert not accepted, listing("these answered something else than 400 to a form without csrf_token:", accepted)


def test_every_form_without_a_session_is_answered_by_the_sign_in_page(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    answers = {endpoint: client.post(address) for endpoint, address in posted(app) if endpoint not in FROM_VIEWERS}

    wrong = {endpoint: answer.status for endpoint, answer in answers.items() if answer.status_code != 401}
    assert not wrong
    assert all('name="password"' in answer.text for answer in answers.values())


def posted(app):
    """Each endpoint that takes forms, with an address of it."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "POST" in rule.methods and rule.endpoint not in FROM_PLATFORMS:
                yield rule.endpoint, url_for(rule.endpoint, **{name: 1 for name in rule.arguments})


# Templates


def test_every_template_is_a_page_of_a_route_or_a_part(house, templates):
    pages = {endpoint.replace(".", "/") + ".html" for endpoint in house.view_functions}
    lost = [name for name in templates if name not in pages | {"layout.html"} and not is_part(name)]

    assert not lost, listing("name these <blueprint>/<endpoint>.html, or with a leading _ when they are parts:", lost)


def test_every_page_has_its_template(house, templates):
    views = {endpoint: inspect.getsource(inspect.unwrap(view)) for endpoint, view in house.view_functions.items()}
    pages = [endpoint.replace(".", "/") + ".html" for endpoint, code in views.items() if re.search(r"(?<![\w.])page\(", code)]

    assert not [page for page in pages if page not in templates], "write them, or do not call page() in these views"


def test_every_template_compiles(house, templates):
    for name in templates:
        if not name.startswith("pdf/"):  # printed by an environment of its own
            house.jinja_env.get_template(name)


def test_what_a_template_takes_from_another_is_there(templates):
    wrong = [
        f"{name}:{node.lineno} {said}"
        for name, (_, tree) in templates.items()
        for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends))
        for said in missing(node, templates)
    ]

    assert not wrong, listing("no such template, or no such macro in it:", wrong)


def test_every_link_in_a_template_leads_to_a_route_or_a_file(house, templates):
    wrong = [
        f"{name}:{call.lineno} {target}"
        for name, (_, tree) in templates.items()
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for"
        for target in dead_ends(house, name, call)
    ]

    assert not wrong, listing("no such endpoint or static file:", wrong)


def test_every_form_in_a_template_carries_its_token(templates):
    wrong = [
        f"{name}: {form[0][:80]}"
        for name, (text, _) in templates.items()
        for form in re.finditer(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", text, re.DOTALL | re.IGNORECASE)
        if "csrf_token" not in form[0] and "hidden_tag" not in form[0]
    ]

    assert not wrong, listing("use the macro post_form of components/forms.html:", wrong)


def test_templates_hold_neither_styles_nor_scripts_nor_trust_without_a_reason(templates):
    pages = {name: text for name, (text, _) in templates.items() if not name.startswith("pdf/")}
    wrong = [f"{name}: {what}" for name, text in pages.items() for inline, what in INLINE.items() if re.search(inline, text)]
    wrong += [f"{name}: |safe" for name, (_, tree) in templates.items() if name not in TRUSTED and uses_safe(tree)]
    wrong += [f"{name}: autoescape off" for name, (_, tree) in templates.items() if tree.find(nodes.ScopedEvalContextModifier)]

    assert not wrong, listing("the content security policy forbids inline code; give Markup from Python instead of |safe:", wrong)


def uses_safe(tree):
    return any(each.name == "safe" for each in tree.find_all(nodes.Filter))


def is_part(name):
    folder, _, file = name.rpartition("/")
    return file.startswith("_") or folder.split("/")[0] in ("components", "pdf", "errors")


def missing(node, templates):
    """What an include, import or extends names that is not there; computed names are not looked into."""
    names = [node.template.value] if isinstance(node.template, nodes.Const) else []
    for name in [name for name in names if isinstance(name, str)]:
        if name not in templates:
            yield name
        elif isinstance(node, nodes.FromImport):
            target = templates[name][1]
            given = {macro.name for macro in target.find_all(nodes.Macro)}
            given |= {each.target.name for each in target.find_all(nodes.Assign) if isinstance(each.target, nodes.Name)}
            wanted = [each[0] if isinstance(each, tuple) else each for each in node.names]
            yield from (f"{name}: {macro}" for macro in wanted if macro not in given)


def dead_ends(house, template, call):
    if not (call.args and isinstance(call.args[0], nodes.Const)):
        return
    endpoint = call.args[0].value
    endpoint = template.split("/")[0] + endpoint if endpoint.startswith(".") else endpoint
    if endpoint not in house.view_functions:
        yield endpoint
    for given in call.kwargs:
        if endpoint == "static" and given.key == "filename" and isinstance(given.value, nodes.Const):
            yield from [] if (Path(house.static_folder) / given.value.value).is_file() else [given.value.value]


# Documents, packs and the database


def test_the_readme_lists_each_setting():
    assert settings.table() in text_of("README.md"), (
        "put this table into README.md: .venv/bin/python -c 'from academy import settings; print(settings.table())'"
    )


def test_the_changelog_tells_of_this_version():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")

    assert config["metadata"]["version"] == academy.__version__, "setup.cfg and academy/__init__.py name one version"
    assert academy.__version__ in text_of("CHANGELOG.md"), "tell in CHANGELOG.md what this version brings"


def test_every_shipped_pack_is_sound():
    assert not shipped.FINDINGS, listing("academy check says:", map(str, shipped.FINDINGS))
    assert {pack.kind for pack in shipped.READ} == {"bank", "course", "dialogue", "scenario", "rules"}


def test_migrations_are_numbered_and_have_one_head():
    script = ScriptDirectory(migrations.__path__[0])
    steps = [step.revision for step in script.walk_revisions()][::-1]

    assert steps == [f"{number:04}" for number in range(1, len(steps) + 1)], "number migrations 0001, 0002, ... in one line"
    for step in script.walk_revisions():
        assert Path(step.path).name.startswith(f"{step.revision}_"), f"{step.path}: begin the file's name with its number"


def test_the_migrated_database_is_the_one_that_the_models_describe(session):
    context = MigrationContext.configure(session.connection(), opts={"compare_type": True})

    differences = compare_metadata(context, db.metadata)

    assert not differences, listing("write a migration for:", map(str, differences))


def test_everything_in_the_database_has_a_name_that_fits(session):
    inspector = sa.inspect(session.connection())
    named = {
        (table, kind): [each["name"] for each in look(table)]
        for table in inspector.get_table_names()
        if table != "alembic_version"
        for kind, look in {
            "primary key": lambda table: [inspector.get_pk_constraint(table)],
            "foreign key": inspector.get_foreign_keys,
            "unique": inspector.get_unique_constraints,
            "check": inspector.get_check_constraints,
            "index": inspector.get_indexes,
        }.items()
    }

    # PostgreSQL cuts longer ones off
    wrong = [f"{table}: {kind} {name}" for (table, kind), names in named.items() for name in names if not name or len(name) > 63]
    assert not wrong, listing("name these in the model, with at most 63 characters:", wrong)


def text_of(document):
    path = ROOT / document
    assert path.exists(), f"{document} is still to be written"
    return path.read_text("utf-8")
