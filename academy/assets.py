"""Browser assets that installed packages carry, served from where they are installed."""

from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask, abort, send_file

from academy.access import public

bp = Blueprint("assets", __name__, url_prefix="/assets")

ENDPOINTS = ("static", "assets.packaged")  # files that are the same for everybody, and kept by browsers
PACKAGED = {"htmx.min.js": ("js_lib_htmx", "static/htmx/htmx.min.js", "text/javascript")}


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    public(app.view_functions["static"])


@bp.get("/<name>")
@public
def packaged(name):
    package, inside, mimetype = PACKAGED.get(name) or abort(404)
    # found without importing: the package itself expects another web framework
    path = Path(find_spec(package).submodule_search_locations[0]) / inside
    return send_file(path, mimetype=mimetype, max_age=30 * 24 * 3600)
