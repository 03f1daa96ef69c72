"""cmi5: where platforms launch learners, packages to import there, and the platforms that may."""

from flask import Blueprint, Response, abort, flash, redirect, request, session, url_for
from flask_babel import gettext as _

from academy import editions, languages, xapi
from academy.access import current_person, only, public, signed_in
from academy.accounts import sessions, sign_ins
from academy.db import begin_writing
from academy.errors import LaunchRefused
from academy.logs import log
from academy.lti import description, frames, identities, targets
from academy.pages import page
from academy.xapi.cmi5 import arrivals, launches, package as packages, platforms
from academy.xapi.cmi5.arrivals import Asked
from academy.xapi.cmi5.forms import PlatformForm
from academy.xapi.cmi5.models import Launch

bp = Blueprint("cmi5", __name__, url_prefix="/cmi5")


@bp.get("/launch/<course>")
@public
def launch(course):
    """A platform launches a learner. The address is good once; who comes back by it is still here."""
    begin_writing()
    try:
        asked = arrivals.read(request.args)
        platform = arrivals.platform_of(asked)
        if known := arrivals.known_launch(asked):
            return _come_back(known)
        told = arrivals.ask(asked, course)
        made = arrivals.arrive(asked, told, platform, course)
    except tuple(REASONS) as error:
        raise _refusal(error) from error
    launches.begin(made)
    _open(made, told.language, asked)
    return redirect(targets.shelf().address(course, ""), 303)


@bp.post("/leave")
@signed_in
def leave():
    """Back to the platform: nothing more is told of this launch."""
    found = launches.current() or abort(404)
    launches.end(found)
    back = found.return_url or url_for("accounts.sign_in")
    sessions.end()
    return redirect(back)


@bp.get("/package/<course>.zip")
@only("instructor", "administrator")
def package(course):
    """The package of a course, to be imported into a platform."""
    unit = xapi.teller().unit(course) or abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{packages.file_name(course)}"'}
    return Response(packages.archive(course, unit), mimetype="application/zip", headers=headers)


@bp.route("/", methods=["GET", "POST"])
@only("administrator")
def index():
    """The platforms that may launch, a form to add one, and the packages."""
    form = PlatformForm()
    if form.validate_on_submit():
        try:
            platforms.add(current_person, form.name.data, form.lines)
        except platforms.Taken:
            form.addresses.errors = [_("There is a platform of this name, or with one of these addresses, already.")]
        else:
            flash(_("Added. Its people can be launched from now on."), "success")
            return redirect(url_for(".index"))
    shown = {"platforms": platforms.everyone(), "courses": editions.all_published("course")}
    return page(400 if form.errors else 200, form=form, is_secure=description.is_secure(), **shown)


@bp.post("/platforms/<int:platform_id>")
@only("administrator")
def switch(platform_id):
    platform = platforms.platform_or_404(platform_id)
    active = request.form.get("active") == "yes"
    platforms.switch(current_person, platform, active)
    flash(_("It may launch again.") if active else _("Closed. Nobody is launched from there any more."), "success")
    return redirect(url_for(".index"))


def _come_back(known: Launch) -> Response:
    """The same address again, in the same session: the course is open."""
    if launches.current() is not known:
        raise arrivals.AlreadyUsed
    return redirect(targets.shelf().address(known.enrolment.course, ""), 303)


def _open(made: Launch, language: str, asked: Asked) -> None:
    """The session is the launched learner's from now on, in the language that they like unless they chose one here."""
    person = made.identity.person
    sign_ins.enter(person, "platform")
    if not person.language and language in languages.offered():
        session["language"] = language
    launches.keep(made)
    frames.keep(filter(None, map(frames.origin, (asked.endpoint, asked.fetch, made.return_url))))


def _refusal(error: Exception) -> LaunchRefused:
    log.warning("cmi5 refused", extra={"why": f"{type(error).__name__}: {error}"[:500]})
    return LaunchRefused(403, REASONS[type(error)]())


REASONS = {
    arrivals.Malformed: lambda: _(
        "This is not how a learning platform opens a course. Go back to your platform and open the course there."
    ),
    arrivals.UnknownPlatform: lambda: _(
        "Your learning platform is not known here, or may not open courses any more. An administrator of the academy can add it."
    ),
    arrivals.AlreadyUsed: lambda: _(
        "This launch was used already. Go back to your learning platform and open the course again."
    ),
    arrivals.NoAnswer: lambda: _(
        "Your learning platform did not confirm this launch, so nobody was signed in. Go back to it and open the course again; if it stays so, tell its administrator."
    ),
    arrivals.OtherActivity: lambda: _(
        "Your learning platform opened this address for something else than this course. Tell its administrator to import the package of the course again."
    ),
    arrivals.NotOffered: lambda: _(
        "This course is not offered here any more. Tell whoever runs the course on your platform."
    ),
    arrivals.NotALearner: lambda: _(
        "You teach or administer here, and this way is for learners only. Open the academy directly and sign in there."
    ),
    identities.SwitchedOff: lambda: _("Your account here was switched off. Ask the administrator of the academy."),
}
