"""The batch grader: items and replies in, one line of grades out for each reply, in input order."""

import json
import os
from pathlib import Path

from . import files
from .grades import Grade


def grade_files(items: Path | str, replies: Path | str, out: Path | str) -> int:
    """Grade a file of replies into `out` and return how many; `out` appears only when all went well."""
    from . import grade

    known = files.items(items)
    out = Path(out)
    unfinished = out.with_name(out.name + ".part")
    count = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            for reply in files.replies(replies, known):
                file.write(line(reply.id, grade(known[reply.item], reply.text, reply.action)) + "\n")
                count += 1
        os.replace(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def line(reply_id: str, grade: Grade) -> str:
    return json.dumps({"id": reply_id, **grade.to_json()}, ensure_ascii=False)
