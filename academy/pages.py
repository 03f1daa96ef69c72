"""Pages: find the template of an endpoint, and give every template what all of them need."""

import re
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

import nh3
from flask import Flask, current_app, g, render_template, request, session, url_for
from flask_babel import Babel, force_locale, format_date, format_datetime, get_locale, get_translations, gettext
from flask_babel import lazy_gettext as _l
from jinja2 import pass_eval_context
from markdown_it import MarkdownIt
from markupsafe import Markup

from academy import __version__, languages
from academy.access import current_person
from academy.catalogues import Catalogues

NAVIGATION = {  # role: what the header offers, as (label, endpoint); features add theirs with `offer`
    "learner": [
        (_l("My courses"), "home.index"),
        (_l("My certificates"), "certificates.index"),
        (_l("Good practices"), "practices.index"),
    ],
    "instructor": [
        (_l("Home"), "home.index"),
        (_l("Review"), "queue.index"),
        (_l("Cohorts"), "cohorts.index"),
        (_l("Dashboard"), "dashboards.show"),
        (_l("Studio"), "studio.index"),
        (_l("Good practices"), "practices.index"),
    ],
    "administrator": [
        (_l("Home"), "home.index"),
        (_l("People"), "people.index"),
        (_l("Cohorts"), "cohorts.index"),
        (_l("Records"), "records.index"),
        (_l("Dashboard"), "dashboards.show"),
        (_l("Certificates"), "certificates.register"),
        (_l("Studio"), "studio.index"),
        (_l("Good practices"), "practices.index"),
        (_l("Operations"), "system.index"),
    ],
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

babel = Babel()
babel.domain_instance = Catalogues()
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes", "replacements"])
_IMAGE = re.compile(r'(<img[^>]*?src=")([^":]+)(")')


def init_app(app: Flask) -> None:
    default = app.config["LANGUAGES"].split(",")[0]
    app.config |= {"BABEL_DEFAULT_LOCALE": default, "BABEL_DEFAULT_TIMEZONE": app.config["TIMEZONE"]}
    babel.init_app(app, locale_selector=_locale)
    app.jinja_env.install_gettext_callables(_text, _numbered_text, newstyle=False)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"date": _date, "moment": _moment, "pair": lambda first, second: (first, second)}
    app.context_processor(_context)
    app.after_request(_add_headers)


def offer(role: str, label, endpoint: str) -> None:
    """Features add to the header of a role."""
    NAVIGATION[role].append((label, endpoint))


def template_folder() -> str:
    """The templates, beside this package in a checkout and inside it when installed."""
    inside = files("academy") / "templates"
    return str(inside if inside.is_dir() else files("academy") / ".." / "templates")


def page(status: int = 200, /, **context):
    """Render templates/<blueprint>/<endpoint>.html of the view that is answering."""
    blueprint, _, endpoint = request.endpoint.rpartition(".")
    return render_template(f"{blueprint}/{endpoint}.html", **context), status


def page_for_anybody(template: str, **context) -> str:
    """A page that answers no request and knows nobody, in the academy's first language."""
    with force_locale(languages.offered()[0]):
        return current_app.jinja_env.get_template(template).render(**_house(), **context)


@lru_cache(maxsize=500)
def markdown(text: str, images: str = "") -> Markup:
    """Authored Markdown as safe HTML; relative images are looked up under the address `images`."""
    html = _markdown.render(text)
    html = _IMAGE.sub(lambda found: f"{found[1]}{images}{found[2]}{found[3]}", html) if images else html
    return Markup(nh3.clean(html, link_rel="noopener noreferrer", url_schemes={"https", "http", "mailto", "tel"}))


def _locale() -> str:
    offered = languages.offered()
    chosen = session.get("language") or (current_person.language if current_person.is_authenticated else "")
    return chosen if chosen in offered else request.accept_languages.best_match(offered) or offered[0]


@pass_eval_context
def _text(context, text: str, **values) -> str:
    """A text of a template in the language of the page; jinja's own way through four calls is felt in a page that asks
    for hundreds."""
    return _filled(context, _translations().ugettext(text), values)


@pass_eval_context
def _numbered_text(context, one: str, many: str, num: int, **values) -> str:
    return _filled(context, _translations().ungettext(one, many, num), {"num": num, **values})


def _filled(context, text: str, values: dict) -> str:
    text = Markup(text) if context.autoescape else text
    return text % values if "%" in text else text


def _translations():
    """The catalogue of this request, looked up once."""
    try:
        return g.translations
    except AttributeError:
        g.translations = get_translations()
        return g.translations


def _date(value: date | datetime | None) -> str:
    return format_date(value, "d MMMM y", rebase=isinstance(value, datetime)) if value else ""


def _moment(value: datetime | None) -> str:
    return format_datetime(value, "d MMM y, HH:mm") if value else ""


def _house() -> dict:
    """What every page says of itself."""
    locale = get_locale()
    return {
        "locale": {"tag": str(locale).replace("_", "-"), "dir": locale.text_direction if locale else "ltr"},
        "product": gettext("Official, online"),
        "academy_name": current_app.config["NAME"],
        "version": __version__,
    }


def _context() -> dict:
    offered = NAVIGATION.get(current_person.role, []) if current_person.is_authenticated else []
    return _house() | {
        "current_person": current_person if current_person.is_authenticated else None,
        "navigation": [(label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in offered],
        "languages": languages.named(),
        "help_links": _help_links(),
        "request_id": g.get("request_id", ""),
        "markdown": markdown,
    }


def _help_links() -> list[tuple[str, str]]:
    links = [(gettext("Check a certificate"), url_for("verify.form"))]
    if current_person.is_authenticated:
        links.append((gettext("Rules and offices"), url_for("rules.index")))
        links.append((gettext("Your account"), url_for("accounts.index")))
    return links


def _add_headers(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "person_id" in g:  # somebody signed in was asked for: style sheets and scripts are nobody's
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
