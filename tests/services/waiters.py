"""People who wait for an earlier time, and others who give theirs up."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, text

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, booking, waiting_list
from jobcentre.services.waiting_list import Reply
from tests.builders import Town, a_citizen, a_meeting, a_summons

LATE = datetime(2026, 12, 4, 10, tzinfo=clock.ZONE)  # the Friday of next week
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=clock.ZONE)

DOUBLE = """
select count(*) from claim a join claim b on a.id < b.id and a.staff_id = b.staff_id
where a.starts_at < b.ends_at and b.starts_at < a.ends_at
"""


def other(town: Town, starts_at: datetime = THURSDAY) -> Meeting:
    """Somebody else who has a time."""
    return a_meeting(town.centre, town.caseworker, starts_at=starts_at)


def waiter(town: Town, starts_at: datetime = LATE, **person: Any) -> Summons:
    """Somebody who has a late time, and waits for an earlier one."""
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    a_meeting(town.centre, town.caseworker, summons, starts_at=starts_at)
    waiting_list.join(town.centre, summons.public_id, uuid4(), audit.CITIZEN)
    return summons


def free(town: Town, meeting: Meeting) -> None:
    """Call a meeting off, so that its time is free."""
    who = audit.staff(town.caseworker.id)
    booking.cancel(town.centre, meeting.public_id, CancelGround.MUNICIPALITY, uuid4(), who)


def tick(town: Town) -> str:
    """Let the clock do its work; what it says of it."""
    db.session.rollback()
    said = waiting_list.offer_freed_times(town.centre)
    db.session.expire_all()
    return said


def offers() -> list[TimeOffer]:
    """Every offer there has been, the oldest first."""
    db.session.expire_all()
    return list(db.session.execute(select(TimeOffer).order_by(TimeOffer.id)).scalars())


def entry(summons: Summons) -> WaitingEntry:
    """The latest entry of a summons."""
    db.session.expire_all()
    mine = select(WaitingEntry).where(WaitingEntry.summons_id == summons.id).order_by(WaitingEntry.id.desc()).limit(1)
    return db.session.execute(mine).scalar_one()


def holds() -> list[Claim]:
    """What is held and not booked."""
    db.session.expire_all()
    return list(db.session.execute(select(Claim).where(Claim.time_offer_id.is_not(None)).order_by(Claim.id)).scalars())


def meeting_of(summons: Summons) -> Meeting:
    """The meeting that stands."""
    db.session.expire_all()
    found = booking.confirmed(summons.id)
    assert found is not None
    return found


def told(summons: Summons) -> list[Message]:
    """The messages about offers."""
    db.session.expire_all()
    mine = Message.summons_id == summons.id, Message.kind == "earlier_time"
    return list(db.session.execute(select(Message).where(*mine).order_by(Message.id)).scalars())


def reply(town: Town, summons: Summons, to: TimeOffer, what: Reply = Reply.TAKE) -> None:
    """Answer an offer."""
    waiting_list.answer(town.centre, summons.public_id, to.public_id, what, uuid4(), audit.CITIZEN)


def trail(summons: Summons) -> list[str]:
    """What is kept of the person in the trail, in order."""
    mine = select(AuditEntry.action).where(AuditEntry.citizen_id == summons.citizen_id).order_by(AuditEntry.id)
    return list(db.session.execute(mine).scalars())


def sound() -> None:
    """Nobody has two at one time, and no time is held for an offer that is over."""
    assert db.session.execute(text(DOUBLE)).scalar_one() == 0
    over = "select count(*) from claim c join time_offer o on o.id = c.time_offer_id where o.answer is not null"
    assert db.session.execute(text(over)).scalar_one() == 0
    db.session.rollback()
