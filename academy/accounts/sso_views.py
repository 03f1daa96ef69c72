"""Single sign-on: to the provider and back, and the link between an account and its subject there."""

from flask import Blueprint, flash, redirect, request, session, url_for
from flask_babel import gettext as _

from academy.access import current_person, public, signed_in
from academy.accounts import returning, sign_ins, sso, sso_links
from academy.db import begin_writing
from academy.errors import Refused
from academy.limits import limiter
from academy.pages import page

bp = Blueprint("sso", __name__, url_prefix="/accounts/sso")

LINKING = "sso_links"  # in the cookie: the person who asked for a link


@bp.get("/")
@public
def go():
    """To the provider, with the page that is wanted afterwards in the cookie."""
    _offered()
    if target := request.args.get("next"):
        returning.set_aside(target, None)
    try:
        return sso.go()
    except sso.Trouble as trouble:
        raise _refusal(trouble) from trouble


@bp.post("/keep")
@limiter.limit("60 per minute")
@public
def keep():
    """Puts the form aside that the sign-in page carries. A form may not lead to another site, so a link does."""
    _offered()
    returning.set_aside(request.form.get("next"), request.form.get("kept"))
    return page(provider=sso.name())


@bp.get("/back")
@public
def back():
    """Somebody comes back from the provider: signed in here, or their account linked."""
    _offered()
    linking = session.pop(LINKING, None)
    try:
        claims = sso.come_back()
    except sso.Trouble as trouble:
        raise _refusal(trouble) from trouble
    begin_writing()  # a provider may send people back by GET only
    if linking:
        return _linked(linking, claims)
    try:
        person = sso_links.person_of(claims)
    except tuple(REASONS) as error:
        raise Refused(403, REASONS[type(error)](), back=url_for("accounts.sign_in")) from error
    row = sign_ins.enter(person, "sso", proven=claims.strong)
    return redirect(url_for(returning.STEPS[row.waits_for]) if row.waits_for else returning.onward(person))


@bp.post("/link")
@signed_in
def link():
    """Only a form of ours begins a link: nobody's account is linked by a page of another site."""
    _offered()
    session[LINKING] = current_person.id
    return page(provider=sso.name())


@bp.post("/unlink")
@signed_in
def unlink():
    sso_links.unlink(current_person._get_current_object(), sso.issuer())
    flash(_("Your account is not linked any more."), "success")
    return redirect(url_for("accounts.index"))


def _linked(person_id: int, claims: sso.Claims):
    person = current_person._get_current_object()
    if not person.is_authenticated or person.id != person_id:
        raise Refused(403, _("You were signed out in the meantime. Sign in, then link your account again."))
    try:
        sso_links.link(person, claims)
    except sso_links.Taken as error:
        raise Refused(409, REASONS[sso_links.Taken](), back=url_for("accounts.index")) from error
    flash(_("Your account is linked: you can sign in with %(provider)s.", provider=sso.name()), "success")
    return redirect(url_for("accounts.index"))


def _offered() -> None:
    if not sso.offered():
        raise Refused(404, _("This academy has no single sign-on. Sign in with your address and password."))


def _refusal(trouble: sso.Trouble) -> Refused:
    status = 502 if trouble.kind == "down" else 403
    return Refused(status, TROUBLES[trouble.kind](sso.name()), back=url_for("accounts.sign_in"))


TROUBLES = {
    "denied": lambda provider: _(
        "%(provider)s did not sign you in. Try again, or sign in with your address and password.", provider=provider
    ),
    "state": lambda provider: _(
        "This browser did not begin this sign-in, or began it too long ago, or keeps no cookies. Go back to the sign-in page and try again."
    ),
    "down": lambda provider: _(
        "%(provider)s cannot be reached at the moment. Try again in a minute, or sign in with your address and password.",
        provider=provider,
    ),
    "clock": lambda provider: _(
        "What %(provider)s sent is too old or not yet valid. Try again; if it stays so, the clocks of the two servers differ: tell the administrator.",
        provider=provider,
    ),
    "untrusted": lambda provider: _(
        "What %(provider)s sent cannot be trusted, so nobody was signed in. Try again; if it stays so, tell the administrator.",
        provider=provider,
    ),
}
REASONS = {
    sso_links.Unknown: lambda: _(
        "%(provider)s has confirmed who you are, but the academy has no account with your address there. Ask the administrator of your academy for one.",
        provider=sso.name(),
    ),
    sso_links.SwitchedOff: lambda: _("Your account here was switched off. Ask the administrator of the academy."),
    sso_links.ByThemselves: lambda: _(
        "The account of an administrator is not opened by an address alone. Sign in with your password, and link the two under “Your account”."
    ),
    sso_links.Taken: lambda: _(
        "Your account here is linked to another account of %(provider)s, or yours there to another one here. Ask the administrator of the academy.",
        provider=sso.name(),
    ),
}
