"""Summoning one person by hand: who was held back, and who is to be called again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Cause, Held, Occasion, Summons
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.refusals import Closed
from jobcentre.services import booking, links, messaging, needs, occasions, requests, told
from jobcentre.services.audit import Who
from jobcentre.services.summoning import further
from jobcentre.services.summoning.fixing import set_time
from jobcentre.services.summoning.making import issue, summon
from jobcentre.services.summoning.notice import Notice
from jobcentre.services.transaction import transaction
from jobcentre.texts.kinds import Kind


class Way(StrEnum):
    """What came of calling somebody."""

    SUMMONED = "summoned"  # a written summons is on its way
    QUIET = "quiet"  # there is a summons that staff book for, and no message
    HELD = "held"  # nothing was issued; ``Called.held`` says why


@dataclass(frozen=True, slots=True)
class Called:
    """Where an occasion stands after somebody tried to summon."""

    occasion: UUID
    summons: UUID | None
    way: Way
    held: Held | None


def issue_now(
    centre: Centre, occasion_public_id: UUID, request_id: UUID, who: Who, notice: Notice | None = None
) -> Called:
    """Try again to summon a person who was held back, and return what came of it. Commits.

    Who cannot be summoned stays held: a summons that nobody is sent would only look like one.
    """
    with transaction():
        if requests.seen_before(request_id, "summon", occasion_public_id, *_asked(notice)):
            return _found(occasion_public_id)
        occasion, citizen = _of_somebody_here(occasion_public_id, who)
        if _waits(centre, occasion, citizen):
            summoned_anew(centre, occasion, citizen, who, notice)
        requests.answer(request_id, str(occasion.public_id))
        return called(occasion)


def issue_to_book(centre: Centre, occasion_public_id: UUID, request_id: UUID, who: Who) -> UUID:
    """Return the summons for which staff are about to book, made without a message where there is none. Commits.

    Who was held back for want of times can be booked all the same: staff may choose a time outside hours.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "summon to book", occasion_public_id):
            return UUID(earlier.result or "")
        occasion, citizen = _of_somebody_here(occasion_public_id, who)
        summons = occasions.open_summons(occasion.id)
        if summons is None:
            occasion.held = None
            summons = issue(centre, occasion, citizen, who)
        requests.answer(request_id, str(summons.public_id))
        return summons.public_id


def summon_again(
    centre: Centre,
    occasion_public_id: UUID,
    request_id: UUID,
    who: Who,
    *,
    notice: Notice | None = None,
    wanted_by: Cause | None = None,
) -> Called:
    """Call somebody again after a duty that came to nothing, and return what came of it. Commits.

    After one that has ended (an absence, a technical failure) comes a further occasion, which says from what it comes
    (``further.cause_of``, with ``wanted_by`` after an interview that was held); one whose summons has expired gets a
    new summons with new dates. Two colleagues who do it at once do it once. Raises ``Closed`` while the summons still
    holds, and for who has left.
    """
    with transaction():
        asked = (occasion_public_id, *_asked(notice), *([wanted_by] if wanted_by else []))
        if earlier := requests.seen_before(request_id, "summon again", *asked):
            return _found(UUID(earlier.result or ""))
        former, citizen = _of_somebody_here(occasion_public_id, who, open_only=False)
        occasion = occasions.open_of(citizen.id)
        if occasion is None:
            made = further.make(centre, former, citizen, who, wanted_by)
            occasion = summoned_anew(centre, made, citizen, who, notice)
        elif occasion.id == former.id:
            if not _waits(centre, former, citizen):
                raise Closed()
            occasion = summoned_anew(centre, former, citizen, who, notice)
        requests.answer(request_id, str(occasion.public_id))
        return called(occasion)


def summoned_anew(
    centre: Centre, occasion: Occasion, citizen: Citizen, who: Who, notice: Notice | None = None
) -> Occasion:
    """Summon in place of whatever summons the occasion had. Does not commit.

    The old link leads nowhere then, rather than to a page that says that nothing is to be done.
    """
    former = occasions.open_summons(occasion.id)
    if former is not None:
        links.renew(centre, former)
        db.session.flush()
        occasions.close_summons(occasion.id)
    outdated = (Kind.SUMMONS.value, Kind.SUMMONS_FIXED.value, Kind.WITHDRAWN.value)
    messaging.void((Message.citizen_id == citizen.id) & Message.kind.in_(outdated))
    held = summon(centre, occasion, citizen, who, notice)
    if former is not None:
        needs.answered_anew(former.id, occasion.id, who)
    if held is Held.NO_SELF_BOOKING:
        set_time(centre, occasion, citizen, who)
    return occasion


def has_expired(centre: Centre, summons_public_id: UUID) -> bool:
    """Whether the last day of an open summons has passed without a meeting: nothing can come of it any more."""
    row = db.session.execute(
        select(Summons, Citizen)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == summons_public_id, Summons.closed_at.is_(None))
    ).first()
    return row is not None and expired(centre, row.Summons, row.Citizen)


def expired(centre: Centre, summons: Summons, citizen: Citizen) -> bool:
    """The same of a summons at hand."""
    eve = too_old_on(citizen.birth_date, centre.packs[summons.pack]) - timedelta(days=1)
    return clock.today() > min(summons.latest_on, eve) and booking.confirmed(summons.id) is None


def called(occasion: Occasion) -> Called:
    """Return where an occasion stands."""
    summons = occasions.open_summons(occasion.id)
    if summons is None:
        return Called(occasion.public_id, None, Way.HELD, occasion.held)
    way = Way.SUMMONED if told.is_or_will_be_summoned(summons.id) else Way.QUIET
    return Called(occasion.public_id, summons.public_id, way, None)


def _found(occasion_public_id: UUID) -> Called:
    occasion = db.session.execute(select(Occasion).where(Occasion.public_id == occasion_public_id)).scalar()
    if occasion is None:
        raise Closed()
    return called(occasion)


def _of_somebody_here(public_id: UUID, who: Who, open_only: bool = True) -> tuple[Occasion, Citizen]:
    """Return an occasion, locked, and its person. ``Closed`` also when they have died or left, as known by now."""
    occasion, citizen = occasions.locked(public_id, who, open_only)
    if citizen.left_on is not None and citizen.left_on <= clock.today():
        raise Closed()
    return occasion, citizen


def _asked(notice: Notice | None) -> list[str | int]:
    return [notice.days, notice.ground.value, notice.note] if notice else []


def _waits(centre: Centre, occasion: Occasion, citizen: Citizen) -> bool:
    """Whether the occasion waits for a summons: it has none, or one that has expired."""
    summons = occasions.open_summons(occasion.id)
    return summons is None or expired(centre, summons, citizen)
