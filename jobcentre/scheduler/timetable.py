"""The timetable: coarse sweeps of everything due and not done, so that a missed tick costs nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.rules.ticks import Ticks
from jobcentre.services import day_mail, housekeeping, no_answer, receipts, summoning, timekeeping, waiting_list
from jobcentre.services.inbound import mailbox
from jobcentre.services.operation import nightly
from jobcentre.services.schedule import SCHEDULE
from jobcentre.services.supply import outages

TICKS_KEPT = timedelta(days=2)  # of jobs that run many times a day


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do for each municipality: every day ``at`` a wall-clock time of Copenhagen, or ``every`` so often.

    One of the two is given (``rules.ticks``). ``work`` returns what came of it in a few words.
    """

    name: str
    at: time | None
    work: Callable[[Centre], str]
    every: timedelta | None = None

    def latest_tick(self, now: datetime) -> datetime:
        """Return the last moment at which the job was to run (aware, UTC)."""
        return Ticks(self.at, self.every).latest(now)


def _sweep(centre: Centre) -> str:
    return nightly.run(centre).summary


def _tidy(centre: Centre) -> str:
    often = [name for name, ticks in SCHEDULE.items() if ticks.every is not None]
    gone = timekeeping.forget(often, clock.now() - TICKS_KEPT)
    return f"{housekeeping.tidy(centre)}, ticks {gone}"


WORK: Mapping[str, Callable[[Centre], str]] = {
    outages.JOB: outages.watch,
    "sweep": _sweep,
    "no_answer": no_answer.run,
    "day": day_mail.write_all,
    "tidy": _tidy,
    "receipts": receipts.overdue,
    "mailbox": mailbox.collect,
    "links": summoning.renew_asked,
    waiting_list.JOB: waiting_list.offer_freed_times,
}
JOBS: Mapping[str, Job] = {name: Job(name, ticks.at, WORK[name], ticks.every) for name, ticks in SCHEDULE.items()}
