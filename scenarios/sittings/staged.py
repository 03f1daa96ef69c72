"""The thread of a stage as it is read: the newest first, each comment with what stands under it. Plain values throughout."""


def rows(shown: dict) -> list[dict]:
    """What `shown.stage` gives, as {entry or turn, second, below, early}. `early`: it is about a comment that is not shown any
    more."""
    by_name = {entry["name"]: _row(entry=entry) for entry in shown["entries"]}
    top = []
    for row in by_name.values():
        _place(row, row["entry"]["under"], by_name, top)
    for turn in shown["turns"]:
        if turn["action"] != "merge":
            count = shown["helpful"].get(turn["id"], 0)
            _place(_row(turn=turn | {"helpful": count}), turn["on"], by_name, top)
    for row in by_name.values():
        row["below"].sort(key=_second)
    return sorted(reversed(top), key=_second, reverse=True)


def _row(entry: dict | None = None, turn: dict | None = None) -> dict:
    return {"entry": entry, "turn": turn, "second": (entry or turn)["second"], "below": [], "early": False}


def _place(row: dict, under: str | None, by_name: dict[str, dict], top: list[dict]) -> None:
    parent = by_name.get(under) if under else None
    row["early"] = bool(under) and parent is None
    (top if parent is None else parent["below"]).append(row)


def _second(row: dict) -> int:
    return row["second"]
