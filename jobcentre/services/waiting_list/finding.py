"""Who waits, and for whom there is something now. The statements grow with those who wait, and with nobody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules import booking, deadlines
from jobcentre.rules import waiting_list as rules
from jobcentre.rules.civil import day_of
from jobcentre.rules.quiet import Quiet
from jobcentre.rules.slots import Slot
from jobcentre.rules.waiting_list import Choice, Offered, Waiting
from jobcentre.services import availability
from jobcentre.services.booking import taking
from jobcentre.services.circles import Chooser, Circle, chooser_of
from jobcentre.services.waiting_list import rows


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose turn it is, with the times that could be offered as far as is known without a lock."""

    entry_id: int
    summons: UUID
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class _Found:
    """One who waits, with the pack and the circle their times come from."""

    waiting: Waiting
    summons: UUID
    pack: str
    circle: Chooser
    caseworker_id: int | None


def over() -> Sequence[int]:
    """Return the entries whose meeting is over or does not stand any more."""
    query = select(WaitingEntry.id).join(Meeting, Meeting.id == WaitingEntry.meeting_id)
    rows_over = query.where(WaitingEntry.ended_at.is_(None), _over()).order_by(WaitingEntry.id)
    return db.session.execute(rows_over).scalars().all()


def is_over(entry_id: int) -> bool:
    """Say the same of one entry."""
    query = select(WaitingEntry.id).join(Meeting, Meeting.id == WaitingEntry.meeting_id)
    return db.session.execute(query.where(WaitingEntry.id == entry_id, _over())).first() is not None


def lapsed(entry_id: int | None = None) -> Sequence[int]:
    """Return the entries with an offer that nobody has answered in time; with a number, that one if so."""
    one = TimeOffer.waiting_entry_id == entry_id if entry_id is not None else TimeOffer.id.is_not(None)
    query = select(TimeOffer.waiting_entry_id).where(TimeOffer.answer.is_(None), one)
    return db.session.execute(query.where(TimeOffer.expires_at <= clock.now()).order_by(TimeOffer.id)).scalars().all()


def unkept(centre: Centre, entry_id: int | None = None) -> Sequence[int]:
    """Return the entries whose open offer cannot be kept: who was to hold it has time off or left, or other hours.

    With a number, that one if so. Two statements for each offer that is open, and those are few.
    """
    query = (
        select(TimeOffer, Summons.pack)
        .join(Summons, Summons.id == TimeOffer.summons_id)
        .where(TimeOffer.answer.is_(None), TimeOffer.expires_at > clock.now())
        .where(TimeOffer.waiting_entry_id == entry_id if entry_id is not None else TimeOffer.id.is_not(None))
        .order_by(TimeOffer.id)
        .execution_options(populate_existing=True)
    )
    return [
        offer.waiting_entry_id
        for offer, pack in db.session.execute(query).all()
        if not taking.can_be_kept(centre.packs[pack], offer)
    ]


def locked(entry_id: int) -> WaitingEntry | None:
    """Return an entry that is open, locked."""
    query = select(WaitingEntry).where(WaitingEntry.id == entry_id, WaitingEntry.ended_at.is_(None))
    return db.session.execute(query.with_for_update().execution_options(populate_existing=True)).scalar()


def candidates(centre: Centre, quiet: Quiet | None) -> list[Candidate]:
    """Return for whom there is a time now, who has waited longest first.

    Free times are looked up once for all who share a rule and a circle. What one of them is about to get still stands
    among the times of the next, who finds it taken and gets the one after it.
    """
    now = clock.now()
    found = {one.waiting.number: one for one in _waiting(centre) if rules.may_be_asked(one.waiting, now)}
    free = _free(centre, found.values(), now)
    db.session.rollback()
    made = []
    for waiting in rules.in_turn(one.waiting for one in found.values()):
        one = found[waiting.number]
        slots = rows.own_first(free[one.pack, one.circle], one.caseworker_id)
        choices = rules.choices(slots, waiting, now, centre.packs[one.pack], quiet)
        if choices:
            made.append(Candidate(waiting.number, one.summons, choices))
    return made


def _free(centre: Centre, found: Iterable[_Found], now: datetime) -> dict[tuple[str, Chooser], list[Slot]]:
    last: dict[tuple[str, Chooser], date] = {}
    for one in found:
        key = one.pack, one.circle
        last[key] = max(last.get(key, day_of(now)), day_of(one.waiting.starts_at))
    free = {}
    for (name, circle), day in last.items():
        pack = centre.packs[name]
        earliest = deadlines.earliest(now, pack)
        free[name, circle] = availability.free_slots(pack, circle, day_of(earliest), day, earliest)
    return free


def _waiting(centre: Centre) -> list[_Found]:
    """Return everybody who waits and has no offer open; not who cannot come to their page, or has gone."""
    today = clock.today()
    asked = exists().where(TimeOffer.waiting_entry_id == WaitingEntry.id, TimeOffer.answer.is_(None))
    gone = or_(Citizen.left_on <= today, Citizen.merged_into_id.is_not(None))
    query = (
        select(WaitingEntry, Meeting, Summons, Citizen, _made(TimeOffer.starts_at), _made(TimeOffer.made_at))
        .join(Meeting, Meeting.id == WaitingEntry.meeting_id)
        .join(Summons, Summons.id == WaitingEntry.summons_id)
        .join(Citizen, Citizen.id == WaitingEntry.citizen_id)
        .where(WaitingEntry.ended_at.is_(None), Meeting.status == MeetingStatus.CONFIRMED, ~asked)
        .where(Summons.locked_at.is_(None), Summons.closed_at.is_(None), ~db.func.coalesce(gone, False))
        .execution_options(populate_existing=True)
    )
    found = [_found(centre, *row) for row in db.session.execute(query)]
    now = clock.now()
    return [one for one in found if booking.may_change(one.waiting.starts_at, now, centre.packs[one.pack])]


def _found(centre: Centre, entry: WaitingEntry, *about: Any) -> _Found:
    meeting, summons, citizen, starts, made = about
    pack = centre.packs[summons.pack]
    offered = tuple(Offered(*pair) for pair in zip(starts or (), made or (), strict=True))
    waiting = Waiting(
        number=entry.id,
        since=entry.created_at,
        starts_at=meeting.starts_at,
        last_day=rows.last_day(summons, citizen, pack),
        known=frozenset(entry.known_starts),
        offered=offered,
    )
    circle = chooser_of(citizen).within(Circle.COLLEAGUES)
    return _Found(waiting, summons.public_id, summons.pack, circle, citizen.caseworker_id)


def _made(column: Any) -> Any:
    listed = select(column).where(TimeOffer.summons_id == WaitingEntry.summons_id).order_by(TimeOffer.id)
    return func.array(listed.correlate(WaitingEntry).scalar_subquery())


def _over() -> ColumnElement[bool]:
    begun = Meeting.starts_at <= clock.now()
    return or_(Meeting.status != MeetingStatus.CONFIRMED, begun, Meeting.outcome.is_not(None))
