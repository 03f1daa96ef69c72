"""What a process makes once and keeps: up to so many things, then it begins anew."""

from collections.abc import Callable, Hashable
from typing import Any


class Memory:
    """`most` things by key. Threads may make the same one at the same time; each gets what it asked for."""

    def __init__(self, most: int):
        self.most = most
        self._kept: dict[Hashable, Any] = {}

    def __len__(self):
        return len(self._kept)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What is kept under the key, made now if there is nothing. None is nothing."""
        found = self._kept.get(key)  # asked once: another thread may begin anew between two questions
        if found is None:
            found = make()
            if len(self._kept) >= self.most:
                self._kept.clear()
            self._kept[key] = found
        return found
