"""Ticks of the timetable: once per municipality, taken over from the dead, caught up when missed."""

import threading
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, text, update

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.clockwork import ClockRun, HandledRequest
from jobcentre.models.meeting import Party
from jobcentre.models.room import Note, NoteKind
from jobcentre.services import housekeeping, timekeeping
from jobcentre.services.timekeeping import Tick
from tests.builders import Town, a_meeting, a_town, saved


def begin(town: Town) -> Tick | None:
    return timekeeping.begin("sweep", clock.now())


def time_passes() -> None:
    """The lease runs out; it is the database's time."""
    db.session.execute(update(ClockRun).values(leased_until=text("clock_timestamp() - interval '1 second'")))
    db.session.commit()


def run() -> ClockRun:
    db.session.expire_all()
    return db.session.execute(select(ClockRun)).scalar_one()


def test_a_tick_is_taken_once(town: Town) -> None:
    assert begin(town) is not None
    assert begin(town) is None
    assert timekeeping.begin("tidy", clock.now()) is not None


def test_the_next_tick_waits_until_the_last_one_is_done_or_its_owner_dead(town: Town) -> None:
    first, later = begin(town), clock.now() + timedelta(minutes=5)
    assert first
    assert timekeeping.begin("sweep", later) is None
    timekeeping.end(first, "summoned 3")
    second = timekeeping.begin("sweep", later)
    assert second
    assert timekeeping.begin("sweep", later + timedelta(minutes=5)) is None
    time_passes()
    assert timekeeping.begin("sweep", later + timedelta(minutes=5))


def test_a_renewed_lease_keeps_others_away(town: Town) -> None:
    tick = begin(town)
    assert tick
    time_passes()
    assert timekeeping.renew(tick)
    assert begin(town) is None
    time_passes()
    assert begin(town)
    assert not timekeeping.renew(tick)


def test_ticks_of_what_runs_often_are_forgotten(town: Town) -> None:
    now = clock.now()
    for job, age in (("receipts", 1), ("receipts", 3), ("sweep", 3)):
        saved(ClockRun(job=job, tick=now - timedelta(days=age), leased_until=now, started_at=now))
    assert timekeeping.forget(["receipts"], now - timedelta(days=2)) == 1
    left = db.session.execute(select(ClockRun.job, ClockRun.tick).order_by(ClockRun.id)).all()
    assert left == [("receipts", now - timedelta(days=1)), ("sweep", now - timedelta(days=3))]


def test_a_tick_that_is_done_stays_done(town: Town) -> None:
    tick = begin(town)
    assert tick
    timekeeping.end(tick, "summoned 3")
    time_passes()
    assert begin(town) is None
    assert (run().result, run().failed, run().ended_at) == ("summoned 3", False, clock.now())


def test_a_tick_whose_owner_died_is_taken_over(town: Town) -> None:
    assert begin(town)
    assert begin(town) is None
    time_passes()
    assert begin(town) is not None


def test_a_tick_that_failed_is_tried_again_after_a_while(town: Town) -> None:
    tick = begin(town)
    assert tick
    timekeeping.end(tick, "OperationalError", failed=True)
    assert begin(town) is None
    time_passes()
    again = begin(town)
    assert again
    timekeeping.end(again, "summoned 0")
    assert (run().failed, run().result) == (False, "summoned 0")


def test_of_many_who_come_at_once_one_takes_it(town: Town, app: Flask) -> None:
    taken: list[Tick | None] = []
    start, municipality_id = threading.Barrier(8), town.municipality.id

    def come() -> None:
        with app.app_context(), scope(municipality_id):
            start.wait(10)
            taken.append(begin(town))

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(taken) == 8
    assert len([tick for tick in taken if tick]) == 1


def test_every_municipality_has_its_turn(town: Town) -> None:
    other = a_town(town.centre)
    assert timekeeping.municipalities() == [town.municipality.id, other.municipality.id]


def test_what_has_had_its_time_is_thrown_away_and_nothing_else(town: Town) -> None:
    now = clock.now()
    for age in (timedelta(days=6), timedelta(days=8)):
        saved(HandledRequest(request_id=uuid4(), action="book", asked=b"", handled_at=now - age))
    for age in (timedelta(days=399), timedelta(days=401)):
        saved(ClockRun(job="sweep", tick=now - age, leased_until=now, started_at=now))
    for starts_at in (now - timedelta(minutes=60), now - timedelta(minutes=120)):
        meeting = a_meeting(town.centre, town.caseworker, starts_at=starts_at)
        note = Note(meeting_id=meeting.id, sender=Party.STAFF, sender_visit="a", receiver_visit="b", payload="{}")
        note.kind, note.created_at = NoteKind.OFFER, now
        saved(note)
    assert housekeeping.tidy(town.centre).startswith("requests 1, runs 1, notes 1")
    assert housekeeping.tidy(town.centre).startswith("requests 0, runs 0, notes 0")
