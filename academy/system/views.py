"""The server on a page for administrators, and its figures for monitoring."""

import hmac

from flask import Blueprint, Response, abort, current_app, request

from academy.access import only, public
from academy.pages import page
from academy.system import figures, inspection, rooms

bp = Blueprint("system", __name__)


@bp.get("/system/")
@only("administrator")
def index():
    """Other servers are asked only when somebody wants that: it may take a while."""
    asked = "others" in request.args
    return page(
        rooms=rooms.ROOMS,
        concerns=inspection.concerns(asked),
        asked=asked,
        now=figures.of_now(),
        settings=figures.settings(),
    )


@bp.get("/metrics")
@public
def metrics():
    """Figures for Prometheus, to whoever has the token of METRICS_TOKEN."""
    token = current_app.config["METRICS_TOKEN"] or abort(404)
    given = request.authorization
    if given is None or given.type != "bearer" or not hmac.compare_digest((given.token or "").encode(), token.encode()):
        return Response(
            "Send the token of ACADEMY_METRICS_TOKEN.\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain"
        )
    from academy.system import meters  # which counts from here on, where anybody reads it

    return Response(meters.exposition(), mimetype="text/plain", headers={"Cache-Control": "no-store"})
