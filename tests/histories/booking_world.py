"""The world of the booking machine: three citizens, two caseworkers with few hours, and what must always hold."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import time_machine
from flask import Flask
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import Base, db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import workdays
from jobcentre.rules.refusals import Refusal
from jobcentre.scheduler.timetable import JOBS
from jobcentre.services import audit, waiting_list
from jobcentre.services import hours as hours_kept
from tests.builders import a_citizen, a_spell, a_staff, a_town, hours
from tests.conftest import NOW
from tests.histories import ledger

OPENS, CLOSES = time(9), time(10, 30)
# what the citizen reads of a change, by what has changed
BOOKED = {"confirmation", "summons_fixed"}
MOVED = {"moved", "summons_fixed"}
CHANGED = {"changed", "summons_fixed"}
CANCELLED = {"cancelled"}


class BookingWorld(RuleBasedStateMachine):
    """What is refused must change nothing; what is done changes one meeting at most by one SEQUENCE."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app, self.stack, self.told = app, ExitStack(), dict[tuple[int, int], set[str]]()
        self.stack.enter_context(app.app_context())
        self.stack.callback(self._empty)
        self.travel(NOW)
        self.centre: Centre = app.extensions["jobcentre"]
        town = a_town(self.centre)
        self.stack.enter_context(scope(town.municipality.id))
        other = a_staff(team=town.team, name="Jonas Holm")
        hours(other, OPENS, CLOSES, weekdays=(2, 4))
        self.clerk, self.staff = audit.staff(town.caseworker.id), (town.caseworker.id, other.id)
        belongs: tuple[dict[str, Any], ...] = ({"caseworker_id": other.id}, {"team_id": town.team.id}, {})
        self.people = [a_citizen(self.centre, **to).id for to in belongs]
        for citizen_id in self.people:
            a_spell(db.session.get_one(Citizen, citizen_id))
        self.follow(lambda: JOBS["sweep"].work(self.centre))
        self.last: Callable[[], Any] | None = None

    def teardown(self) -> None:
        self.stack.close()

    # What must always hold.

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.read(lambda connection: ledger.broken(connection, now=clock.now())) == []

    @invariant()
    def every_message_is_explained(self) -> None:
        """The messages of each meeting are those of its changes: none is missing, none is about anything else."""
        for meeting, known in self.read(ledger.meetings).items():
            told = self.read(partial(ledger.news, meeting=meeting))
            assert set(told) == set(range(known[0] + 1)), (meeting, told)
            for sequence, kinds in told.items():
                citizens = {kind for kind, to_citizen in kinds if to_citizen}
                assert citizens, (meeting, sequence)
                assert citizens <= self.told[meeting, sequence], (meeting, sequence, citizens)
                assert any(not to_citizen for _, to_citizen in kinds), (meeting, sequence)

    def attempt(self, act: Callable[[], Any]) -> Refusal | None:
        """Let somebody try. A refusal leaves everything as it was."""
        before = self.read(ledger.digest)
        refusal = self.follow(act)
        if refusal is not None:
            assert self.read(ledger.digest) == before, refusal
        return refusal

    def follow(self, act: Callable[[], Any]) -> Refusal | None:
        """Let something happen, and note which meetings changed: each by one SEQUENCE, and never without a reason."""
        before = self.read(ledger.meetings)
        refusal = None
        try:
            act()
        except Refusal as refused:
            db.session.rollback()
            refusal = refused
        db.session.expire_all()
        for meeting, after in self.read(ledger.meetings).items():
            was = before.get(meeting)
            if was is None or was != after:
                assert after[0] == (0 if was is None else was[0] + 1), (was, after)
                self.told[meeting, after[0]] = _news(was, after)
        return refusal

    def travel(self, moment: datetime) -> None:
        self.stack.enter_context(time_machine.travel(moment, tick=False))

    def start(self, number: int) -> datetime:
        """One of the nine starts of the next three days on which the house is open."""
        days: list[date] = []
        day = clock.today()
        while len(days) < 3:
            day += timedelta(days=1)
            if workdays.is_workday(day):
                days.append(day)
        return datetime.combine(days[number // 3], OPENS, clock.ZONE) + timedelta(minutes=30 * (number % 3))

    def summons(self, person: int) -> Summons | None:
        mine = Summons.citizen_id == self.people[person], Summons.closed_at.is_(None)
        return db.session.execute(select(Summons).where(*mine)).scalar()

    def meeting(self, person: int) -> Meeting | None:
        mine = Meeting.citizen_id == self.people[person], Meeting.status == MeetingStatus.CONFIRMED
        return db.session.execute(select(Meeting).where(*mine).order_by(Meeting.id.desc()).limit(1)).scalar()

    def asked(self) -> list[tuple[int, UUID, waiting_list.Held]]:
        """Who has been offered an earlier time, under which summons, and what it is."""
        summonses = [(person, summons) for person in range(len(self.people)) if (summons := self.summons(person))]
        offers = [(person, one.public_id, waiting_list.open_offer(one.public_id)) for person, one in summonses]
        return [(person, of, offer) for person, of, offer in offers if offer is not None]

    def close(self, keeper: int, days: Iterable[int]) -> None:
        """Give somebody time off on some of the next three days."""
        of = db.session.get_one(Staff, self.staff[keeper]).public_id
        for day in days:
            starts_at = self.start(3 * day)
            ends_at = datetime.combine(clock.local(starts_at).date(), CLOSES, clock.ZONE)
            given: dict[str, Any] = {"note": "", "request_id": uuid4(), "who": self.clerk}
            hours_kept.add_time_off(self.centre, of, starts_at, ends_at, **given)

    def time_off(self) -> list[UUID]:
        return list(db.session.execute(select(TimeOff.public_id).order_by(TimeOff.id)).scalars())

    def of_somebody(self, number: int) -> Meeting | None:
        """One of the meetings there are: most people have none most of the time."""
        query = select(Meeting).where(Meeting.status == MeetingStatus.CONFIRMED).order_by(Meeting.id)
        found = db.session.execute(query).scalars().all()
        return found[number % len(found)] if found else None

    def read(self, look: Callable[[Any], Any]) -> Any:
        db.session.rollback()
        with db.engine.connect() as connection:
            return look(connection)

    def _empty(self) -> None:
        db.session.remove()
        with db.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())


def _news(was: tuple[Any, ...] | None, now: tuple[Any, ...]) -> set[str]:
    """What the citizen must read of a change."""
    if now[1] == "cancelled":
        return CANCELLED
    if was is None:
        return BOOKED
    return MOVED if (was[2], was[4]) != (now[2], now[4]) else CHANGED
