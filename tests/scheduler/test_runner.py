"""The runner: ticks happen once for each municipality, and no failure stops what comes after."""

import threading
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.base import STATE_STOPPED
from apscheduler.triggers.cron import CronTrigger
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.occasion import Summons
from jobcentre.scheduler import runner
from jobcentre.scheduler.runner import Runner
from jobcentre.scheduler.timetable import JOBS, Job
from jobcentre.services import delivery, timekeeping
from tests.builders import Town, a_citizen, a_spell, a_town
from tests.scheduler.process import wait_until


@pytest.fixture
def running(town: Town, app: Flask) -> Runner:
    return Runner(town.centre, app.app_context, threading.Event())


def job(work: Callable[[Centre], str]) -> Job:
    return Job("job", time(5, 30), work)


def runs() -> list[tuple[str, str | None, bool]]:
    with unscoped():
        rows = db.session.execute(select(ClockRun.job, ClockRun.result, ClockRun.failed).order_by(ClockRun.id)).all()
    db.session.rollback()
    return [(row.job, row.result, row.failed) for row in rows]


def test_a_missed_night_is_caught_up_once(town: Town, running: Runner) -> None:
    a_spell(a_citizen(town.centre))
    for hours in range(3):
        with time_machine.travel(clock.now() + timedelta(hours=hours), tick=False):
            running.catch_up()
    assert sorted(name for name, _, _ in runs()) == sorted(JOBS)
    assert len(db.session.execute(select(Summons.id)).all()) == 1


def test_the_next_day_is_another_tick(town: Town, running: Runner) -> None:
    running.catch_up()
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        running.catch_up()
    assert len(runs()) == 2 * len(JOBS)


def test_one_municipalitys_failure_does_not_stop_the_next(town: Town, running: Runner) -> None:
    others = [a_town(town.centre).municipality.id for _ in range(2)]
    served: list[int] = []

    def work(centre: Centre) -> str:
        if tenant() == town.municipality.id:
            raise ZeroDivisionError("a name that must not be kept")
        served.append(tenant())
        return "fine"

    running.tick(job(work))
    assert served == others
    assert sorted(runs()) == [("job", "ZeroDivisionError", True), ("job", "fine", False), ("job", "fine", False)]


def test_a_failed_job_does_not_stop_the_next_job(town: Town, running: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(centre: Centre) -> str:
        raise ZeroDivisionError

    jobs = {"broken": Job("broken", time(4), fail), "sound": Job("sound", time(5), lambda centre: "fine")}
    monkeypatch.setattr(runner, "JOBS", jobs)
    running.catch_up()
    assert runs() == [("broken", "ZeroDivisionError", True), ("sound", "fine", False)]


def test_a_database_that_does_not_answer_is_waited_for(running: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Any:
        raise ConnectionError

    monkeypatch.setattr(delivery, "deliver_due", fail)
    monkeypatch.setattr(timekeeping, "municipalities", fail)
    assert running.deliver() == 0
    running.catch_up()


def test_every_unit_of_work_has_a_session_of_its_own(town: Town, running: Runner) -> None:
    a_town(town.centre)
    sessions: list[Any] = []

    def work(centre: Centre) -> str:
        sessions.append(db.session())
        return "fine"

    running.tick(job(work))
    assert len({id(session) for session in [*sessions, db.session()]}) == 3


def test_the_timetable_only_looks_and_never_stores(running: Runner) -> None:
    timetable = running._timetable()
    timetable.start(paused=True)
    try:
        jobs = {found.id: found for found in timetable.get_jobs()}
        assert set(jobs) == {*JOBS, "catch up"}
        assert all(found.misfire_grace_time is None and found.coalesce for found in jobs.values())
        for name in JOBS:
            assert isinstance(jobs[name].trigger, CronTrigger)
            assert str(jobs[name].trigger.timezone) == "Europe/Copenhagen"
            assert clock.local(jobs[name].next_run_time).time() == JOBS[name].at
    finally:
        timetable.shutdown(wait=False)


def test_stopped_in_the_moment_of_the_first_look_it_stays_quiet(
    running: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    handing_over, faults, hand_over = threading.Event(), list[object](), BaseExecutor.submit_job

    def slowly(executor: BaseExecutor, *look: Any) -> None:
        handing_over.set()
        wait_until(lambda: timetable.state == STATE_STOPPED)
        hand_over(executor, *look)

    monkeypatch.setattr(BaseExecutor, "submit_job", slowly)
    monkeypatch.setattr(threading, "excepthook", lambda fault: faults.append(fault.exc_value))
    monkeypatch.setattr(runner, "JOBS", {})
    timetable = running._timetable()
    timetable.start()
    assert handing_over.wait(10)
    timetable.shutdown(wait=True)
    assert faults == []


def test_it_looks_at_once_and_stops_when_told(town: Town, running: Runner) -> None:
    worker = threading.Thread(target=running.run)
    worker.start()
    try:
        wait_until(lambda: len([result for _, result, _ in runs() if result]) == len(JOBS))
    finally:
        running.stopping.set()
        worker.join(10)
    assert not worker.is_alive()
