"""A caseworker's day as the messages about it tell it: who comes when, what is new, and what waits."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.task import Task
from jobcentre.rules import workdays
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.packs import Form
from jobcentre.services import asked
from jobcentre.texts.appointments import Appointment, Turn
from jobcentre.texts.kinds import Kind

MORNING = time(6, 30)  # when the day's mail is written
INTERPRETER = NeedKind.INTERPRETER.value  # a need on file, alone or with a language: ``interpreter:ar``
_DAY = timedelta(days=1)


def has_meetings(staff_id: int | None, on: date) -> bool:
    """Return whether somebody has a meeting that day."""
    query = select(Meeting.id).where(_stands(staff_id), on_day(Meeting.starts_at, on)).limit(1)
    return db.session.execute(query).first() is not None


def others(staff_id: int, on: date, but: Meeting, after: datetime | None = None) -> tuple[Appointment, ...]:
    """Return somebody's meetings of a day without one of them, and where ``after`` is given only the later ones."""
    rows = db.session.execute(
        select(Meeting.starts_at, Citizen.given_name, Citizen.family_name)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(_stands(staff_id), on_day(Meeting.starts_at, on), Meeting.id != but.id)
        .order_by(Meeting.starts_at)
    )
    return tuple(Appointment(row[0], f"{row[1]} {row[2]}") for row in rows if after is None or row[0] > after)


def meetings(staff_id: int, on: date) -> tuple[Appointment, ...]:
    """Return somebody's meetings of a day; what has come or moved since the last working morning says so."""
    news = dict.fromkeys(_told(staff_id, Kind.STAFF_MOVED, on), Turn.MOVED)
    news |= dict.fromkeys(_told(staff_id, Kind.STAFF_CONFIRMATION, on), Turn.NEW)
    rows = db.session.execute(
        select(
            Meeting,
            Citizen,
            asked.calls_for_interpreter(Meeting.summons_id).correlate(Meeting).label("interpreter"),
            asked.brings_somebody(Meeting.summons_id).correlate(Meeting).label("companion"),
        )
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(_stands(staff_id), on_day(Meeting.starts_at, on))
        .order_by(Meeting.starts_at)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Appointment(
            meeting.starts_at,
            citizen.name,
            news.get(meeting.id),
            meeting.form,
            citizen.mobile if meeting.form is Form.TELEPHONE else None,
            interpreter or any(need.partition(":")[0] == INTERPRETER for need in citizen.needs),
            companion,
        )
        for meeting, citizen, interpreter, companion in rows
    )


def gone(staff_id: int, on: date) -> tuple[Appointment, ...]:
    """Return the meetings that were to be that day and, since the last working morning, are not any more.

    They were cancelled, moved to another day, or are somebody else's now; what the caseworker was told says when
    they were to be.
    """
    was_at = func.coalesce(Message.earlier_starts_at, Meeting.starts_at)
    still = and_(_stands(staff_id), on_day(Meeting.starts_at, on))
    rows = db.session.execute(
        select(was_at, Citizen.given_name, Citizen.family_name)
        .distinct()
        .join(Meeting, Meeting.id == Message.meeting_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(
            Message.staff_id == staff_id,
            Message.kind.in_((Kind.STAFF_CANCELLED, Kind.STAFF_MOVED)),
            Message.created_at >= _since(on),
            on_day(was_at, on),
            ~still,
        )
        .order_by(was_at)
    )
    return tuple(Appointment(row[0], f"{row[1]} {row[2]}") for row in rows)


def tasks(staff_id: int) -> int:
    """Return how many open tasks there are about somebody's own people."""
    query = (
        select(func.count(Task.id))
        .join(Citizen, Citizen.id == Task.citizen_id)
        .where(Citizen.caseworker_id == staff_id, Task.done_at.is_(None))
    )
    return int(db.session.execute(query).scalar_one())


def on_day(moment: SQLColumnExpression[datetime], on: date) -> ColumnElement[bool]:
    """Return the condition that a moment lies on that day in Denmark."""
    return and_(moment >= moment_of(on, MIDNIGHT), moment < moment_of(on + _DAY, MIDNIGHT))


def _told(staff_id: int, kind: Kind, on: date) -> list[int]:
    """Which meetings somebody has been told of since the last working morning."""
    query = select(Message.meeting_id).where(
        Message.staff_id == staff_id, Message.kind == kind, Message.created_at >= _since(on)
    )
    return [number for number in db.session.execute(query).scalars() if number is not None]


def _since(on: date) -> datetime:
    return moment_of(workdays.on_or_before(on - _DAY), MORNING)


def _stands(staff_id: int | None) -> ColumnElement[bool]:
    return and_(Meeting.staff_id == staff_id, Meeting.status == MeetingStatus.CONFIRMED)
