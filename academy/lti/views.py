"""Where platforms and browsers come in: login requests, messages, and our keys."""

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from pylti1p3.exception import LtiKeyException

from academy import languages
from academy.access import current_person, public, signed_in
from academy.accounts import returning, sign_ins
from academy.accounts.models import Person
from academy.errors import LaunchRefused
from academy.forgery import csrf
from academy.logs import log
from academy.lti import frames, identities, keys, launches, logins, messages, platforms, targets, tool
from academy.lti.launches import Arrival
from academy.lti.models import Registration
from academy.pages import page
from academy.tokens import digest

bp = Blueprint("lti", __name__, url_prefix="/lti")

LONGEST_FIELD = 100_000  # a message tells the whole description of its link
LONGEST_HINT = 4000  # of a login request, which anybody can send and which is kept: it has to fit into an address


@bp.get("/keys.json")
@public
def jwks():
    """Our public keys, by which platforms know us."""
    return jsonify(keys.jwks()), {"Cache-Control": "public, max-age=300"}


@bp.route("/login", methods=["GET", "POST"])
@csrf.exempt  # a platform sends it, and it changes nobody's session
@public
def login():
    """A platform wants to launch somebody: send the browser back to it for the message."""
    fields = _fields(request.args if request.method == "GET" else request.form, LONGEST_HINT)
    _refuse_foreign(fields.get("target_link_uri", ""))
    storage_target = fields.get("lti_storage_target", "")[:200]
    try:
        beginning = logins.Beginning(fields)
        address, state = beginning.begin(_launch_url(), storage_target)
    except tool.Refused as error:
        closed = platforms.not_open(fields.get("iss", ""), fields.get("client_id"))
        raise (_not_open(closed) if closed else _refusal(error)) from error
    registration = logins.login_of(state).registration
    frames.allow(registration)
    if storage_target:
        shown = {
            "address": address,
            "state": state,
            "target": storage_target,
            "origin": frames.origin(registration.authorization_url),
        }
        response = current_app.make_response(page(**shown))
    else:
        response = redirect(address)
    frames.cookie(_cookie(state), state, response, int(logins.GOOD_FOR.total_seconds()))
    return response


@bp.post("/launch")
@csrf.exempt  # a platform sends it, with a state that this browser has
@public
def launch():
    """The platform's message, brought by the browser that began with `login`."""
    fields = _fields(request.form, LONGEST_FIELD)
    state = fields.get("state", "")
    if "error" in fields:
        raise _said_no(fields)
    cookie = request.cookies.get(_cookie(state))
    stored = fields.get("stored_state") if returning.from_our_page() else None
    begun = logins.login_of(state)
    if begun:
        frames.allow(begun.registration)
    if not (cookie or stored) and begun:
        if begun.used_at:
            raise _refusal(messages.AlreadyUsed("this launch was used before"))
        return _asked_for_the_state(begun, fields)
    try:
        message = messages.Message(fields, cookie or stored).check()
        arrival = launches.arrive(message)
    except tool.Refused as error:
        raise _refusal(error) from error
    except tuple(REASONS) as error:
        _speak(identities.language(message.claims))
        raise LaunchRefused(403, REASONS[type(error)](), back=launches.page_of(message.claims)) from error
    sources = frames.sources_of(message.registered, arrival.return_url)
    if not cookie:
        return _in_a_window(arrival)
    return _opened(arrival, sources, _cookie(state))


@bp.post("/enter")
@csrf.exempt  # a frame without cookies sends it, with a ticket that is good once
@public
def enter():
    """Take up a launch in a window of its own, where the browser keeps our cookies."""
    ticket = launches.redeem(request.form.get("ticket", "")) if returning.from_our_page() else None
    if ticket is None or not ticket.person.active:
        raise LaunchRefused(
            403,
            _(
                "This button was used already, or too long ago. Go back to your learning platform and open the link again."
            ),
        )
    _resume(ticket.person, request.form.get("language", ""))
    return redirect(ticket.path)


@bp.post("/window")
@signed_in
def window():
    """Somebody in a frame wants the page in a window of its own: a button there carries the session over, once."""
    person = current_person._get_current_object()
    path = returning.safe_next(request.form.get("next"))
    return _in_a_window(Arrival(person, path, language=session.get("language", "")))


@bp.get("/to/<course>", defaults={"part": ""})
@bp.get("/to/<course>/<path:part>")
@public
def target(course, part):
    """The address that platforms keep of a target. Whoever opens it without the platform goes to the page itself."""
    found = targets.find(course, part)
    return redirect(targets.shelf().address(course, part) if found else url_for("home.index"))


def _in_a_window(arrival: Arrival):
    """The button that opens the page in a window of its own."""
    minutes = launches.TICKET_GOOD_FOR.seconds // 60
    return render_template("lti/window.html", arrival=arrival, ticket=launches.ticket(arrival), minutes=minutes)


