"""What the components in templates/components/ need besides their arguments."""

from flask import Flask

from academy.avatars import initials, tint
from academy.highlight import segments, sentences


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(initials=initials, segments=segments, sentences=sentences, tint=tint)
