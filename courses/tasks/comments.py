"""Comments on words of a text, as they travel: in the fields `at` ("12-40") and `said`, one pair each."""

from collections.abc import Iterable, Sequence

from academy.typed import count, line_breaks


def read(places: Sequence[str], said: Sequence[str], text: str) -> list[dict]:
    """The comments that were sent, in the order of the text. One without words is left out; one without a place in the
    text has start and stop 0, so that its words stay until somebody says what they are about."""
    found = []
    for place, words in zip(places, said):
        if words := line_breaks(words).strip():
            start, stop = _place(place, len(text))
            found.append({"start": start, "stop": stop, "text": words})
    return sorted(found, key=lambda comment: (comment["stop"] == 0, comment["start"], comment["stop"]))


def placeless(comments: Iterable[dict]) -> bool:
    return any(comment["stop"] == 0 for comment in comments)


def _place(value: str, length: int) -> tuple[int, int]:
    start, _, stop = (count(part) for part in value.partition("-"))
    return (start, stop) if start is not None and stop and start < stop <= length else (0, 0)
