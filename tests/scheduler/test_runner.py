"""The runner: ticks happen once for each municipality, and no failure stops what comes after."""

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.base import STATE_STOPPED
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import select, text, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.occasion import Summons
from jobcentre.rules.reach import Medium
from jobcentre.scheduler import runner
from jobcentre.scheduler.runner import Runner
from jobcentre.scheduler.timetable import JOBS, Job
from jobcentre.services import timekeeping
from jobcentre.services.delivery import line
from jobcentre.services.timekeeping import Tick
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
    for minutes in range(3):
        with time_machine.travel(clock.now() + timedelta(seconds=20 * minutes), tick=False):
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

    asked = threading.Event()

    def fail_once(*_: object) -> Any:
        if not asked.is_set():
            asked.set()
            raise ConnectionError
        running.stopping.set()
        return []

    monkeypatch.setattr(line, "claim_from", fail_once)
    monkeypatch.setattr(timekeeping, "municipalities", fail)
    running.deliver(Medium.EMAIL)
    running.catch_up()


def test_nothing_is_started_or_caught_up_between_two_and_three(town: Town, running: Runner) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 2, 30, tzinfo=clock.ZONE), tick=False):
        running.catch_up()
        assert runs() == []
    with time_machine.travel(datetime(2026, 11, 24, 3, 0, tzinfo=clock.ZONE), tick=False):
        running.catch_up()
        assert {name for name, _, _ in runs()} == {*JOBS}


def test_a_tick_that_takes_long_keeps_its_lease(town: Town, running: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "RENEW_SECONDS", 0.01)

    def until() -> datetime:
        with unscoped():
            found = db.session.execute(select(ClockRun.leased_until)).scalar_one()
        db.session.rollback()
        return found

    def work(centre: Centre) -> str:
        first = until()
        wait_until(lambda: until() > first)
        return "fine"

    running.tick(job(work))
    assert runs() == [("job", "fine", False)]


def test_who_has_lost_a_tick_says_nothing_of_its_end(
    town: Town, running: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a long freeze: the lease ran out, and somebody else took the tick."""
    monkeypatch.setattr(runner, "RENEW_SECONDS", 0.01)
    lost: list[Tick] = []

    def renew(tick: Tick, again: Callable[[Tick], bool] = timekeeping.renew) -> bool:
        held = again(tick)
        if not held:
            lost.append(tick)
        return held

    def work(centre: Centre) -> str:
        db.session.execute(update(ClockRun).values(leased_until=text("clock_timestamp() - interval '1 second'")))
        db.session.execute(update(ClockRun).values(lease=uuid4()))
        db.session.commit()
        wait_until(lambda: bool(lost))
        return "too late"

    monkeypatch.setattr(timekeeping, "renew", renew)
    running.tick(job(work))
    assert runs() == [("job", None, False)]


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
            trigger, every = jobs[name].trigger, JOBS[name].every
            assert str(trigger.timezone) == "Europe/Copenhagen"
            if every is not None:
                assert (type(trigger), trigger.interval) == (IntervalTrigger, every)
                continue
            assert isinstance(trigger, CronTrigger)
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
