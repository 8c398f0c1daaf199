"""People with any rows that the database lets stand, plausible or not, around a Monday in November 2026."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import uuid4

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Citizen, LeftGround, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.message import Message, MessageState
from jobcentre.models.need import Need
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.overrides import OverrideKind, grounds, needs_end
from jobcentre.services.occasions import LOST

MONDAY = date(2026, 11, 23)
T = TypeVar("T")


class Anybody:
    """Makes people by the dice; the same seed, the same people. ``staff`` are those who may hold their meetings."""

    def __init__(self, seed: int, staff: list[int]) -> None:
        self.dice, self.staff = Random(seed), staff
        self.keys: set[str] = set()

    def people(self, number: int) -> list[int]:
        """Make so many and commit them."""
        made = [self._citizen() for _ in range(number)]
        for citizen in made:
            self._several(3, lambda n, citizen=citizen: self._spell(citizen, n))  # type: ignore[misc]
            self._several(2, lambda n, citizen=citizen: self._override(citizen))  # type: ignore[misc]
            self._duties(citizen)
            for kind in self.dice.sample(list(TaskKind), self.dice.choice((0, 0, 0, 0, 0, 1, 2))):
                self._add(Task(citizen_id=citizen.id, kind=kind, created_at=self._moment(), done_at=self._maybe_then()))
        db.session.commit()
        return [citizen.id for citizen in made]

    def _duties(self, citizen: Citizen) -> None:
        former = None
        for nth in range(self.dice.choice((0, 1, 1, 2, 3))):
            duty = self._occasion(citizen, nth, former)
            former, still_open = duty.id, True
            for _ in range(self.dice.choice((0, 1, 1, 2))):
                summons = self._summons(duty, still_open)
                still_open = still_open and summons.closed_at is not None
                confirmed, meetings = False, []
                for _ in range(self.dice.choice((0, 0, 0, 0, 1, 2))):
                    meeting = self._meeting(summons, confirmed)
                    confirmed = confirmed or meeting.status is MeetingStatus.CONFIRMED
                    meetings.append(meeting.id)
                for _ in range(self.dice.randrange(0, 4)):
                    self._message(summons, meetings)
                self._several(2, lambda n, summons=summons: self._need(summons))  # type: ignore[misc]

    def _citizen(self) -> Citizen:
        gone = self._maybe(0.1, lambda: self.dice.choice(list(LeftGround)))
        serial = uuid4().hex
        return self._add(
            Citizen(
                external_id=serial,
                cpr_sealed=b"x",
                cpr_key="k",
                cpr_index=serial.encode(),
                birth_date=date(1994, 1, 1) + timedelta(days=self.dice.randrange(0, 4000)),
                given_name="Anders",
                family_name=self.dice.choice(("And", "Ås", "Berg")),
                left_ground=gone,
                left_on=self._day(30) if gone else None,
                created_at=self._moment(),
                updated_at=self._moment(),
            )
        )

    def _spell(self, citizen: Citizen, nth: int) -> Spell:
        started_on = MONDAY - timedelta(days=300 - 100 * nth + self.dice.randrange(-40, 40))
        ended_on = self._maybe(0.5, lambda: started_on + timedelta(days=self.dice.choice((20, 99, 100, 101, 140, 400))))
        return self._add(
            Spell(
                citizen_id=citizen.id,
                benefit_group=self.dice.choice(list(BenefitGroup)[:2]),
                started_on=started_on,
                ended_on=ended_on,
                projected_on=self._maybe(0.6, lambda: started_on + timedelta(days=self.dice.randrange(-50, 250))),
                created_at=self._moment(),
                withdrawn_at=self._maybe(0.1, self._moment),
            )
        )

    def _override(self, citizen: Citizen) -> Override:
        kind = self.dice.choice(list(OverrideKind))
        from_on = self._day(10)
        run = MONDAY - timedelta(days=self.dice.randrange(150, 350))
        lasting = needs_end(kind) or self.dice.random() < 0.5
        return self._add(
            Override(
                citizen_id=citizen.id,
                kind=kind,
                ground=grounds(kind)[0],
                from_on=from_on,
                until_on=from_on + timedelta(days=self.dice.randrange(0, 15)) if lasting else None,
                episode=run if kind is OverrideKind.NOT_RELEVANT else None,
                created_at=self._moment(),
                ended_at=self._maybe(0.4, self._moment),
            )
        )

    def _occasion(self, citizen: Citizen, nth: int, former: int | None) -> Occasion:
        codes = ["reached", *self.dice.sample(LOST, self.dice.choice((0, 0, 0, 1)))]
        duty = Occasion(
            citizen_id=citizen.id,
            pack="unge-digital-2021",
            episode=date(2026, 5, 1),
            nth=nth,
            due_on=self._day(150),
            reasons=[{"code": code, "facts": {}} for code in codes],
            after_id=former if self.dice.random() < 0.5 else None,
            held=self._maybe(0.25, lambda: self.dice.choice(list(Held))),
            created_at=self._moment(),
            closed_at=self._maybe(0.6, self._moment),
        )
        return self._add(duty)

    def _summons(self, duty: Occasion, may_be_open: bool) -> Summons:
        book_by = MONDAY + timedelta(days=self.dice.randrange(-4, 14))
        return self._add(
            Summons(
                occasion_id=duty.id,
                citizen_id=duty.citizen_id,
                pack=duty.pack,
                issued_at=self._moment(),
                book_by=book_by,
                latest_on=book_by + timedelta(days=20),
                token_digest=uuid4().bytes,
                token_sealed=b"x",
                token_key="k",
                locked_at=self._maybe(0.1, self._moment),
                closed_at=None if may_be_open and self.dice.random() < 0.7 else self._moment(),
            )
        )

    def _need(self, summons: Summons) -> Need:
        return self._add(
            Need(
                summons_id=summons.id,
                citizen_id=summons.citizen_id,
                kind=self.dice.choice((NeedKind.OTHER_TIME, NeedKind.INTERPRETER)),
                created_at=self._moment(),
                ended_at=self._maybe(0.8, self._moment),
            )
        )

    def _meeting(self, summons: Summons, has_one: bool) -> Meeting:
        starts_at = self._moment()
        cancelled = has_one or self.dice.random() < 0.3
        return self._add(
            Meeting(
                summons_id=summons.id,
                citizen_id=summons.citizen_id,
                staff_id=self.dice.choice(self.staff),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30),
                status=MeetingStatus.CANCELLED if cancelled else MeetingStatus.CONFIRMED,
                uid=str(uuid4()),
                moves=self.dice.choice((0, 0, 1)),
                booked_by=self.dice.choice(list(Party)),
                outcome=None if cancelled else self._maybe(0.5, lambda: self.dice.choice(list(Outcome))),
                token_digest=uuid4().bytes,
                token_sealed=b"x",
                token_key="k",
                created_at=starts_at,
                updated_at=starts_at,
            )
        )

    def _message(self, summons: Summons, meetings: list[int]) -> None:
        channel = self.dice.choice(("email", "sms", "letter"))
        kind = self.dice.choice(("summons", "summons", "chaser", "chaser", "withdrawn", "earlier_time"))
        copies = f"summons:{uuid4() if self.dice.random() < 0.5 else summons.public_id}:{kind}:{self.dice.randrange(2)}"
        row = Message(
            key=f"{copies}:{uuid4() if self.dice.random() < 0.3 else 'c'}:{channel}",
            kind=kind,
            channel=channel,
            citizen_id=summons.citizen_id,
            summons_id=summons.id,
            meeting_id=self.dice.choice((*meetings, None)),
            due_at=self._moment(),
            created_at=self._moment(),
            state=self.dice.choice((*MessageState, MessageState.SENT, MessageState.SENT, MessageState.SENT)),
        )
        if row.key not in self.keys:
            self.keys.add(row.key)
            self._add(row)

    def _several(self, most: int, make: Callable[[int], object]) -> None:
        for number in range(self.dice.randrange(0, most + 1)):
            make(number)

    def _maybe(self, chance: float, make: Callable[[], T]) -> T | None:
        return make() if self.dice.random() < chance else None

    def _maybe_then(self) -> datetime | None:
        return self._maybe(0.3, self._moment)

    def _day(self, reach: int) -> date:
        return MONDAY + timedelta(days=self.dice.randrange(-reach, reach // 2 + 1))

    def _moment(self) -> datetime:
        """One of few, so that two things happen at once now and then; all near the days that are looked at."""
        hour = datetime(2026, 11, 23, 9, tzinfo=clock.ZONE)
        return hour + timedelta(hours=self.dice.choice((-700, -100, -30, -24, -5, 0, 3, 24, 60)))

    def _add(self, row: T) -> T:
        db.session.add(row)
        db.session.flush()
        return row
