"""What a change of a meeting ends on the waiting list: who waited for an earlier time than that one waits no longer."""

from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules.waiting_list import OfferAnswer, WaitEnd
from jobcentre.services import messaging
from jobcentre.services.booking import claims


def end_waiting(meeting: Meeting) -> None:
    """End the waiting for an earlier time than this meeting's, and take back the offer that is open. Does not commit.

    Of most meetings nobody waits for an earlier time: then it is one statement.
    """
    ended = db.session.execute(
        update(WaitingEntry)
        .where(WaitingEntry.meeting_id == meeting.id, WaitingEntry.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_why=WaitEnd.GONE)
        .returning(WaitingEntry.id)
    ).scalar()
    if ended is not None:
        end_offer(ended, OfferAnswer.WITHDRAWN)


def end_offer(entry_id: int, answer: OfferAnswer) -> TimeOffer | None:
    """End the offer that is open, and free its time; return it. Whoever calls has the entry locked. Does not commit."""
    query = select(TimeOffer).where(TimeOffer.waiting_entry_id == entry_id, TimeOffer.answer.is_(None))
    offer = db.session.execute(query.execution_options(populate_existing=True)).scalar()
    if offer is None:
        return None
    offer.answer, offer.answered_at = answer, clock.now()
    db.session.flush()
    claims.release_offer(offer.id)
    messaging.void(Message.time_offer_id == offer.id)
    return offer
