"""Puts courses into the house."""

from pathlib import Path

from flask import Flask

from academy.editions import packs
from courses import pack

packs.register(packs.Kind("course", pack.Course, Path(__file__).parent / "packs", pack.check))


def init_app(app: Flask) -> None:
    pass
