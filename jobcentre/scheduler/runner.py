"""The process that keeps the timetable and delivers. Any number of them share the work through the database."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import scope, tenant
from jobcentre.rules.reach import Medium
from jobcentre.rules.ticks import resting
from jobcentre.scheduler.timetable import JOBS, Job
from jobcentre.services import delivery, timekeeping
from jobcentre.services.timekeeping import Tick

log = structlog.get_logger(__name__)
Scope = Callable[[], AbstractContextManager[object]]
CATCH_UP_SECONDS = 300
RENEW_SECONDS = timekeeping.LEASE.total_seconds() / 3
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
        # each channel by itself: one that is slow holds up no other
        lines = [threading.Thread(target=self.deliver, args=(medium,), name=f"{medium} line") for medium in Medium]
        for line in lines:
            line.start()
        try:
            self.stopping.wait()
        finally:
            self.stopping.set()
            timetable.shutdown(wait=True)
            for line in lines:
                line.join()

    def deliver(self, medium: Medium) -> None:
        """Deliver by one channel until told to stop; a broken database is waited for, not died of."""
        line, poll = delivery.Line(self.centre, medium), self.centre.settings.delivery.poll_seconds
        while not self.stopping.is_set():
            if not self._turn(line):
                # an Event waits on a steady clock: a jump of the time of day does not stop it
                self.stopping.wait(min(poll, line.pause))
        try:
            with self.context():
                line.close()
        except Exception as error:
            log.error("delivery.loop", channel=medium.value, exc_info=error)

    def _turn(self, line: delivery.Line) -> bool:
        """Deliver what is due; say whether to look again at once."""
        try:
            with self.context():
                return line.turn(self.stopping.is_set) > 0 or line.flying > 0
        except Exception as error:  # the loop must outlive a restart of the database
            log.error("delivery.loop", exc_info=error)
            return False

    def catch_up(self) -> None:
        """Carry out the latest tick of every job, wherever it has not been yet."""
        for job in JOBS.values():
            if self.stopping.is_set():  # what is left is caught up by whoever starts next
                return
            self.tick(job)

    def tick(self, job: Job) -> None:
        """Carry out the latest tick of one job for each municipality; one failure does not stop the next."""
        now = clock.now()
        if resting(now):
            return
        moment = job.latest_tick(now)
        try:
            with self.context():
                municipality_ids = timekeeping.municipalities()
        except Exception as error:
            log.error("timetable.failed", job=job.name, exc_info=error)
            return
        for municipality_id in municipality_ids:
            if self.stopping.is_set():
                return
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
            with self._held(tick):
                result = job.work(self.centre)
        except Exception as error:
            timekeeping.end(tick, type(error).__name__, failed=True)
            raise
        timekeeping.end(tick, result)
        log.info("timetable.done", job=job.name, result=result)

    @contextmanager
    def _held(self, tick: Tick) -> Iterator[None]:
        """Keep the lease of a tick alive as long as its work goes on."""
        over, municipality_id = threading.Event(), tenant()

        def renew() -> None:
            while not over.wait(RENEW_SECONDS):
                try:
                    with self.context(), scope(municipality_id):
                        if not timekeeping.renew(tick):
                            log.error("timetable.lost", job=tick.job, municipality_id=municipality_id)
                            return
                except Exception as error:
                    log.error("timetable.lost", job=tick.job, municipality_id=municipality_id, exc_info=error)

        keeper = threading.Thread(target=renew, name=f"{tick.job} lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()

    def _timetable(self) -> BackgroundScheduler:
        """APScheduler is the clock, never the store: its jobs live in memory and are only told to look."""
        timetable = BackgroundScheduler(timezone=clock.ZONE, job_defaults=DEFAULTS)
        for job in JOBS.values():
            timetable.add_job(self.tick, _trigger(job), args=(job,), id=job.name, max_instances=1)
        # The first look is the first of many: a job for once alone is taken off the list when it has been handed
        # over, and the list is empty when we are told to stop in that moment.
        often = IntervalTrigger(seconds=CATCH_UP_SECONDS, timezone=clock.ZONE)
        at_once = datetime.fromtimestamp(clock.stamp(), clock.ZONE)
        timetable.add_job(self.catch_up, often, id="catch up", max_instances=1, next_run_time=at_once)
        return timetable


def _trigger(job: Job) -> CronTrigger | IntervalTrigger:
    if job.every is not None:
        return IntervalTrigger(seconds=int(job.every.total_seconds()), timezone=clock.ZONE)
    assert job.at is not None
    return CronTrigger(hour=job.at.hour, minute=job.at.minute, timezone=clock.ZONE)


def run(centre: Centre, context: Scope) -> None:
    """Run in the main thread until SIGINT or SIGTERM."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    Runner(centre, context, stopping).run()
