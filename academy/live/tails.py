"""The tail of a stream: its last events, kept by a process while somebody listens to the stream there."""

from collections import deque

from academy.live import frames

LENGTH = 2000


class Tail:
    """`number` is the last event that is known here."""

    def __init__(self, number: int):
        self.number = number
        self._events: deque[dict] = deque(maxlen=LENGTH)
        self._messages: dict[int, bytes] = {}

    def begin_at(self, number: int) -> None:
        """Somebody comes who has read up to there."""
        if not self._events:
            self.number = min(self.number, number)

    def add(self, events: list[dict]) -> None:
        self._events.extend(events)
        self.number = events[-1]["number"]
        self._messages.clear()

    def reaches_back_to(self, number: int) -> bool:
        """Whether whoever has read up to there can go on from what is here."""
        return number >= self.number - len(self._events)

    def message_after(self, number: int) -> bytes:
        """All that came after an event as one message, made once for all who want the same."""
        if number not in self._messages:
            events = [event for event in self._events if event["number"] > number]
            self._messages[number] = frames.as_message(frames.put_together(number, events))
        return self._messages[number]
