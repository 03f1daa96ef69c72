"""Learning platforms, for administrators: connect one, approve it, see how it is doing."""

import json

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from academy import addresses
from academy.access import current_person, only
from academy.errors import Refused
from academy.lti import connections, description, frames, invitations, overview, platforms, quirks
from academy.lti.forms import EndpointsForm, PermissionsForm, RegistrationForm
from academy.lti.models import Registration
from academy.lti.quirks import Platform
from academy.pages import page

bp = Blueprint("lti_platforms", __name__, url_prefix="/platforms")

LONGEST_HOST = 300


@bp.context_processor
def _house():
    return {
        "is_secure": description.is_secure(),
        "elsewhere": description.elsewhere(),
        "choosing": description.tool().deep_linking,
    }


@bp.get("/")
@only("administrator")
def index():
    return page(lines=overview.listed())


@bp.get("/new")
@only("administrator")
def new():
    return page(families=quirks.FAMILIES.values())


@bp.get("/new/<family>")
@only("administrator")
def connect(family):
    """Two ways: the platform registers itself, or everything is typed."""
    return page(platform=_family_or_404(family), days=invitations.GOOD_FOR.days)


@bp.post("/new/<family>/invitation")
@only("administrator")
def invite(family):
    """Shows the address of an invitation, once: it is not kept in readable form."""
    platform = _family_or_404(family)
    address = addresses.to("lti_registration.begin", token=invitations.make(current_person, platform.family))
    return page(platform=platform, address=address, days=invitations.GOOD_FOR.days)


@bp.route("/new/<family>/by-hand", methods=["GET", "POST"])
@only("administrator")
def by_hand(family):
    platform = _family_or_404(family)
    host = _host(request.args.get("host", ""))
    form = RegistrationForm(data=_preset(platform, host))
    if form.validate_on_submit():
        try:
            registration = _register(platform, form)
        except platforms.Taken:
            form.client_id.errors = [_("This client ID of this issuer is registered here already.")]
        except platforms.OtherKeys:
            form.jwks_url.errors = [_other_keys()]
        else:
            flash(_("Connected. Try the connection now."), "success")
            return redirect(url_for(".show", registration_id=registration.id))
    fills = bool(platform.endpoints("host"))
    ours = {"pairs": description.pairs(), "canvas": json.dumps(description.canvas(), indent=2, ensure_ascii=False)}
    return page(400 if form.errors else 200, platform=platform, form=form, host=host, fills=fills, **ours)


@bp.get("/<int:registration_id>")
@only("administrator")
def show(registration_id):
    return _show(platforms.registration_or_404(registration_id))


@bp.route("/<int:registration_id>/edit", methods=["GET", "POST"])
@only("administrator")
def edit(registration_id):
    registration = platforms.registration_or_404(registration_id)
    form = EndpointsForm(obj=registration)
    if form.validate_on_submit():
        try:
            platforms.change(current_person, registration, **form.endpoints)
        except platforms.OtherKeys:
            form.jwks_url.errors = [_other_keys()]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", registration_id=registration.id))
    return page(
        400 if form.errors else 200, registration=registration, platform=quirks.of(registration.family), form=form
    )


@bp.post("/<int:registration_id>/permissions")
@only("administrator")
def permissions(registration_id):
    registration = platforms.registration_or_404(registration_id)
    form = PermissionsForm()
    if not form.validate_on_submit():
        abort(400)
    platforms.change(current_person, registration, teaching=form.teaching.data, any_deployment=form.any_deployment.data)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", registration_id=registration.id))


@bp.post("/<int:registration_id>/approve")
@only("administrator")
def approve(registration_id):
    registration = platforms.registration_or_404(registration_id)
    if registration.state != "active":
        try:
            platforms.approve(current_person, registration)
        except platforms.OtherKeys:
            back = url_for(".show", registration_id=registration.id)
            raise Refused(409, _other_keys(), back=back) from None
    flash(_("Its people can be launched from now on."), "success")
    return redirect(url_for(".show", registration_id=registration.id))


@bp.post("/<int:registration_id>/close")
@only("administrator")
def close(registration_id):
    registration = platforms.registration_or_404(registration_id)
    if registration.state != "closed":
        platforms.close(current_person, registration)
    flash(_("Closed. Nobody is launched from there any more."), "success")
    return redirect(url_for(".show", registration_id=registration.id))


@bp.post("/<int:registration_id>/deployments/<int:deployment_id>")
@only("administrator")
def deploy(registration_id, deployment_id):
    registration = platforms.registration_or_404(registration_id)
    found = [each for each in registration.deployments if each.id == deployment_id] or abort(404)
    platforms.deploy(current_person, registration, found[0].deployment_id)
    flash(_("Deployment %(id)s can launch from now on.", id=found[0].deployment_id), "success")
    return redirect(url_for(".show", registration_id=registration.id))


@bp.post("/<int:registration_id>/try")
@only("administrator")
def try_out(registration_id):
    """Ask the platform for its keys and for a token; what it answers stands on its page."""
    registration = platforms.registration_or_404(registration_id)
    return _show(registration, trial=connections.try_out(registration))


def _show(registration: Registration, **more) -> str:
    # what was sent was another form
    shown = {"form": PermissionsForm(None, obj=registration), "trial": None, **more}
    return render_template(
        "lti_platforms/show.html",
        registration=registration,
        platform=quirks.of(registration.family),
        line=overview.of(registration),
        frames=frames.sources_of(registration),
        **shown,
    )


def _register(platform: Platform, form: RegistrationForm) -> Registration:
    """Whoever types a platform in approves it by that."""
    registration = platforms.register(current_person, family=platform.family, **form.details)
    platforms.approve(current_person, registration)
    if form.deployment_id.data:
        platforms.deploy(current_person, registration, form.deployment_id.data)
    return registration


def _preset(platform: Platform, host: str) -> dict[str, str]:
    """What the form begins with, once it is known where the platform is."""
    if not host:
        return {}
    name = f"{platform.title} · {host}"[:120]
    return {"name": name, "token_audience": platform.token_audience, **platform.endpoints(host)}


def _host(typed: str) -> str:
    """What somebody gave as the address of their platform, without its scheme; also with a folder, or as copied from a
    browser."""
    typed = typed.strip()[:LONGEST_HOST].partition("?")[0].partition("#")[0]
    return typed.removeprefix("https://").removeprefix("http://").strip("/")


def _family_or_404(family: str) -> Platform:
    return quirks.FAMILIES.get(family) or abort(404)


def _other_keys() -> str:
    return _("This issuer is registered here with keys at another address. Close that registration first.")
