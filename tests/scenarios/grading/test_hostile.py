"""Odd, long and malicious texts: always an answer, never slow; and the package stays pure."""

import ast
import time
from pathlib import Path

import pytest

from scenarios import grading

LIMIT_SECONDS = 0.25
TEXTS = {
    "empty": "", "blank": " \n\t ", "one letter": "a" * 2000, "megabyte": "we will send it. " * 60_000,
    "marks": "e" + "\u0301" * 2000, "marks everywhere": "e\u0301\u0302\u0303\u0304" * 500,
    "right to left": "\u202e\u202b we are sorry \u202c" * 200, "emoji": "\U0001F622" * 2000,
    "zero width": "\u200b" * 2000, "html": "<script>alert(1)</script>" * 80, "digits": "1" * 2000,
    "dashes": "1-" * 1000, "commas": "a," * 1000, "openers": "((((" * 500, "we we we": "we will " * 250,
    "backtracking": "we have not " * 150 + "!", "controls": "\x00\x01\x02" * 600, "surrogate": "\ud800 we are sorry",
    "mixed": "نعم yes হ্যাঁ да 是 " * 150, "decimal points": "1.1.1.1." * 250,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_graded_in_time_and_earns_no_pass(water, name, no_collection):
    item = water()
    grading.grade(item, "warm up")

    start = time.process_time()
    result = grading.grade(item, TEXTS[name])

    assert time.process_time() - start < LIMIT_SECONDS
    assert not result.passed


def test_the_package_imports_neither_web_nor_database_nor_clock():
    tools = ("measure", "fit", "fit_acts", "learning")
    pure = [path for path in Path(grading.__file__).parent.glob("*.py") if path.stem not in tools]
    allowed = {"collections", "dataclasses", "functools", "hashlib", "json", "math", "os", "pathlib", "re", "types",
               "typing", "unicodedata"}

    for path in pure:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= allowed, path.name
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert node.module.split(".")[0] in allowed, path.name
