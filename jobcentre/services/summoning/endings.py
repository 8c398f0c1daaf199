"""Ending a duty that nobody is to meet any more: the summons is withdrawn, and who was told of it hears so."""

from uuid import UUID

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import booking as rules
from jobcentre.rules.booking import Booker, CancelGround
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, booking, messaging, needs, occasions, requests, told
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction


def withdraw(centre: Centre, occasion_public_id: UUID, ground: Ground, request_id: UUID, who: Who) -> None:
    """End an occasion by a person's decision, with its summons and the meeting ahead; commits.

    Raises ``Closed`` when it has ended or is not for ``who``, and ``TooLate`` once its meeting has begun: then
    the outcome ends it.
    """
    with transaction():
        if requests.seen_before(request_id, "withdraw", occasion_public_id, ground):
            return
        occasion, citizen = occasions.locked(occasion_public_id, who)
        summons = occasions.open_summons(occasion.id)
        meeting = booking.confirmed(summons.id) if summons else None
        if meeting is not None:
            pack = centre.packs[occasion.pack]
            rules.check_change(meeting.starts_at, clock.now(), pack, Booker.STAFF)
            booking.call_off(centre, meeting, pack, citizen, CancelGround.NO_LONGER_DUE, who)
        _end(occasion, summons, ground, who)
        if meeting is None:  # the cancellation of a meeting says that none is to follow
            _tell(centre, summons, citizen)
        requests.answer(request_id, str(occasion.public_id))


def withdraw_quietly(centre: Centre, occasion_id: int, who: Who, ground: Ground) -> bool:
    """End an open occasion without a confirmed meeting, within the caller's transaction. Does not commit.

    Return whether it was ended: one that is booked or has ended stays as it is. Who may have read the summons is
    told that it no longer holds.
    """
    occasion = db.session.get(Occasion, occasion_id, with_for_update=True, populate_existing=True)
    if occasion is None or occasion.closed_at is not None:
        return False
    summons = occasions.open_summons(occasion.id)
    if summons is not None and booking.confirmed(summons.id) is not None:
        return False
    _end(occasion, summons, ground, who)
    _tell(centre, summons, db.session.get_one(Citizen, occasion.citizen_id))
    return True


def withdraw_whole(centre: Centre, occasion_id: int, ground: Ground, who: Who, tell: bool = True) -> bool:
    """End an open occasion with its summons and the meeting ahead, within the caller's transaction. Does not commit.

    Return whether it was ended: not one whose meeting has begun, which its outcome ends. Without ``tell`` nothing is
    written to who may have read the summons.
    """
    occasion = db.session.get(Occasion, occasion_id, with_for_update=True, populate_existing=True)
    if occasion is None or occasion.closed_at is not None:
        return False
    summons = occasions.open_summons(occasion.id)
    meeting = booking.confirmed(summons.id) if summons else None
    if meeting is not None and meeting.starts_at <= clock.now():
        return False
    citizen = db.session.get_one(Citizen, occasion.citizen_id)
    if meeting is not None:
        booking.call_off(centre, meeting, centre.packs[occasion.pack], citizen, CancelGround.NO_LONGER_DUE, who)
    _end(occasion, summons, ground, who)
    if meeting is not None:
        needs.called_off(meeting.summons_id, citizen.id, who)
    if meeting is None and tell:
        _tell(centre, summons, citizen)
    return True


def _end(occasion: Occasion, summons: Summons | None, ground: Ground, who: Who) -> None:
    occasions.close(occasion.id)
    needs.settle(occasion.citizen_id, who)
    if summons is not None:
        messaging.void((Message.summons_id == summons.id) & Message.kind.in_(told.CALLS))
    audit.record("occasion.withdrawn", who, occasion.citizen_id, ground=ground.value, occasion=str(occasion.public_id))


def _tell(centre: Centre, summons: Summons | None, citizen: Citizen) -> None:
    """Write to who may have read the summons that it no longer holds."""
    if summons is not None and told.may_know(summons.id):
        messaging.write(messaging.plan_withdrawn(summons, messaging.reach_of(centre, citizen)))
