"""Who has written: by the message that is answered, else by an address or a number that is one person's alone.

No municipality is known yet: these look across all of them, and the answer says which one it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from jobcentre import clock
from jobcentre.models.base import db, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.municipality import Municipality
from jobcentre.models.staff import Staff
from jobcentre.rules.reach import Medium

ANSWERED_WITHIN = timedelta(days=14)  # an SMS does not say what it answers; an older one it hardly does


@dataclass(frozen=True, slots=True)
class Found:
    """A person, and the message they seem to answer."""

    municipality_id: int
    citizen_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class FoundMeeting:
    """A meeting by its UID, and whether the attendee who answers is the caseworker."""

    municipality_id: int
    citizen_id: int
    meeting_id: int
    by_staff: bool


def by_answer(public_ids: Sequence[UUID]) -> Found | None:
    """Return who was sent the first of these messages that went to a citizen."""
    if not public_ids:
        return None
    query = select(Message.public_id, Message.municipality_id, Message.citizen_id, Message.id).where(
        Message.public_id.in_(public_ids), Message.citizen_id.is_not(None)
    )
    with unscoped():
        rows = {row.public_id: row for row in db.session.execute(query)}
        db.session.rollback()
    first = next((rows[public_id] for public_id in public_ids if public_id in rows), None)
    return Found(first.municipality_id, first.citizen_id, first.id) if first else None


def by_address(sender: str, recipients: Sequence[str]) -> Found | None:
    """Return the one person with this address, among those of the municipalities that were written to.

    Where only one municipality is served, a mail that came by another address is for it all the same.
    """
    if not sender:
        return None
    alone = select(func.count(Municipality.id)).scalar_subquery() == 1
    written_to = or_(func.lower(Municipality.email).in_(recipients), alone)
    query = (
        select(Citizen.municipality_id, Citizen.id)
        .join(Municipality, Municipality.id == Citizen.municipality_id)
        .where(func.lower(Citizen.email) == sender, written_to)
        .limit(2)
    )
    with unscoped():
        rows = db.session.execute(query).all()
        db.session.rollback()
    return Found(rows[0].municipality_id, rows[0].id, None) if len(rows) == 1 else None


def by_number(number: str) -> Found | None:
    """Return whose number it is: of several the one who was sent the latest SMS, for that is what is answered."""
    if not number:
        return None
    answered = and_(Message.citizen_id == Citizen.id, Message.channel == Medium.SMS.value, Message.sent_at.is_not(None))
    query = (
        select(Citizen.municipality_id, Citizen.id, Message.id.label("message_id"), Message.sent_at)
        .outerjoin(Message, answered)
        .where(Citizen.mobile == number)
        .order_by(Message.sent_at.desc().nulls_last(), Message.id.desc())
        .limit(2)
    )
    with unscoped():
        rows = db.session.execute(query).all()
        db.session.rollback()
    if not rows:
        return None
    if rows[0].sent_at is None and len(rows) > 1:
        return None  # nobody was written to: a guess would show one person's words in another's file
    lately = rows[0].sent_at is not None and rows[0].sent_at > clock.now() - ANSWERED_WITHIN
    return Found(rows[0].municipality_id, rows[0].id, rows[0].message_id if lately else None)


def by_uid(uid: str, attendee: str) -> FoundMeeting | None:
    """Return the meeting of a calendar object; its UID is random and known to its two sides alone."""
    host = select(Staff.id).where(
        Staff.municipality_id == Meeting.municipality_id,
        func.lower(Staff.email) == attendee,
        func.lower(func.coalesce(Citizen.email, "")) != attendee,
    )
    query = (
        select(Meeting.municipality_id, Meeting.citizen_id, Meeting.id, host.exists().label("by_staff"))
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(Meeting.uid == uid)
    )
    with unscoped():
        row = db.session.execute(query).first()
        db.session.rollback()
    return FoundMeeting(row.municipality_id, row.citizen_id, row.id, row.by_staff) if row else None
