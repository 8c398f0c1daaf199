"""When a job of the timetable is to run: at a wall-clock time of each day in Copenhagen, or every so often.

Nothing runs between 02:00 and 03:00 there, where one hour a year is missing and one comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from jobcentre.rules.civil import ZONE

MISSING_HOUR = (time(2), time(3))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ticks:
    """One of the two is given. What is done every so often is done at whole multiples of it."""

    at: time | None = None
    every: timedelta | None = None

    def latest(self, now: datetime) -> datetime:
        """The last moment at which the job was to run (UTC); `now` is aware."""
        if self.every is not None:
            tick = now - (now - _EPOCH) % self.every
            while resting(tick):
                tick -= self.every
            return tick.astimezone(UTC)
        assert self.at is not None
        today = now.astimezone(ZONE).date()
        tick = datetime.combine(today, self.at, tzinfo=ZONE)
        if tick > now:
            tick = datetime.combine(today - _DAY, self.at, tzinfo=ZONE)
        return tick.astimezone(UTC)

    def late(self, done: datetime | None, now: datetime) -> bool:
        """Whether the tick that should have been done by now has not been, `done` being the last that was.

        A daily job has an hour for its work, any other one a quarter of an hour and one more turn.
        """
        patience = timedelta(hours=1) if self.every is None else timedelta(minutes=15) + self.every
        return done is None or done < self.latest(now - patience)


def resting(now: datetime) -> bool:
    """Whether it is the hour in which nothing runs and nothing is caught up; `now` is aware."""
    return MISSING_HOUR[0] <= now.astimezone(ZONE).time() < MISSING_HOUR[1]
