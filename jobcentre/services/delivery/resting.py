"""When a channel cannot be reached at all, it is left alone for a while: no message is spent on finding out."""

import random
from collections.abc import Iterable

from jobcentre import clock
from jobcentre.services.delivery.ending import End

IN_A_ROW = 5  # so many that found nobody there
FIRST_REST, LONGEST_REST = 1.0, 60.0  # seconds


class Rest:
    """How long one line rests. Anything that the other side has answered ends it."""

    def __init__(self) -> None:
        self._in_a_row, self._until, self._length = 0, 0.0, FIRST_REST

    @property
    def on(self) -> bool:
        """Whether nothing is to be tried now."""
        return clock.uptime() < self._until

    def count(self, ends: Iterable[End]) -> None:
        """Look at what came of messages that were handed over."""
        for end in ends:
            if end.word == "released":  # nobody was asked
                continue
            self._in_a_row = self._in_a_row + 1 if end.nobody_there else 0
            if not end.nobody_there:
                self._until, self._length = 0.0, FIRST_REST
        if self._in_a_row >= IN_A_ROW and not self.on:
            self._until = clock.uptime() + random.uniform(self._length / 2, self._length)  # noqa: S311 - jitter
            self._length = min(self._length * 2, LONGEST_REST)
