"""The page at which a learning platform registers itself, in a frame or a window of its own: an invitation opens it."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from academy import outbound
from academy.access import public
from academy.errors import Refused
from academy.forgery import csrf
from academy.logs import log
from academy.lti import description, frames, invitations, platforms, quirks, registering
from academy.lti.models import ADDRESS, Registration
from academy.pages import page

bp = Blueprint("lti_registration", __name__, url_prefix="/lti/register")

LONGEST_TOKEN = 10_000


@bp.get("/<token>")
@public
def begin(token):
    """What will be registered where, before anything is."""
    asked = _asked(request.args)
    _let_frame(asked["openid_configuration"])
    try:
        invitations.find(token)
        outbound.checked(asked["openid_configuration"])
    except tuple(REASONS) as error:
        return _refused(error, token, asked)
    return page(token=token, kept=asked, origin=frames.origin(asked["openid_configuration"]), tool=description.tool())


@bp.post("/<token>")
@csrf.exempt  # a page without a session in a platform's frame sends it, with an invitation that is good once
@public
def finish(token):
    asked = _asked(request.form)
    _let_frame(asked["openid_configuration"])
    try:
        registration = registering.register(token, asked["openid_configuration"], asked["registration_token"])
    except tuple(REASONS) as error:
        return _refused(error, token, asked)
    log.info("lti registered", extra={"registration": registration.id, "issuer": registration.issuer})
    return page(registration=registration)


def _asked(fields) -> dict[str, str]:
    """What the platform adds to the address of an invitation."""
    asked = {name: fields.get(name, "") for name in ("openid_configuration", "registration_token")}
    if not asked["openid_configuration"]:
        raise Refused(
            400,
            _(
                "This address is for your learning platform. Paste it there, where a tool is added; the platform opens it by itself."
            ),
        )
    if len(asked["openid_configuration"]) > ADDRESS or len(asked["registration_token"]) > LONGEST_TOKEN:
        raise Refused(400, _("What your learning platform sent is too long."))
    return asked


def _let_frame(address: str) -> None:
    """All that is known of the platform so far is where it says that it is; what is refused is told in its frame, too."""
    frames.allow(Registration(family=quirks.by_address(address).family, issuer=address, authorization_url=address))


def _refused(error: Exception, token: str, asked: dict[str, str]) -> tuple[str, int]:
    """What went wrong, for a person; the log says it for whoever runs the server."""
    log.warning("lti registration refused", extra={"why": f"{type(error).__name__}: {error}"[:500]})
    again = {"token": token, "kept": asked} if isinstance(error, registering.NoAnswer) else {}
    return render_template("lti_registration/_refused.html", why=REASONS[type(error)](), **again), 403


REASONS = {
    invitations.NotGood: lambda: _(
        "This invitation was used already, or is older than a week. Ask an administrator of the academy for a new one."
    ),
    outbound.NotSafe: lambda: _("Your learning platform has to be reached by an address that begins with https://."),
    registering.NoAnswer: lambda: _(
        "The academy could not reach your learning platform, or it refused. If it stands in a network of your own, the administrator of the academy has to name it in the setting ACADEMY_INTRANET. The invitation is still good."
    ),
    registering.NotSound: lambda: _(
        "What your learning platform answered is no registration of LTI 1.3. Connect it by hand instead. The invitation is still good."
    ),
    registering.Foreign: lambda: _(
        "Your learning platform named addresses that are not its own. Connect it by hand instead. The invitation is still good."
    ),
    platforms.Taken: lambda: _(
        "This learning platform is registered here already. An administrator of the academy finds it under “Platforms”."
    ),
    platforms.OtherKeys: lambda: _(
        "Somebody is registered here as this learning platform already, with other keys. An administrator of the academy has to close that one first, under “Platforms”."
    ),
}
