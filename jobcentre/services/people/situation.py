"""What is under way with each person, as tables to join: the ground on which ``standing`` judges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from jobcentre import clock
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.staff import Staff
from jobcentre.models.task import Task
from jobcentre.rules.packs import Pack
from jobcentre.rules.standing import too_old
from jobcentre.services import asked
from jobcentre.services.people import past
from jobcentre.services.people.past import Among, of
from jobcentre.services.tasks import URGENCY
from jobcentre.texts.kinds import Kind

_URGENCY = {kind: number for number, kind in enumerate(URGENCY)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the expression is made of; ``join`` the tables (keyed by ``citizen_id``) to ``Citizen`` before using it.

    Who was born on or before ``too_old`` is not called any more, whatever day the threshold is; ``None`` while no rule
    is in force. Each table is read once for all who are asked for: looking up one person after the other takes three
    times as long.
    """

    occasion: Subquery
    summons: Subquery
    meeting: Subquery
    task: Subquery
    latest: Subquery
    covered: Subquery
    outcome: Subquery
    missed: Subquery
    stop: Subquery
    spell: Subquery
    too_old: date | None
    now: datetime
    today: date

    def join(self, query: Any) -> Any:
        """Return the query on ``Citizen`` with all tables joined."""
        query = query.select_from(Citizen)
        for table in self._of_people():
            query = query.outerjoin(table, table.c.citizen_id == Citizen.id)
        return query.outerjoin(self.summons, self.summons.c.occasion_id == self.occasion.c.id)

    def _of_people(self) -> Iterator[Subquery]:
        yield from (self.occasion, self.meeting, self.task, self.latest, self.covered)
        yield from (self.outcome, self.missed, self.stop, self.spell)

    @property
    def without_time(self) -> ColumnElement[bool]:
        """The person has a link to choose with, and no meeting."""
        return and_(self.summons.c.id.is_not(None), self.meeting.c.id.is_(None))

    @property
    def booked(self) -> ColumnElement[bool]:
        """The person has a meeting that is not over."""
        return self.meeting.c.ends_at > self.now


def situation(pack: Pack | None, among: Among = None) -> Situation:
    """Return the tables as of now, under the pack in use; ``among`` are those whom they are to be about."""
    today = clock.today()
    return Situation(
        occasion=_occasion(among),
        summons=_summons(among),
        meeting=_meeting(among),
        task=_task(among),
        latest=past.latest(among),
        covered=past.covered(among),
        outcome=past.outcome(among),
        missed=past.missed(among),
        stop=past.stop(among, today, pack),
        spell=past.spell(among, today, pack),
        too_old=too_old(pack, today) if pack is not None and pack.in_force(today) else None,
        now=clock.now(),
        today=today,
    )


def _occasion(among: Among) -> Subquery:
    """The open occasion; the latest, should there be two."""
    return (
        select(Occasion.id, Occasion.public_id, Occasion.citizen_id, Occasion.held, Occasion.created_at)
        .where(of(Occasion.citizen_id, among), Occasion.closed_at.is_(None))
        .order_by(Occasion.citizen_id, Occasion.created_at.desc(), Occasion.id.desc())
        .ext(distinct_on(Occasion.citizen_id))
        .subquery("open_occasion")
    )


def _summons(among: Among) -> Subquery:
    """Open summonses, with when a meeting under each was cancelled, and whether somebody was chased for a time."""
    cancelled = (
        select(Meeting.summons_id, func.max(Meeting.updated_at).label("at"))
        .where(of(Meeting.citizen_id, among), Meeting.status == MeetingStatus.CANCELLED)
        .group_by(Meeting.summons_id)
        .subquery("cancelled")
    )
    chased = (
        select(Message.summons_id)
        .where(of(Message.citizen_id, among), Message.summons_id.is_not(None))
        .where(Message.kind == Kind.CHASER.value, Message.state == MessageState.SENT)
        .distinct()
        .subquery("chased")
    )
    return (
        select(
            Summons.id,
            Summons.public_id,
            Summons.occasion_id,
            Summons.issued_at,
            Summons.book_by,
            Summons.locked_at,
            cancelled.c.at.label("cancelled_at"),
            chased.c.summons_id.is_not(None).label("chased"),
            asked.wish_stands(Summons.id).label("wish"),
        )
        .outerjoin(cancelled, cancelled.c.summons_id == Summons.id)
        .outerjoin(chased, chased.c.summons_id == Summons.id)
        .where(of(Summons.citizen_id, among), Summons.closed_at.is_(None))
        .subquery("open_summons")
    )


def _meeting(among: Among) -> Subquery:
    """The next meeting that stands and has no outcome."""
    return (
        select(
            Meeting.id,
            Meeting.public_id,
            Meeting.citizen_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Staff.active.label("staffed"),
            and_(Meeting.booked_by == Party.SERVICE, Meeting.moves == 0).label("set_for"),
        )
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(of(Meeting.citizen_id, among), Meeting.status == MeetingStatus.CONFIRMED, Meeting.outcome.is_(None))
        .order_by(Meeting.citizen_id, Meeting.starts_at, Meeting.id)
        .ext(distinct_on(Meeting.citizen_id))
        .subquery("open_meeting")
    )


def _task(among: Among) -> Subquery:
    """The most urgent open task of each person, and how many there are."""
    number = func.count().over(partition_by=Task.citizen_id).label("number")
    return (
        select(Task.citizen_id, Task.kind, Task.channel, number)
        .where(of(Task.citizen_id, among), Task.done_at.is_(None))
        .order_by(Task.citizen_id, case(_URGENCY, value=Task.kind, else_=len(_URGENCY)))
        .ext(distinct_on(Task.citizen_id))
        .subquery("open_task")
    )
