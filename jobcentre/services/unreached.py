"""Messages to staff that never arrived: a line on the reader's own first page, and the administrator's to mend."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import aliased

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.staff import Staff

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Unreached:
    """One of them, with the address it was for as it stands now. ``meeting`` is what it was about, if a meeting."""

    kind: str
    due_at: datetime
    email: str
    meeting: UUID | None


def of(staff_id: int | None) -> tuple[Unreached, ...]:
    """Return the latest messages that one member of staff has missed."""
    query = (
        select(Message.kind, Message.due_at, Staff.email, Meeting.public_id)
        .join(Staff, Staff.id == Message.staff_id)
        .outerjoin(Meeting, Meeting.id == Message.meeting_id)
        .where(_missed(staff_id))
        .order_by(Message.id.desc())
        .limit(SHOWN)
    )
    return tuple(Unreached(*row) for row in db.session.execute(query))


def count() -> ScalarSelect[Any]:
    """Return how many messages a row of ``Staff`` has missed, within a statement about ``Staff``."""
    return select(func.count(Message.id)).where(_missed(Staff.id)).correlate(Staff).scalar_subquery()


def reason() -> ScalarSelect[Any]:
    """Return why the latest of them could not be sent, a technical code."""
    latest = select(Message.failure).where(_missed(Staff.id)).order_by(Message.id.desc()).limit(1)
    return latest.correlate(Staff).scalar_subquery()


def _missed(staff_id: Any) -> ColumnElement[bool]:
    """It could not be sent, or only too late, or came back, and nothing has got through since."""
    later = aliased(Message)
    arrived_since = exists().where(
        later.staff_id == Message.staff_id, later.state == MessageState.SENT, later.id > Message.id
    )
    return and_(
        Message.staff_id == staff_id,
        Message.state.in_(MISSED),
        ~arrived_since.correlate(Message),
    )
