"""The process that keeps the timetable and delivers. Any number of them share the work through the database."""

import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import scope
from jobcentre.scheduler.timetable import JOBS, Job
from jobcentre.services import delivery, timekeeping

log = structlog.get_logger(__name__)
Scope = Callable[[], AbstractContextManager[object]]
CATCH_UP_SECONDS = 300
DEFAULTS = {"misfire_grace_time": None, "coalesce": True}  # the default grace of one second drops ticks


@dataclass(slots=True)
class Runner:
    """``context`` gives each unit of work a database session of its own."""

    centre: Centre
    context: Scope
    stopping: threading.Event

    def run(self) -> None:
        """Deliver and keep the timetable until told to stop; then finish what is in flight."""
        timetable = self._timetable()
        timetable.start()
        try:
            while not self.stopping.is_set():
                if not self.deliver():
                    # an Event waits on a steady clock: a jump of the time of day does not stop it
                    self.stopping.wait(self.centre.settings.delivery.poll_seconds)
        finally:
            timetable.shutdown(wait=True)
            for channel in self.centre.channels.values():
                channel.close()

    def deliver(self) -> int:
        """Deliver one batch and return how many it was; a broken database is waited for, not died of."""
        try:
            with self.context():
                return delivery.deliver_due(self.centre, self.stopping.is_set).total
        except Exception as error:  # the loop must outlive a restart of the database
            log.error("delivery.loop", exc_info=error)
            return 0

    def catch_up(self) -> None:
        """Carry out the latest tick of every job, wherever it has not been yet."""
        for job in JOBS.values():
            self.tick(job)

    def tick(self, job: Job) -> None:
        """Carry out the latest tick of one job for each municipality; one failure does not stop the next."""
        moment = job.latest_tick(clock.now())
        try:
            with self.context():
                municipality_ids = timekeeping.municipalities()
        except Exception as error:
            log.error("timetable.failed", job=job.name, exc_info=error)
            return
        for municipality_id in municipality_ids:
            try:
                with self.context(), scope(municipality_id):
                    self._carry_out(job, moment)
            except Exception as error:
                log.error("timetable.failed", job=job.name, municipality_id=municipality_id, exc_info=error)

    def _carry_out(self, job: Job, moment: datetime) -> None:
        tick = timekeeping.begin(job.name, moment)
        if tick is None:
            return
        try:
            result = job.work(self.centre)
        except Exception as error:
            timekeeping.end(tick, type(error).__name__, failed=True)
            raise
        timekeeping.end(tick, result)
        log.info("timetable.done", job=job.name, result=result)

    def _timetable(self) -> BackgroundScheduler:
        """APScheduler is the clock, never the store: its jobs live in memory and are only told to look."""
        timetable = BackgroundScheduler(timezone=clock.ZONE, job_defaults=DEFAULTS)
        for job in JOBS.values():
            daily = CronTrigger(hour=job.at.hour, minute=job.at.minute, timezone=clock.ZONE)
            timetable.add_job(self.tick, daily, args=(job,), id=job.name, max_instances=1)
        # The first look is the first of many: a job for once alone is taken off the list when it has been handed
        # over, and the list is empty when we are told to stop in that moment.
        often = IntervalTrigger(seconds=CATCH_UP_SECONDS, timezone=clock.ZONE)
        at_once = datetime.fromtimestamp(clock.stamp(), clock.ZONE)
        timetable.add_job(self.catch_up, often, id="catch up", max_instances=1, next_run_time=at_once)
        return timetable


def run(centre: Centre, context: Scope) -> None:
    """Run in the main thread until SIGINT or SIGTERM."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    Runner(centre, context, stopping).run()
