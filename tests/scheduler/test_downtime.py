"""Nothing runs from Friday noon to Monday morning, and the clock changes in between: what is still of use goes out."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.scheduler.runner import Runner
from jobcentre.scheduler.timetable import JOBS
from jobcentre.services import audit, booking, delivery, messaging
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, a_town, hours
from tests.services.post import Post, posting, reach, tell

FRIDAYS = {"autumn": date(2026, 10, 23), "spring": date(2026, 3, 27), "spring and Easter": date(2027, 3, 26)}
SENT, VOID, EXPIRED = MessageState.SENT, MessageState.VOID, MessageState.EXPIRED


@dataclass
class Weekend:
    """A town whose processes stop on a Friday at noon; ``at`` goes to a moment of the days after it."""

    app: Flask
    town: Town
    friday: date
    go: Callable[[datetime], None]
    post: Post

    @property
    def centre(self) -> Centre:
        return posting(self.town.centre, self.post)

    def moment(self, days: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.friday + timedelta(days=days), time(hour, minute), clock.ZONE)

    def at(self, days: int, hour: int, minute: int = 0) -> None:
        self.go(self.moment(days, hour, minute))

    def booked(self, days: int, hour: int) -> int:
        """Put a meeting on file, with all that is to be said of it; return its id."""
        meeting = a_meeting(self.town.centre, self.town.caseworker, starts_at=self.moment(days, hour))
        tell(self.town.centre, meeting)
        db.session.commit()
        return meeting.id

    def process(self) -> Runner:
        return Runner(self.centre, self.app.app_context, threading.Event())

    def deliver(self) -> None:
        """What a delivery process does until nothing is due."""
        while delivery.deliver_due(self.centre).total:
            pass

    def states(self, meeting_id: int) -> dict[str, MessageState]:
        db.session.expire_all()
        rows = db.session.execute(select(Message.kind, Message.state).where(Message.meeting_id == meeting_id))
        return {row.kind: row.state for row in rows if not row.kind.startswith("staff")}


@pytest.fixture(params=FRIDAYS)
def weekend(request: pytest.FixtureRequest, app: Flask, database: None, centre: Centre) -> Iterator[Weekend]:
    friday, travels = FRIDAYS[request.param], list[time_machine.travel]()

    def go(moment: datetime) -> None:
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    go(datetime.combine(friday, time(9), clock.ZONE) - timedelta(days=1))
    one_at_a_time = replace(centre.settings.delivery, senders=1)
    centre = replace(centre, settings=replace(centre.settings, delivery=one_at_a_time))
    town = a_town(centre)
    with scope(town.municipality.id):
        yield Weekend(app, town, friday, go, Post())
        db.session.remove()
    for travelled in reversed(travels):
        travelled.stop()


def test_what_is_of_use_goes_out_and_nobody_is_reminded_of_the_past(weekend: Weekend) -> None:
    saturday, early, late = weekend.booked(1, 11), weekend.booked(3, 7), weekend.booked(3, 14)
    nine, tuesday, week = weekend.booked(3, 9), weekend.booked(4, 10), weekend.booked(7, 10)
    weekend.at(0, 12)
    weekend.deliver()
    before = len(weekend.post.taken)
    weekend.at(3, 8)
    weekend.deliver()
    assert weekend.states(saturday) == {"confirmation": SENT, "reminder_hours": EXPIRED}
    assert weekend.states(early) == {"confirmation": SENT, "reminder_days": SENT, "reminder_hours": EXPIRED}
    assert weekend.states(nine)["reminder_hours"] is SENT, "due at seven, of use until nine"
    assert weekend.states(late)["reminder_days"] is SENT, "due on Friday at two, of use until the next reminder"
    assert weekend.states(late)["reminder_hours"] is MessageState.PENDING
    assert weekend.states(tuesday)["reminder_days"] is SENT
    assert weekend.states(week)["reminder_days"] is MessageState.PENDING
    told = [(outgoing.key.split(":")[1], outgoing.key.split(":")[3]) for outgoing in weekend.post.taken[before:]]
    wanted = [(late, "reminder_days"), (tuesday, "reminder_days"), (nine, "reminder_hours")]
    assert [one for one in told if not one[1].startswith("staff")] == [(str(id_), kind) for id_, kind in wanted]


def test_reminders_keep_the_time_on_the_wall_across_the_change(weekend: Weekend) -> None:
    """Three days before is three days on the calendar, two hours before is two hours."""
    meeting = weekend.booked(4, 10)
    rows = db.session.execute(select(Message.kind, Message.due_at).where(Message.meeting_id == meeting))
    due = {row.kind: row.due_at for row in rows}
    assert clock.local(due["reminder_days"]) == weekend.moment(1, 10)
    assert due["reminder_hours"] == weekend.moment(4, 10) - timedelta(hours=2)
    assert weekend.moment(4, 10).astimezone(clock.ZONE).utcoffset() != weekend.moment(1, 10).utcoffset()


def test_what_people_did_meanwhile_is_told_as_it_stands(weekend: Weekend) -> None:
    """The web processes run on; only nobody delivers."""
    hours(weekend.town.caseworker, time(8), time(16), weekdays=(6, 7))
    weekend.at(1, 20)
    _, moved, dropped = (book(weekend, weekend.moment(11, 10 + n)) for n in range(3))
    weekend.at(2, 2, 30)  # the hour that comes twice, or not at all
    booking.move(weekend.town.centre, moved, weekend.moment(12, 13), uuid4(), audit.CITIZEN)
    weekend.at(2, 12)
    booking.cancel(weekend.town.centre, dropped, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    weekend.at(3, 8)
    weekend.deliver()
    said = [kind for outgoing in weekend.post.taken if not (kind := outgoing.key.split(":")[3]).startswith("staff")]
    assert said == ["confirmation", "moved", "cancelled"], "each once, in the order in which it happened"


def book(weekend: Weekend, starts_at: datetime) -> UUID:
    summons = a_summons(weekend.town.centre, a_citizen(weekend.town.centre))
    clerk = audit.staff(weekend.town.caseworker.id)
    messaging.write(messaging.plan_summons(summons, reach(weekend.town.centre, summons)))
    db.session.execute(update(Message).where(Message.kind == "summons").values(state=SENT))
    db.session.commit()
    return booking.book(
        weekend.town.centre, summons.public_id, starts_at, uuid4(), clerk, whom=weekend.town.caseworker.id
    )


def test_missed_ticks_are_caught_up_once_and_by_one(weekend: Weekend) -> None:
    weekend.at(0, 12)
    weekend.process().catch_up()
    a_spell(a_citizen(weekend.town.centre), started_on=weekend.friday - timedelta(days=250))
    weekend.at(3, 8)
    for _ in range(2):
        for process in (weekend.process(), weekend.process()):
            process.catch_up()
    monday = [tick for job, tick in ticks() if job == "sweep" and clock.local(tick).date() > weekend.friday]
    assert monday == [weekend.moment(3, *clock_time("sweep"))], "the last one counts for those before it"
    assert len(db.session.execute(select(Summons.id)).all()) == 1
    weekend.deliver()
    assert weekend.post.kinds().count("summons") == 1
    with unscoped():
        assert not any(db.session.execute(select(ClockRun.failed)).scalars())


def test_nothing_runs_between_two_and_three(weekend: Weekend) -> None:
    """A process that looks every ten minutes through the night of the change: each daily job once, and none then."""
    start = weekend.moment(1, 22).astimezone(clock.ZONE)
    for step in range(11 * 6):
        weekend.go(datetime.fromtimestamp(start.timestamp() + step * 600, clock.ZONE))
        weekend.process().catch_up()
    with unscoped():
        rows = db.session.execute(select(ClockRun.job, ClockRun.tick, ClockRun.started_at)).all()
    for row in rows:
        for moment in (row.tick, row.started_at):
            assert not time(2) <= clock.local(moment).time() < time(3), (row.job, clock.local(moment))
    sunday = [job for job, tick in ticks() if clock.local(tick).date() == weekend.friday + timedelta(days=2)]
    daily = [name for name, job in JOBS.items() if job.at is not None]
    assert sorted(one for one in sunday if one in daily) == sorted(daily)


def ticks() -> list[tuple[str, datetime]]:
    with unscoped():
        return [
            (row.job, row.tick) for row in db.session.execute(select(ClockRun.job, ClockRun.tick).order_by(ClockRun.id))
        ]


def clock_time(job: str) -> tuple[int, int]:
    at = JOBS[job].at
    assert at is not None
    return at.hour, at.minute
