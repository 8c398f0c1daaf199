"""What a page says of the waiting list: whether its reader waits, and what is offered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules import waiting_list as rules
from jobcentre.rules.civil import day_of
from jobcentre.rules.waiting_list import OfferAnswer
from jobcentre.services.booking import Standing, State
from jobcentre.services.messaging import reach_of
from jobcentre.texts.kinds import Kind


class Position(StrEnum):
    """Where somebody stands with the waiting list."""

    NOWHERE = "nowhere"  # no earlier time can come, or nothing would tell of it
    MAY_WAIT = "may_wait"
    WAITS = "waits"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class Held:
    """An earlier time that is held for the reader."""

    public_id: UUID
    starts_at: datetime
    expires_at: datetime
    caseworker: str


@dataclass(frozen=True, slots=True)
class Place:
    """``lapsed`` is a time of today that was held for them and is not any more, without an answer."""

    position: Position
    offer: Held | None = None
    lapsed: datetime | None = None


NOWHERE = Place(Position.NOWHERE)


def open_offer(summons_public_id: UUID) -> Held | None:
    """Return what is held for somebody now."""
    row = db.session.execute(
        select(TimeOffer.public_id, TimeOffer.starts_at, TimeOffer.expires_at, Staff.name)
        .join(Summons, Summons.id == TimeOffer.summons_id)
        .join(WaitingEntry, WaitingEntry.id == TimeOffer.waiting_entry_id)
        .join(Staff, Staff.id == TimeOffer.staff_id)
        .where(Summons.public_id == summons_public_id, TimeOffer.answer.is_(None), WaitingEntry.ended_at.is_(None))
        .where(TimeOffer.expires_at > clock.now())
    ).first()
    return Held(*row) if row else None


def was_taken(summons_public_id: UUID, offer_public_id: UUID) -> bool:
    """Whether somebody has said yes to an offer: then it is where their meeting has moved."""
    taken = select(TimeOffer.id).join(Summons, Summons.id == TimeOffer.summons_id)
    mine = Summons.public_id == summons_public_id, TimeOffer.public_id == offer_public_id
    return db.session.execute(taken.where(*mine, TimeOffer.answer == OfferAnswer.ACCEPTED)).first() is not None


def place(centre: Centre, standing: Standing) -> Place:
    """Return where somebody stands with the waiting list, in one statement."""
    meeting = standing.meeting
    if standing.state is not State.BOOKED or meeting is None:
        return NOWHERE
    rows = db.session.execute(
        select(Citizen, WaitingEntry.id.label("entry"), TimeOffer, Staff.name)
        .join(Summons, Summons.citizen_id == Citizen.id)
        .outerjoin(WaitingEntry, and_(WaitingEntry.summons_id == Summons.id, WaitingEntry.ended_at.is_(None)))
        .outerjoin(TimeOffer, TimeOffer.summons_id == Summons.id)
        .outerjoin(Staff, Staff.id == TimeOffer.staff_id)
        .where(Summons.public_id == standing.public_id)
        .order_by(TimeOffer.id)
        .execution_options(populate_existing=True)
    ).all()
    offers = [(row.TimeOffer, row.name) for row in rows if row.TimeOffer is not None]
    position = _position(centre, standing, rows[0].Citizen, len(offers), waits=rows[0].entry is not None)
    if not offers:
        return Place(position)
    return Place(position, _held(*offers[-1]), _lapsed(offers[-1][0]))


def _position(centre: Centre, standing: Standing, citizen: Citizen, made: int, *, waits: bool) -> Position:
    assert standing.meeting is not None
    if not rules.can_come(standing.meeting.starts_at, clock.now(), standing.pack):
        return Position.NOWHERE
    if waits:
        return Position.WAITS
    if not rules.offers_left(made):
        return Position.USED_UP
    told = reach_of(centre, citizen).routes(Kind.EARLIER_TIME, None)
    return Position.MAY_WAIT if told else Position.NOWHERE


def _held(offer: TimeOffer, caseworker: str) -> Held | None:
    if offer.answer is not None or offer.expires_at <= clock.now():
        return None
    return Held(offer.public_id, offer.starts_at, offer.expires_at, caseworker)


def _lapsed(offer: TimeOffer) -> datetime | None:
    unanswered = offer.answer in (None, OfferAnswer.LAPSED, OfferAnswer.WITHDRAWN) and offer.expires_at <= clock.now()
    gone = offer.answer in (OfferAnswer.LAPSED, OfferAnswer.WITHDRAWN)
    return offer.starts_at if (unanswered or gone) and day_of(offer.made_at) == clock.today() else None
