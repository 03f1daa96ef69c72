"""Where instructors say what the links of their platform lead to."""

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy.access import current_person, only
from academy.db import db
from academy.errors import LaunchRefused
from academy.lti import contexts, deep_linking, frames, picking, targets
from academy.lti.models import Choice, Participation, ResourceLink
from academy.lti.targets import Target
from academy.pages import page

bp = Blueprint("lti_links", __name__, url_prefix="/lti")


@bp.route("/choose/<int:choice_id>", methods=["GET", "POST"])
@only("instructor", "administrator")
def choose(choice_id):
    """Pick, say how each link shall be, send. The platform is answered once; the same answer may be sent again."""
    choice = deep_linking.choice_or_404(choice_id)
    frames.allow(choice.deployment.registration, deep_linking.return_url(choice))
    if choice.deployment.registration.state != "active":
        raise LaunchRefused(403, _("This academy is not connected with your learning platform any more."))
    then = request.form.get("then", "")
    if choice.answer:
        return _answered(choice, new=False)
    if then == "leave":
        return _answered(choice, deep_linking.answer(current_person, choice, []))
    chosen = _picked(deep_linking.wishes(choice).multiple)
    if then in ("next", "send") and chosen:
        return _detailed(choice, chosen, then == "send")
    return _picking(choice, chosen, nothing=then in ("next", "send"))


@bp.route("/links/<int:link_id>", methods=["GET", "POST"])
@only("instructor", "administrator")
def point(link_id):
    """A link of which the platform does not say where it leads, or whose target is gone: its instructor says it here."""
    link = contexts.link_or_404(link_id)
    chosen = _picked(multiple=False)
    if request.form.get("then") == "next" and chosen:
        contexts.point(current_person, link, chosen[0])
        flash(_("The link leads to “%(title)s” from now on.", title=chosen[0].title), "success")
        return redirect(url_for("cohorts.show", cohort_id=link.context.cohort_id))
    nothing = request.form.get("then") == "next"
    now = targets.find(link.course, link.part) if link.course else None
    shown = {"link": link, "now": now, "came": _came_by(link), "multiple": False, "nothing": nothing}
    return page(400 if nothing else 200, **shown, **_offered(chosen or ([now] if now else [])))


def _picking(choice: Choice, chosen: list[Target], nothing: bool):
    multiple = deep_linking.wishes(choice).multiple
    kept = [(name, value) for name, value in request.form.items(multi=True) if "/" in name or name == "place"]
    platform = choice.deployment.registration.name
    shown = {"platform": platform, "multiple": multiple, "nothing": nothing, "kept": kept}
    return page(400 if nothing else 200, **shown, **_offered(chosen))


def _detailed(choice: Choice, chosen: list[Target], sending: bool):
    wishes = deep_linking.wishes(choice)
    place = request.form.get("place") or _usual(wishes.places)
    forms = [picking.ChosenForm(target, request.form, wishes.columns, wishes.dates) for target in chosen]
    sound = all([form.validate() for form in forms if sending]) and (place in wishes.places or not wishes.places)
    if sending and sound:
        return _answered(choice, deep_linking.answer(current_person, choice, [form.chosen(place) for form in forms]))
    platform, zone = choice.deployment.registration.name, current_app.config["TIMEZONE"]
    errors = [(text, field.id) for form in forms for field in form for text in field.errors]
    shown = {"platform": platform, "zone": zone, "wishes": wishes, "forms": forms, "place": place, "errors": errors}
    return render_template("lti_links/_details.html", **shown), 400 if sending else 200


def _answered(choice: Choice, new: bool):
    """The answer on its way: a form that sends itself, but for one that may have been sent before."""
    shown = {
        "platform": choice.deployment.registration.name,
        "items": choice.answer or [],
        "address": deep_linking.return_url(choice),
        "token": deep_linking.signed(choice),
        "new": new,
    }
    return render_template("lti_links/_answer.html", **shown)


def _offered(chosen: list[Target]) -> dict:
    words = request.form.get("words", "").strip()[:100]
    return {"words": words, "tree": picking.tree(words, chosen), "chosen": chosen}


def _picked(multiple: bool) -> list[Target]:
    found = picking.picked(request.form.getlist("target"))
    return found if multiple else found[:1]


def _usual(places: tuple[str, ...]) -> str:
    """Frames keep people signed in over HTTPS only."""
    wanted = "iframe" if current_app.config["HTTPS"] else "window"
    return wanted if wanted in places else next(iter(places), "")


def _came_by(link: ResourceLink) -> int:
    """How many learners came by a link."""
    return db.session.scalar(sa.select(sa.func.count()).where(Participation.resource_link_id == link.id))
