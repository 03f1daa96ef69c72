"""Puts scenarios into the house."""

from pathlib import Path

from flask import Flask

from academy.editions import packs
from scenarios import pack

packs.register(packs.Kind("scenario", pack.Scenario, Path(__file__).parent / "packs", pack.check))


def init_app(app: Flask) -> None:
    pass
