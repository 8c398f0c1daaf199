"""The rows of the waiting list, locked and read. Nothing here commits.

Whoever locks several rows of one case takes them in the order of ``services.occasions``, then the entry and the offer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed
from jobcentre.rules.slots import Slot
from jobcentre.rules.waiting_list import OfferAnswer, Offered, WaitEnd, Waiting, offers_left
from jobcentre.services import audit, booking
from jobcentre.services.audit import Who
from jobcentre.services.booking import waiting

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Case:
    """A meeting and everything about it, locked."""

    meeting: Meeting
    summons: Summons
    citizen: Citizen


def locked_case(summons_public_id: UUID, who: Who) -> Case:
    """Return the meeting that stands under a summons, locked. Raises ``Closed`` when there is none."""
    query = select(Meeting.public_id).join(Summons, Summons.id == Meeting.summons_id)
    stands = query.where(Summons.public_id == summons_public_id, Meeting.status == MeetingStatus.CONFIRMED)
    found = db.session.execute(stands).scalar()
    if found is None:
        raise Closed()
    return Case(*booking.locked_meeting(found, who))


def case_of(summons_public_id: UUID) -> Case | None:
    """Return the same as it is now, without a lock."""
    row = db.session.execute(
        select(Meeting, Summons, Citizen)
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(Summons.public_id == summons_public_id, Meeting.status == MeetingStatus.CONFIRMED)
        .execution_options(populate_existing=True)
    ).first()
    return Case(row.Meeting, row.Summons, row.Citizen) if row else None


def last_day(summons: Summons, citizen: Citizen, pack: Pack) -> date:
    """Return the last day on which the interview may be held."""
    return min(summons.latest_on, too_old_on(citizen.birth_date, pack) - ONE_DAY)


def locked_entry(summons_id: int) -> WaitingEntry | None:
    """Return the entry of who waits under a summons, locked."""
    query = select(WaitingEntry).where(WaitingEntry.summons_id == summons_id, WaitingEntry.ended_at.is_(None))
    locked = query.with_for_update().execution_options(populate_existing=True)
    return db.session.execute(locked).scalar()


def offers_of(summons_id: int) -> Sequence[TimeOffer]:
    """Return every offer there has been under a summons, the oldest first."""
    query = select(TimeOffer).where(TimeOffer.summons_id == summons_id).order_by(TimeOffer.id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()


def count_offers(summons_id: int) -> int:
    """Return how many offers there have been under a summons: each is an attempt, whether or not it arrived."""
    query = select(func.count(TimeOffer.id)).where(TimeOffer.summons_id == summons_id)
    return int(db.session.execute(query).scalar_one())


def waiting_of(entry: WaitingEntry, case: Case, pack: Pack, offers: Iterable[TimeOffer]) -> Waiting:
    """Return what the rule asks about one who waits."""
    return Waiting(
        number=entry.id,
        since=entry.created_at,
        starts_at=case.meeting.starts_at,
        last_day=last_day(case.summons, case.citizen, pack),
        known=frozenset(entry.known_starts),
        offered=tuple(Offered(offer.starts_at, offer.made_at) for offer in offers),
    )


def own_first(slots: Iterable[Slot], caseworker_id: int | None) -> list[Slot]:
    """Return the times with the citizen's own caseworker before the colleagues who are free as well."""
    return [
        Slot(slot.starts_at, tuple(sorted(slot.staff_ids, key=lambda staff_id: (staff_id != caseworker_id, staff_id))))
        for slot in slots
    ]


def end(entry: WaitingEntry, why: WaitEnd) -> None:
    """End the waiting."""
    entry.ended_at, entry.ended_why = clock.now(), why
    db.session.flush()


def end_when_used_up(entry: WaitingEntry, who: Who) -> None:
    """End the waiting of who has had all the offers there are."""
    if entry.ended_at is None and not offers_left(count_offers(entry.summons_id)):
        end(entry, WaitEnd.USED_UP)
        record("waiting.used_up", entry, who)


def take_back(entry: WaitingEntry, who: Who) -> None:
    """Withdraw the open offer, whose time cannot be had after all: it counts as one of them all the same."""
    offer = waiting.end_offer(entry.id, OfferAnswer.WITHDRAWN)
    if offer is not None:
        record("waiting.withdrawn", entry, who, starts_at=offer.starts_at.isoformat())
    end_when_used_up(entry, who)


def record(action: str, entry: WaitingEntry, who: Who, **facts: Any) -> None:
    """Add an entry to the trail."""
    audit.record(action, who, entry.citizen_id, **facts)
