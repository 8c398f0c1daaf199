"""What is under way with each person, as tables to join: the ground on which ``standing`` judges."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from jobcentre import clock
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.staff import Staff
from jobcentre.models.task import Task
from jobcentre.services.tasks import URGENCY

_URGENCY = {kind: number for number, kind in enumerate(URGENCY)}


@dataclass(frozen=True, slots=True)
class Situation:
    """What the expression is made of; join ``tables`` (keyed by ``citizen_id``) to ``Citizen`` before using it."""

    occasion: Subquery
    summons: Subquery
    meeting: Subquery
    task: Subquery
    now: datetime
    today: date

    @property
    def joins(self) -> tuple[tuple[Subquery, ColumnElement[bool]], ...]:
        """Each table with its condition, for outer joins in this order."""
        return (
            (self.occasion, self.occasion.c.citizen_id == Citizen.id),
            (self.summons, self.summons.c.occasion_id == self.occasion.c.id),
            (self.meeting, self.meeting.c.citizen_id == Citizen.id),
            (self.task, self.task.c.citizen_id == Citizen.id),
        )

    @property
    def without_time(self) -> ColumnElement[bool]:
        """The person has a link to choose with, and no meeting."""
        return and_(self.summons.c.id.is_not(None), self.meeting.c.id.is_(None))

    @property
    def booked(self) -> ColumnElement[bool]:
        """The person has a meeting that is not over."""
        return self.meeting.c.ends_at > self.now


def situation() -> Situation:
    """Return the tables: the open occasion, its open summons, the next meeting without an outcome, the first task."""
    occasion = (
        select(Occasion.id, Occasion.public_id, Occasion.citizen_id, Occasion.held, Occasion.created_at)
        .where(Occasion.closed_at.is_(None))
        .order_by(Occasion.citizen_id, Occasion.created_at.desc())
        .ext(distinct_on(Occasion.citizen_id))
        .subquery("open_occasion")
    )
    summons = (
        select(
            Summons.id,
            Summons.public_id,
            Summons.occasion_id,
            Summons.issued_at,
            Summons.book_by,
            Summons.locked_at,
        )
        .where(Summons.closed_at.is_(None))
        .subquery("open_summons")
    )
    meeting = (
        select(
            Meeting.id,
            Meeting.public_id,
            Meeting.citizen_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Staff.active.label("staffed"),
        )
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.outcome.is_(None))
        .order_by(Meeting.citizen_id, Meeting.starts_at)
        .ext(distinct_on(Meeting.citizen_id))
        .subquery("open_meeting")
    )
    return Situation(occasion, summons, meeting, _task(), clock.now(), clock.today())


def _task() -> Subquery:
    """The most urgent open task of each person, and how many there are."""
    number = func.count().over(partition_by=Task.citizen_id).label("number")
    return (
        select(Task.citizen_id, Task.kind, Task.channel, number)
        .where(Task.done_at.is_(None))
        .order_by(Task.citizen_id, case(_URGENCY, value=Task.kind, else_=len(_URGENCY)))
        .ext(distinct_on(Task.citizen_id))
        .subquery("open_task")
    )
