"""The stage: what everybody with the link sees of a dialogue, and how they take part without an account."""

from datetime import date
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _

from academy import limits, live
from academy.access import public
from academy.db import db
from academy.errors import Refused
from academy.forgery import csrf
from academy.pages import HEADERS, page
from scenarios.sittings import (
    announcing,
    happened,
    projected,
    register,
    sayings,
    shown,
    staged,
    times,
    viewer_keys,
    viewers,
)
from scenarios.sittings.models import Sitting, Turn, Viewer
from scenarios.sittings.planning import by_key_or_404
from scenarios.sittings.refusals import Refusal
from scenarios.sittings.stage_forms import ArriveForm, CommentForm, HelpfulForm

bp = Blueprint("stage", __name__, url_prefix="/stage")
csrf.exempt(bp)  # viewers have no session; `_refuse_other_pages` looks at what they send

RELOAD = 20  # seconds, where there are no scripts
SHARED = 2  # seconds for which one answer may serve all who come without a name
OWN = "private, no-cache"


@bp.before_request
def _refuse_other_pages():
    if request.method != "POST" or not current_app.config["WTF_CSRF_ENABLED"]:
        return
    if not viewer_keys.is_from_here(request.view_args["key"]):
        why = _("This form does not belong to this browser any more. Go back, and open the page again.")
        raise Refused(400, why, typed=request.form.get("text", ""))


@bp.get("/<key>")
@public
def show(key):
    """What is on now, the thread, what was promised; a comment to write for whoever has taken a name."""
    sitting = by_key_or_404(key)
    viewer = viewer_keys.viewer_of(sitting)
    return _open(_shown(sitting, viewer), sitting)


@bp.route("/<key>/arrive", methods=["GET", "POST"])
@public
@limits.posts
def arrive(key):
    """Take a name. Who has one goes on with it."""
    sitting = by_key_or_404(key)
    back = redirect(url_for(".show", key=key, _anchor="write"))
    if viewer_keys.viewer_of(sitting):
        return back
    form = ArriveForm()
    if form.validate_on_submit():
        try:
            own = viewer_keys.of_form(sitting, form.key.data)
            viewers.arrive(sitting, form.nickname.data, own)
            return viewer_keys.keep(back, sitting, own)
        except Refusal as refusal:
            form.nickname.errors = [sayings.refused(refusal)[1]]
    form.key.data = form.key.data or viewer_keys.new()
    answer = make_response(page(400 if form.errors else 200, form=form, sitting=sitting, **_said(sitting)))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/<key>/comments")
@public
@limits.posts
def comment(key):
    """Write into the thread."""
    sitting = by_key_or_404(key)
    viewer, form = viewer_keys.viewer_of(sitting), CommentForm()
    if viewer is None:
        raise Refused(403, _("Take a name first, then write."), form.text.data, url_for(".arrive", key=key))
    status = 400
    if form.validate_on_submit():
        try:
            entry = viewers.comment(sitting, viewer, form.text.data, form.key.data)
            return _taken(sitting, entry)
        except Refusal as refusal:
            status, words = sayings.refused(refusal)
            form.text.errors = [words]
    if _asks_json():
        return jsonify(error=" ".join(words for each in form.errors.values() for words in each)), status
    return _open(_shown(sitting, viewer, form, status), sitting)


@bp.post("/<key>/helpful")
@public
@limits.posts
def mark_helpful(key):
    """Say that an answer helps."""
    sitting = by_key_or_404(key)
    viewer, form = viewer_keys.viewer_of(sitting), HelpfulForm()
    if viewer is None:
        raise Refused(403, _("Take a name first."), back=url_for(".arrive", key=key))
    turn = db.session.get(Turn, form.turn.data) if form.validate_on_submit() else None
    if turn is None or turn.sitting_id != sitting.id or turn.action not in viewers.HELPING:
        raise Refused(400, _("There is no such answer any more."), back=url_for(".show", key=key))
    count = viewers.mark_helpful(sitting, viewer, turn)
    if _asks_json():
        return jsonify(count=count)
    return redirect(url_for(".show", key=key, _anchor=f"turn-{turn.id}"))


@bp.get("/<key>/projector")
@public
def projector(key):
    """For the screen of a hall."""
    sitting = by_key_or_404(key)
    given = {"following": live.following(announcing.stage(sitting))}
    address = current_app.config["BASE_URL"].rstrip("/") + url_for(".show", key=key)
    answer = page(
        sitting=sitting,
        address=address,
        code=projected.code(address),
        **given,
        **projected.of(sitting),
        **_said(sitting),
    )
    return _open(make_response(answer), sitting)


def _shown(sitting: Sitting, viewer: Viewer | None, form: CommentForm | None = None, status: int = 200) -> Response:
    following = live.following(announcing.stage(sitting))
    now = shown.stage(sitting)
    form = form or CommentForm(formdata=None)
    form.key.data = form.key.data or viewer_keys.new()
    text = render_template(
        "stage/show.html", sitting=sitting, viewer=viewer, form=form, following=following, now=now, rows=staged.rows(now),
        held=viewers.held(sitting, viewer) if viewer else [], 
        owed=register.owed(sitting), sayings=sayings, video=_video(sitting), reload=RELOAD, **_said(sitting),
    )  # fmt: skip
    return make_response(text, status)


def _said(sitting: Sitting) -> dict:
    """What every page of a stage says of its dialogue. Browsers say which language they want: to choose
    one takes a session."""
    content = happened.dialogue(sitting)
    own = {} if session else {"languages": []}
    return own | {
        "content": content,
        "opens": times.opens(content),
        "hour": lambda second: times.hour(content, second),
        "day_of": date.fromisoformat,
        "states": sayings.STANDS,
        "standings": sayings.STANDINGS,
        "token": viewer_keys.form_token(sitting.key),
    }


def _open(answer: Response, sitting: Sitting) -> Response:
    """Who comes without any cookie sees what all of them see, for a moment."""
    shared = sitting.public and not request.cookies and request.method in ("GET", "HEAD") and answer.status_code == 200
    answer.headers["Cache-Control"] = f"public, max-age={SHARED}" if shared else OWN
    answer.vary.update(("Cookie", "Accept-Language"))
    if _video(sitting):
        players = " ".join(f"https://{host}" for host in _players())
        answer.headers["Content-Security-Policy"] = f"{HEADERS['Content-Security-Policy']}; frame-src {players}"
    return answer


def _video(sitting: Sitting) -> str:
    """Its address, while players of that host are still allowed."""
    return sitting.video if sitting.video and urlsplit(sitting.video).netloc.lower() in _players() else ""


def _players() -> list[str]:
    return [host for host in current_app.config["VIDEO_HOSTS"].lower().split(",") if host]


def _taken(sitting: Sitting, entry) -> Response:
    if _asks_json():
        return jsonify(name=entry.name, held=entry.state == "held", text=entry.text, key=viewer_keys.new())
    return redirect(
        url_for(".show", key=sitting.key, _anchor="waiting" if entry.state == "held" else f"entry-{entry.name}")
    )


def _asks_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
