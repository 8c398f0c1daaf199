"""How fast a channel has been taking messages lately."""

import math

from jobcentre import clock

MEMORY = 1.0  # seconds after which a third of what was known is left


class Pacer:
    """Messages a second, idle time left out; what is long past is forgotten."""

    def __init__(self) -> None:
        self._pace: float | None = None
        self._since = 0.0

    def begin(self, flying: int) -> None:
        """Something is handed over; where nothing was in flight, the time from here on counts."""
        if not flying:
            self._since = clock.uptime()

    def count(self, landed: int) -> None:
        """So many have landed since the last count."""
        if not landed:
            return
        now = clock.uptime()
        took = max(now - self._since, 1e-3)
        self._since = now
        latest, weight = landed / took, 1 - math.exp(-took / MEMORY)
        self._pace = latest if self._pace is None else self._pace + weight * (latest - self._pace)

    def within(self, seconds: float) -> int | None:
        """Return how many leave in so many seconds, if that is known."""
        return None if self._pace is None else int(self._pace * seconds)
