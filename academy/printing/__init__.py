"""Printed documents: HTML in, an accessible archival PDF out."""

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path


def templates() -> Traversable:
    """The folder of the templates."""
    try:
        return resources.files("academy.templates")
    except ModuleNotFoundError:  # a raw checkout: the folder lies beside the packages
        return Path(__file__).parents[2] / "templates"


def style(name: str) -> str:
    """A style sheet for paper, as text."""
    return templates().joinpath("pdf", name).read_text("utf-8")
