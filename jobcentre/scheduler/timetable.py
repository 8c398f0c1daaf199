"""The timetable: coarse sweeps of everything due and not done, so that a missed tick costs nothing.

Nothing runs between 02:00 and 03:00 in Copenhagen, where one hour a year is missing and one comes twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.services import day_mail, days, housekeeping, receipts, sweep, timekeeping
from jobcentre.services.inbound import mailbox

MISSING_HOUR = (time(2), time(3))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICKS_KEPT = timedelta(days=2)  # of jobs that run many times a day


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do for each municipality: every day ``at`` a wall-clock time of Copenhagen, or ``every`` so often.

    One of the two is given. What is done every so often is done at whole multiples of it.
    """

    name: str
    at: time | None
    work: Callable[[Centre], str]
    every: timedelta | None = None

    def latest_tick(self, now: datetime) -> datetime:
        """Return the last moment at which the job was to run (aware, UTC)."""
        if self.every is not None:
            tick = now - (now - EPOCH) % self.every
            while resting(tick):
                tick -= self.every
            return tick.astimezone(UTC)
        assert self.at is not None
        today = clock.local(now).date()
        tick = datetime.combine(today, self.at, tzinfo=clock.ZONE)
        if tick > now:
            tick = datetime.combine(today - timedelta(days=1), self.at, tzinfo=clock.ZONE)
        return tick.astimezone(UTC)


def resting(now: datetime) -> bool:
    """Say whether it is the hour in which nothing runs and nothing is caught up."""
    return MISSING_HOUR[0] <= clock.local(now).time() < MISSING_HOUR[1]


def _sweep(centre: Centre) -> str:
    return sweep.sweep(centre).summary


def _tidy(centre: Centre) -> str:
    often = [job.name for job in JOBS.values() if job.every is not None]
    ticks = timekeeping.forget(often, clock.now() - TICKS_KEPT)
    return f"{housekeeping.tidy(centre)}, ticks {ticks}"


def _day(centre: Centre) -> str:
    return day_mail.write_all(centre)


JOBS: Mapping[str, Job] = {
    job.name: job
    for job in (
        Job("sweep", sweep.EVERY_DAY_AT, _sweep),
        Job("day", days.MORNING, _day),
        Job("tidy", time(3, 30), _tidy),
        Job("receipts", None, receipts.overdue, every=receipts.EVERY),
        Job("mailbox", None, mailbox.collect, every=mailbox.EVERY),
    )
}
