"""The timetable: coarse sweeps of everything due and not done, so that a missed tick costs nothing.

Nothing runs between 02:00 and 03:00 in Copenhagen, where one hour a year is missing and one comes twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.services import housekeeping, sweep

MISSING_HOUR = (time(2), time(3))


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every day at a wall-clock time of Copenhagen, for each municipality."""

    name: str
    at: time
    work: Callable[[Centre], str]

    def latest_tick(self, now: datetime) -> datetime:
        """Return the last moment at which the job was to run (aware, UTC)."""
        today = clock.local(now).date()
        tick = datetime.combine(today, self.at, tzinfo=clock.ZONE)
        if tick > now:
            tick = datetime.combine(today - timedelta(days=1), self.at, tzinfo=clock.ZONE)
        return tick.astimezone(UTC)


def _sweep(centre: Centre) -> str:
    return sweep.sweep(centre).summary


def _tidy(centre: Centre) -> str:
    return housekeeping.tidy(centre)


JOBS: Mapping[str, Job] = {
    job.name: job for job in (Job("sweep", sweep.EVERY_DAY_AT, _sweep), Job("tidy", time(3, 30), _tidy))
}
