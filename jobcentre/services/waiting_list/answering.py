"""What somebody answers to an offer. Each answer is one transaction, and repeating it changes nothing."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules.refusals import Closed, Code, NotAllowed, SlotTaken, TooLate
from jobcentre.rules.waiting_list import OfferAnswer, WaitEnd
from jobcentre.services import links, requests
from jobcentre.services.audit import Who
from jobcentre.services.booking import taking, waiting
from jobcentre.services.transaction import transaction
from jobcentre.services.waiting_list import rows
from jobcentre.services.waiting_list.rows import Case


class Reply(StrEnum):
    """What can be answered."""

    TAKE = "take"
    KEEP = "keep"  # the time there is
    STOP = "stop"  # and no more offers


def answer(
    centre: Centre, summons_public_id: UUID, offer_public_id: UUID, reply: Reply, request_id: UUID, who: Who
) -> None:
    """Answer an offer; commits.

    Taking it moves the meeting, in one transaction: the time is never free between the hold and the meeting. Raises
    ``Closed`` (``OFFER_GONE``) when it has lapsed or is gone: then the meeting stands as it was. Not to want what is
    gone is no fault.
    """
    try:
        with transaction():
            if requests.seen_before(request_id, "answer offer", summons_public_id, offer_public_id, reply):
                return
            case = rows.locked_case(summons_public_id, who)
            links.hold(case.summons, who)
            _answer(centre, case, offer_public_id, reply, who)
    except (SlotTaken, TooLate, NotAllowed):
        _give_back(summons_public_id, offer_public_id, who)
        raise Closed(Code.OFFER_GONE) from None


def _answer(centre: Centre, case: Case, offer_public_id: UUID, reply: Reply, who: Who) -> None:
    entry = rows.locked_entry(case.summons.id)
    offer = _open(entry, offer_public_id)
    if reply is Reply.TAKE:
        if entry is None or offer is None or clock.now() >= offer.expires_at:
            raise Closed(Code.OFFER_GONE)
        _take(centre, case, entry, offer, who)
        return
    if entry is None:
        return
    if offer is not None:
        waiting.end_offer(entry.id, OfferAnswer.DECLINED)
        rows.record("waiting.declined", entry, who, starts_at=offer.starts_at.isoformat())
    if reply is Reply.STOP:
        rows.end(entry, WaitEnd.STOPPED)
        rows.record("waiting.left", entry, who)
    elif offer is not None:
        rows.end_when_used_up(entry, who)


def _take(centre: Centre, case: Case, entry: WaitingEntry, offer: TimeOffer, who: Who) -> None:
    waiting.end_offer(entry.id, OfferAnswer.ACCEPTED)
    rows.end(entry, WaitEnd.TAKEN)
    taking.take(centre, case.meeting, case.summons, case.citizen, offer, who)
    rows.record("waiting.taken", entry, who, starts_at=offer.starts_at.isoformat())


def _open(entry: WaitingEntry | None, offer_public_id: UUID) -> TimeOffer | None:
    """Return the offer if it waits for an answer; ``entry`` is locked."""
    if entry is None:
        return None
    query = select(TimeOffer).where(TimeOffer.public_id == offer_public_id, TimeOffer.waiting_entry_id == entry.id)
    found = query.where(TimeOffer.answer.is_(None)).execution_options(populate_existing=True)
    return db.session.execute(found).scalar()


def _give_back(summons_public_id: UUID, offer_public_id: UUID, who: Who) -> None:
    """Take back an offer that cannot be kept, so that nobody is shown it again; commits."""
    with transaction():
        case = rows.locked_case(summons_public_id, who)
        entry = rows.locked_entry(case.summons.id)
        if entry is not None and _open(entry, offer_public_id) is not None:
            rows.take_back(entry, who)
