"""One person's life with the service, day by day on a set clock: what they are told, and where they stand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine
from sqlalchemy import bindparam, exists, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.scheduler.timetable import JOBS
from jobcentre.services import attendance, audit, availability, booking, people
from jobcentre.services.register import intake
from tests.builders import Town
from tests.services.post import Post, deliver, posting

MORNING, EVENING = time(7), time(21)
HOURS = (7, 9, 11, 13, 15, 17)  # a reminder of two hours before is never too late by then
NIGHTLY = ("sweep", "no_answer")
HEADER = "external_id;cpr;given_name;family_name;email;benefit_group;spell_started_on;spell_ended_on\n"


@dataclass
class Diary:
    """The jobs of the night run every day, and messages leave all day long; what happens is written down.

    ``told`` holds (day, kind) of what left for the citizen; ``stood`` the standings, each with its first day.
    """

    town: Town
    today: date
    post: Post = field(default_factory=Post)
    told: list[tuple[date, str]] = field(default_factory=list)
    stood: list[tuple[date, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clerk = audit.staff(self.town.caseworker.id)

    @property
    def centre(self) -> Centre:
        return posting(self.town.centre, self.post)

    @property
    def citizen(self) -> Citizen:
        return db.session.execute(select(Citizen)).scalar_one()

    def reported(self, cpr: str, *spells: tuple[date, date | None]) -> None:
        """Take in the case system's file with one person in it."""
        rows = "".join(f"SAG-200;{cpr};Noah;Holm;noah@example.dk;kontanthjaelp;{a};{b or ''}\n" for a, b in spells)
        with self._at(time(4)):
            intake.import_file(self.centre, (HEADER + rows).encode(), audit.OPERATOR)

    def until(self, day: date) -> None:
        """Live on to the morning of a day, its nightly jobs done."""
        while self.today < day:
            self._messages()
            self.today += timedelta(days=1)
            with self._at(time(6)):
                for job in NIGHTLY:
                    JOBS[job].work(self.centre)

    def choose(self, starts_at: datetime) -> None:
        """The citizen books, or moves what is booked."""
        with self._at(MORNING):
            summons, meeting = self._open_summons(), self._meeting()
            if meeting is None:
                booking.book(self.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
            else:
                booking.move(self.centre, meeting.public_id, starts_at, uuid4(), audit.CITIZEN)
        self._note()

    def first_time(self, on: date) -> datetime:
        """Return the first free time the citizen is shown from a day on."""
        with self._at(MORNING):
            return availability.free_times(self.centre, self._open_summons().public_id, on).days[0].times[0]

    def came_of_it(self, outcome: Outcome) -> None:
        """The caseworker says, in the evening of the day, what came of the meeting."""
        self._messages()
        with self._at(EVENING):
            meeting = self._meeting()
            assert meeting is not None
            attendance.record(self.centre, meeting.public_id, outcome, "", uuid4(), self.clerk, sure=True)
        self._note()

    def does(self, act: Callable[[Centre, UUID], Any]) -> None:
        """Let somebody act upon the latest occasion in the morning."""
        with self._at(MORNING):
            latest = select(Occasion.public_id).order_by(Occasion.id.desc()).limit(1)
            act(self.centre, db.session.execute(latest).scalar_one())
        self._note()

    def meeting_at(self) -> datetime:
        """Return when the meeting that stands begins, in Copenhagen."""
        meeting = self._meeting()
        assert meeting is not None
        return clock.local(meeting.starts_at)

    def tasks(self) -> list[TaskKind]:
        """Return what calls for a person to look at the file."""
        return list(db.session.execute(select(Task.kind).where(Task.done_at.is_(None))).scalars())

    def _at(self, wall: time) -> time_machine.travel:
        return time_machine.travel(datetime.combine(self.today, wall, clock.ZONE), tick=False)

    def _messages(self) -> None:
        """Let what is due leave: some of it is of use for two hours only."""
        due = exists().where(Message.state == MessageState.PENDING, Message.due_at <= bindparam("now"))
        for hour in HOURS:
            with self._at(time(hour)):
                if db.session.execute(select(due), {"now": clock.now()}).scalar_one():
                    deliver(self.town.centre, self.post)
        db.session.expire_all()
        sent = select(Message.kind).where(Message.citizen_id.is_not(None), Message.state == MessageState.SENT)
        kinds = list(db.session.execute(sent.order_by(Message.sent_at, Message.id)).scalars())
        self.told += [(self.today, kind) for kind in kinds[len(self.told) :]]
        self._note(EVENING)

    def _note(self, wall: time = MORNING) -> None:
        """Write the standing down if it is another one."""
        with self._at(wall):
            shown = people.show(self.centre, self.citizen.public_id, self.clerk)
            assert shown is not None
            said = shown.standing.standing.value
        if not self.stood or self.stood[-1][1] != said:
            self.stood.append((self.today, said))

    def _open_summons(self) -> Summons:
        return db.session.execute(select(Summons).where(Summons.closed_at.is_(None))).scalar_one()

    def _meeting(self) -> Meeting | None:
        standing = Meeting.status == MeetingStatus.CONFIRMED, Meeting.outcome.is_(None)
        return db.session.execute(select(Meeting).where(*standing).execution_options(populate_existing=True)).scalar()