def _opened(arrival: Arrival, sources: list[str], used: str):
    """The session is the launched person's from now on; the cookie of the launch is of no use any more."""
    _resume(arrival.person, arrival.language)
    frames.keep(sources)
    response = redirect(arrival.path, 303)
    frames.cookie(used, "", response, 0)  # browsers keep few cookies of a site, and servers read few
    return response


def _resume(person: Person, language: str) -> None:
    """A session of the person, in the platform's language unless they chose one here."""
    sign_ins.enter(person, "platform")
    if not person.language:
        _speak(language)


def _speak(language: str) -> None:
    """This language from now on, if the academy has it."""
    if language in languages.offered():
        session["language"] = language
        refresh()


def _asked_for_the_state(begun, fields):
    """No cookie came back. Perhaps the platform keeps the state for us; if not, the way is a window of its own."""
    shown = {name: fields[name] for name in ("state", "id_token") if name in fields}
    return page(begun=begun, fields=shown, origin=frames.origin(begun.registration.authorization_url))


def _fields(form, most: int) -> dict[str, str]:
    fields = form.to_dict()
    if any(len(value) > most for value in fields.values()):
        raise LaunchRefused(400, _("What your learning platform sent is too long."))
    return fields


def _refuse_foreign(address: str) -> None:
    """A link that leads elsewhere is no link to us: nobody is redirected by it."""
    base = current_app.config["BASE_URL"].rstrip("/")
    if address and not (address == base or address.startswith(f"{base}/")):
        log.warning("lti refused", extra={"why": "the target is not ours"})
        raise LaunchRefused(
            400,
            _(
                "The link in your learning platform leads to another address than this academy's. Tell whoever made the link."
            ),
        )


def _launch_url() -> str:
    return current_app.config["BASE_URL"].rstrip("/") + url_for("lti.launch")


def _cookie(state: str) -> str:
    return f"lti-{digest(state)[:16]}"


def _refusal(error: Exception) -> LaunchRefused:
    """What is wrong with a message, for a person; the log says it for whoever runs the server."""
    log.warning("lti refused", extra={"why": f"{type(error).__name__}: {error}"[:500]})
    if isinstance(error, messages.UnknownDeployment):
        text = _(
            "Your learning platform is known here, but this placement of the tool is not approved yet. An administrator of the academy can approve it now."
        )
    elif isinstance(error, messages.AlreadyUsed):
        text = _("This launch was used already. Go back to your learning platform and open the link again.")
    elif isinstance(error, messages.NotThisBrowser):
        text = _(
            "This browser did not begin this launch, or it keeps no cookies. Go back to your learning platform and open the link again."
        )
    elif isinstance(error, LtiKeyException):
        text = _(
            "The keys of your learning platform could not be read. Try again in a minute; if it stays so, tell its administrator."
        )
    else:
        text = _(
            "What your learning platform sent cannot be trusted, so nobody was signed in. Go back to it and open the link again; if it stays so, tell its administrator."
        )
    return LaunchRefused(403, text)


def _not_open(registration: Registration) -> LaunchRefused:
    """We know the platform, and an administrator has not approved it yet, or closed it. It may show that in its frame."""
    log.warning("lti refused", extra={"why": f"platform {registration.id} is {registration.state}"})
    frames.allow(registration)
    if registration.state == "pending":
        text = _(
            "Your learning platform has registered here, but it is not approved yet. An administrator of the academy can approve it now, under “Platforms”. Then open the link again."
        )
    else:
        text = _(
            "This academy is not connected with your learning platform any more. Ask the administrator of the academy."
        )
    return LaunchRefused(403, text)


def _said_no(fields: dict[str, str]) -> LaunchRefused:
    """The platform answered with an error instead of a message."""
    log.warning(
        "lti refused", extra={"why": f"platform: {fields['error']} {fields.get('error_description', '')}"[:500]}
    )
    return LaunchRefused(
        403, _("Your learning platform did not confirm who you are. Sign in there once more, then open the link again.")
    )


REASONS = {
    launches.NotChosen: lambda: _(
        "Your instructor has not chosen yet what this link leads to. Tell them; nothing is lost."
    ),
    launches.NotOffered: lambda: _(
        "What this link leads to is not offered here any more. Tell your instructor: they can point the link to something else."
    ),
    launches.NoWayBack: lambda: _(
        "Your learning platform did not say where your choice goes, or named an address that is not safe. Tell its administrator."
    ),
    launches.NotForLearners: lambda: _("Only instructors can do this."),
    launches.NotALearner: lambda: _(
        "You teach here with this account, and your learning platform says that you are a learner in this course. Ask the administrator of the academy for another account to learn with."
    ),
    identities.IsAdministrator: lambda: _(
        "You administer this academy, and no other system signs administrators in. Open the academy directly and sign in there."
    ),
    identities.SwitchedOff: lambda: _("Your account here was switched off. Ask the administrator of the academy."),
    identities.OtherRole: lambda: _(
        "You have begun a course here as a learner, so you cannot teach with the same account. Ask the administrator of the academy to make you an instructor."
    ),
    identities.NoInstructors: lambda: _(
        "Instructors of your learning platform are not let in as instructors here. Ask the administrator of the academy."
    ),
}
