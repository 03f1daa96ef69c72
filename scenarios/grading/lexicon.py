"""The word lists of the package: read once, checked on reading."""

import json
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Mapping

FOLDER = Path(__file__).parent / "lexicons"


@lru_cache(maxsize=None)
def load(name: str) -> Mapping[str, Any]:
    return MappingProxyType(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=None)
def translations(language: str) -> Mapping[str, str]:
    """A language's words and the English word for each; '-' stands for a word of grammar."""
    lines = (FOLDER / f"words_{language}.tsv").read_text(encoding="utf-8").splitlines()
    return MappingProxyType(dict(line.split("\t") for line in lines))
