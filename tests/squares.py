"""`academy` with a public square, that only tests ask for: `python -m tests.squares run`. Anybody may say something there."""

from flask import Blueprint, Response, request

import academy.app
from academy import cli, live
from academy.access import public
from academy.db import db
from academy.forgery import csrf
from academy.live.models import LiveEvent

PAGE = """<!doctype html><html lang="en"><title>Square</title><h1>Square</h1>
<div id="square" data-stream="{stream}" data-after="{after}" data-broadcast="{broadcast}"></div><p id="state"></p><ol></ol>
<script type="module" src="/square/page.mjs"></script></html>"""
SCRIPT = """import { follow } from "/static/js/live.mjs"
const square = document.querySelector("#square")
const show = (event) => {
  const line = document.createElement("li")
  line.textContent = event.data.word
  line.dataset.number = event.number
  document.querySelector("ol").append(line)
}
follow(square, {
  frame: (events) => events.forEach(show),
  snapshot: (shown) => { document.querySelector("ol").replaceChildren(); shown.forEach(show) },
  state: (state) => { document.querySelector("#state").textContent = state.name },
})
"""

bp = Blueprint("square", __name__, url_prefix="/square")


@bp.post("/<name>")
@public
def say(name):
    live.publish(f"square/{name}", "said", word=request.form["word"])
    return "", 204


@bp.get("/<name>")
@public
def show(name):
    stream = f"square/{name}"
    return PAGE.format(**live.following(stream))


@bp.get("/page.mjs")
@public
def script():
    return Response(SCRIPT, mimetype="text/javascript")


def snapshot(stream):
    events = db.session.scalars(db.select(LiveEvent).where(LiveEvent.stream == stream).order_by(LiveEvent.number))
    return [{"number": event.number, "data": event.data} for event in events]


def offer():
    live.offer("square", lambda stream: "closed" not in stream, snapshot, public=True)


def with_square(make):
    def create_app(**settings):
        app = make(**settings)
        csrf.exempt(bp)
        app.register_blueprint(bp)
        return app

    return create_app


if __name__ == "__main__":
    offer()
    academy.app.create_app = with_square(academy.app.create_app)
    cli.main()
