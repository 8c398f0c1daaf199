"""Writing to people who were not reached when there was something to say, and who can be reached by now."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.override import Override
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, messaging, overriding, tasks, told
from jobcentre.services.audit import Who
from jobcentre.texts.kinds import Kind

REMINDERS = (Kind.REMINDER_DAYS.value, Kind.REMINDER_HOURS.value)


def catch_up(centre: Centre, citizen_ids: Sequence[int], who: Who = audit.SYSTEM) -> None:
    """Write what a meeting ahead or an open summons calls for to those to whom some way leads by now.

    Whoever has been written to about it as it stands, and not in vain, gets nothing more. What only called for an
    address that works is seen to. Does not commit.
    """
    if not citizen_ids:
        return
    _summon(centre, citizen_ids)
    _tell_meetings(centre, citizen_ids)
    _settle(centre, citizen_ids, who)


def _tell_meetings(centre: Centre, citizen_ids: Sequence[int]) -> None:
    mine = and_(Message.meeting_id == Meeting.id, Message.citizen_id.is_not(None))
    as_it_stands = and_(mine, Message.sequence == Meeting.sequence)
    reached = exists().where(as_it_stands, _under_way())
    mail = and_(as_it_stands, Message.channel == Medium.EMAIL.value)
    mail_lost = and_(exists().where(mail, Message.state.in_(MISSED)), ~exists().where(mail, _under_way()))
    found = db.session.execute(
        select(Meeting, Citizen, reached.label("reached"), mail_lost.label("mail_lost"))
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(Citizen.id.in_(citizen_ids))
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.starts_at > clock.now(), Meeting.outcome.is_(None))
        .execution_options(populate_existing=True)
    )
    for meeting, citizen, knows, lost in found.all():
        change = messaging.BOOKED if told.summoned(meeting.summons_id) else messaging.INVITED
        pack, reach = centre.packs[meeting.summons.pack], messaging.reach_of(centre, citizen)
        nth = 1 + _count(Message.meeting_id == meeting.id, Message.kind == change.citizen.value)
        plans = _leading(messaging.plan_for_citizen(meeting, change, pack, reach, nth))
        # who knows of the meeting only gets the reminders to come by the way that is open now, and by mail what came
        # back: no other way brings the calendar file
        messaging.write(
            plan
            for plan in plans
            if not knows or plan.kind.value in REMINDERS or (lost and plan.channel is Medium.EMAIL)
        )


def _summon(centre: Centre, citizen_ids: Sequence[int]) -> None:
    """Write summonses once more of which nothing has arrived, as long as there is a time to choose."""
    mine = and_(Message.summons_id == Summons.id, Message.citizen_id.is_not(None))
    about = and_(mine, Message.kind.not_in(told.ASIDES))
    reached = exists().where(about, _under_way())
    in_vain = exists().where(about, Message.kind == Kind.SUMMONS.value, Message.state.in_(MISSED))
    exempt = exists().where(Override.citizen_id == Citizen.id, overriding.holds(clock.today()))
    no_way = exists().where(Task.citizen_id == Citizen.id, Task.kind == TaskKind.UNREACHABLE, Task.done_at.is_(None))
    booked = exists().where(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED)
    found = db.session.execute(
        select(Summons, Citizen)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Citizen.id.in_(citizen_ids), ~overriding.books_not(clock.today()), ~exempt)
        .where(Summons.closed_at.is_(None), Summons.locked_at.is_(None), Summons.book_by >= clock.today())
        .where(~reached, or_(in_vain, no_way), ~booked)
        .execution_options(populate_existing=True)
    )
    for summons, citizen in found.all():
        nth = 1 + _count(Message.summons_id == summons.id, Message.kind == Kind.SUMMONS.value)
        messaging.write(_leading(messaging.plan_summons(summons, messaging.reach_of(centre, citizen), nth)))


def _settle(centre: Centre, citizen_ids: Sequence[int], who: Who) -> None:
    """End the tasks of those whose addresses all work, or who at least can be reached where they could not be."""
    for citizen in db.session.execute(select(Citizen).where(Citizen.id.in_(citizen_ids), _has_task())).scalars():
        kinds = []
        if messaging.reach_of(centre, citizen).routes(Kind.SUMMONS, None):
            kinds.append(TaskKind.UNREACHABLE)
        if not (_refused(citizen.email, citizen.email_refused) or _refused(citizen.mobile, citizen.mobile_refused)):
            kinds.append(TaskKind.BOUNCED)
        tasks.settle([citizen.id], kinds, who)


def _has_task() -> ColumnElement[bool]:
    return exists().where(Task.citizen_id == Citizen.id, Task.kind.in_(tasks.ABOUT_REACHING), Task.done_at.is_(None))


def _refused(address: str | None, refused: str | None) -> bool:
    return address is not None and address == refused


def _under_way() -> ColumnElement[bool]:
    """It has left, or is about to. A reminder that waits says nothing yet."""
    waits = and_(Message.state == MessageState.PENDING, Message.kind.not_in(REMINDERS))
    return or_(told.left(), waits)


def _leading(plans: Sequence[messaging.Plan]) -> list[messaging.Plan]:
    """Leave out what still leads nowhere: there is a task for it already."""
    return [plan for plan in plans if plan.channel is not None]


def _count(*conditions: ColumnElement[bool]) -> int:
    """Return how many have been written before."""
    return int(db.session.execute(select(func.count(Message.id)).where(*conditions)).scalar_one())
