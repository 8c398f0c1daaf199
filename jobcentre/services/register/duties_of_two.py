"""The open duties of two rows that are one person: which of them stands when the two become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.services import told


@dataclass(frozen=True, slots=True)
class Duty:
    """An open occasion. ``has_meeting``: one that stands and nobody has said what came of.

    ``is_read``: a summons has left, so the citizen may hold its link.
    """

    occasion_id: int
    citizen_id: int
    has_meeting: bool
    is_read: bool
    is_written_of: bool


def locked(citizen_ids: Sequence[int]) -> list[Duty]:
    """Return their open duties, locked, the one that is to stand first.

    They are read after the wait for the lock: somebody may have booked a time meanwhile.
    """
    mine = select(Occasion.id).where(Occasion.citizen_id.in_(citizen_ids), Occasion.closed_at.is_(None))
    db.session.execute(mine.order_by(Occasion.id).with_for_update()).all()
    return seen(citizen_ids)


def seen(citizen_ids: Sequence[int]) -> list[Duty]:
    """Return the same to look at."""
    return _ordered(db.session.execute(_query(citizen_ids)).all())


def _ordered(rows: Sequence[Any]) -> list[Duty]:
    first = sorted(rows, key=lambda r: (not r.has_meeting, not r.is_read, not r.is_written_of, r.created_at, r.id))
    return [Duty(row.id, row.citizen_id, row.has_meeting, row.is_read, row.is_written_of) for row in first]


def _query(citizen_ids: Sequence[int]) -> Any:
    own = Summons.occasion_id == Occasion.id, Summons.closed_at.is_(None)
    stands = Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED, Meeting.outcome.is_(None)
    read = Message.summons_id == Summons.id, Message.kind.in_(told.CALLS), told.left()
    query = select(
        Occasion.id,
        Occasion.citizen_id,
        Occasion.created_at,
        exists().where(*own, *stands).correlate(Occasion).label("has_meeting"),
        exists().where(*own, *read).correlate(Occasion).label("is_read"),
        exists().where(*own).correlate(Occasion).label("is_written_of"),
    )
    return query.where(Occasion.citizen_id.in_(citizen_ids), Occasion.closed_at.is_(None))
