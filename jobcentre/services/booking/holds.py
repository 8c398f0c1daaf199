"""Holding a time for the citizen who has chosen it and checks the choice, and saying with whom it would be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.rules import booking as rules
from jobcentre.rules import holds
from jobcentre.rules.refusals import Closed, SlotTaken
from jobcentre.services import links
from jobcentre.services.audit import Who
from jobcentre.services.booking import claims, rows
from jobcentre.services.circles import Circle
from jobcentre.services.held import Held, held, offered
from jobcentre.services.transaction import transaction


class With(StrEnum):
    """Who would hold the meeting, as the citizen knows them."""

    OWN = "own"  # the assigned caseworker
    SAME = "same"  # with whom the meeting to be moved is now
    COLLEAGUE = "colleague"  # of the assigned caseworker
    SOMEBODY = "somebody"  # nobody is assigned


@dataclass(frozen=True, slots=True)
class Choice:
    """A time somebody may have, with whom, and until when it is held for them if it is."""

    starts_at: datetime
    whom: With
    held_until: datetime | None


def hold(centre: Centre, summons_public_id: UUID, starts_at: datetime, who: Who, circle: Circle = Circle.OWN) -> Held:
    """Hold a time for a while in place of the one held so far. Commits.

    Raises what ``booking.book`` raises for a time that cannot be had. The same again holds it for as long anew. One
    that lies over a time offered to the citizen is not held besides: that one is returned. It can be booked all the
    same, for what is their own makes way.
    """
    with transaction():
        summons, citizen = rows.locked_summons(summons_public_id, who)
        links.hold(summons, who)
        pack, now = centre.packs[summons.pack], clock.now()
        rules.check_slot(starts_at, now, rows.facts_of(summons, citizen), pack)
        meeting = rows.confirmed(summons.id)
        keep = meeting.staff_id if meeting else None
        staff_ids = claims.candidates(pack, citizen, summons, starts_at, circle, keep)
        expires_at = holds.until(now)
        try:
            staff_id = claims.hold_first(summons.id, starts_at, staff_ids, pack, expires_at)
        except SlotTaken:
            already = offered(summons.id, starts_at, claims.end_of(starts_at, pack), staff_ids)
            if already is None:
                raise
            return already
        return Held(starts_at, staff_id, expires_at)


def choice(centre: Centre, summons_public_id: UUID, starts_at: datetime, circle: Circle = Circle.OWN) -> Choice:
    """Return what choosing a time would lead to. Changes nothing; raises what ``hold`` raises."""
    stands = and_(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED)
    row = db.session.execute(
        select(Summons, Citizen, Meeting.staff_id.label("keep"))
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .outerjoin(Meeting, stands)
        .where(Summons.public_id == summons_public_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise Closed()
    summons, citizen = row.Summons, row.Citizen
    pack = centre.packs[summons.pack]
    mine = held(summons.id)
    if mine is not None and mine.starts_at == starts_at:
        return Choice(starts_at, _whom(mine.staff_id, citizen, row.keep), mine.expires_at)
    rules.check_slot(starts_at, clock.now(), rows.facts_of(summons, citizen), pack)
    staff_id = claims.candidates(pack, citizen, summons, starts_at, circle, row.keep)[0]
    return Choice(starts_at, _whom(staff_id, citizen, row.keep), None)


def _whom(staff_id: int, citizen: Citizen, keep: int | None) -> With:
    if staff_id == citizen.caseworker_id:
        return With.OWN
    if staff_id == keep:
        return With.SAME
    return With.COLLEAGUE if citizen.caseworker_id is not None else With.SOMEBODY
