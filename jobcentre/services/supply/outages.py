"""Outages: noted by hand, or found by the clock itself; and the deadlines they cost people are moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.offering import Failing, Outage
from jobcentre.models.staff import Staff
from jobcentre.rules import outages as rules
from jobcentre.rules.civil import day_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.supply.waiting import open_without_meeting
from jobcentre.services.transaction import transaction

JOB = "watch"
EVERY = timedelta(minutes=5)
LONGEST_NOTE = 200
KEEPS_FROM_CHOOSING = (Failing.SERVICE, Failing.BOOKING)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OutageForm:
    """What was noted by hand; both moments are aware."""

    failing: Failing
    from_at: datetime
    until_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class OutageView:
    """An outage for a reader; ``author`` is missing where the service found it by itself."""

    public_id: UUID
    failing: Failing
    from_at: datetime
    until_at: datetime
    extended_days: int
    note: str
    author: str | None


def note(centre: Centre, form: OutageForm, request_id: UUID, who: Who) -> int:
    """Keep an outage and move the deadlines it hit; return by how many workdays. Commits."""
    asked = (form.failing, form.from_at, form.until_at, form.note)
    with transaction():
        if earlier := requests.seen_before(request_id, "note outage", *asked):
            return int(earlier.result or 0)
        _one_at_a_time()
        days = _keep(centre, form, who)
        requests.answer(request_id, str(days))
        return days


def watch(centre: Centre) -> str:
    """Look whether the clock has stood still since its last tick, and keep that once as an outage. Commits.

    Called by the timetable; what it goes by are the ticks of the very job that calls. A clock that was set, as it is
    in development, leaps from one start to the next: that is no outage.
    """
    if centre.settings.clock.start is not None:
        return "set by hand"
    now = clock.now()
    with transaction():
        _one_at_a_time()
        since = db.session.execute(
            select(func.max(ClockRun.ended_at)).where(ClockRun.job == JOB, ClockRun.ended_at <= now)
        ).scalar()
        if since is None or not rules.silent(since, now) or _known(since):
            return "running"
        days = _keep(centre, OutageForm(Failing.SERVICE, since, now, ""), audit.SYSTEM)
    return f"stood still, days {days}"


def all_of() -> tuple[OutageView, ...]:
    """Return every outage, the newest first."""
    return _views(select(Outage, Staff.name).outerjoin(Staff, Staff.id == Outage.author_id))


def of_person(citizen_id: int) -> tuple[OutageView, ...]:
    """Return the outages that fell into the time in which a person was to choose."""
    hit = (
        select(Summons.id)
        .where(Summons.citizen_id == citizen_id, Summons.issued_at < Outage.until_at)
        .where(func.coalesce(Summons.closed_at, Outage.until_at) >= Outage.from_at)
        .correlate(Outage)
    )
    return _views(select(Outage, Staff.name).outerjoin(Staff, Staff.id == Outage.author_id).where(hit.exists()))


def _views(query: Any) -> tuple[OutageView, ...]:
    rows = db.session.execute(query.order_by(Outage.from_at.desc(), Outage.id.desc()))
    return tuple(
        OutageView(one.public_id, one.failing, one.from_at, one.until_at, one.extended_days, one.note, author)
        for one, author in rows
    )


def _one_at_a_time() -> None:
    """Two outages of one municipality are kept one after the other, so that no day is given back twice."""
    db.session.execute(select(Municipality.id).where(Municipality.id == tenant()).with_for_update())


def _known(since: datetime) -> bool:
    same = Outage.failing == Failing.SERVICE, Outage.from_at == since
    return db.session.execute(select(Outage.id).where(*same)).first() is not None


def _keep(centre: Centre, form: OutageForm, who: Who) -> int:
    days = _days_lost(form)
    outage = Outage(
        public_id=uuid4(),
        failing=form.failing,
        from_at=form.from_at,
        until_at=form.until_at,
        extended_days=days,
        note=form.note,
        author_id=who.staff_id,
        created_at=clock.now(),
    )
    db.session.add(outage)
    db.session.flush()
    facts: dict[str, Any] = {"from_at": form.from_at.isoformat(), "until_at": form.until_at.isoformat()}
    audit.record("outage.noted", who, failing=form.failing.value, outage=str(outage.public_id), **facts)
    if days:
        _extend(centre, outage, who)
    return days


def _days_lost(form: OutageForm) -> int:
    """Count the workdays an outage touched that no other has given back already."""
    if form.failing not in KEEPS_FROM_CHOOSING:
        return 0
    lost = rules.touched(form.from_at, form.until_at)
    overlapping = select(Outage.from_at, Outage.until_at).where(
        Outage.failing.in_(KEEPS_FROM_CHOOSING), Outage.extended_days > 0, Outage.until_at >= form.from_at - _DAY
    )
    for from_at, until_at in db.session.execute(overlapping):
        lost -= rules.touched(from_at, until_at)
    return len(lost)


def _extend(centre: Centre, outage: Outage, who: Who) -> None:
    """Move the deadlines of everybody who was to choose a time while the outage lasted, and has none."""
    rows: Sequence[Any] = db.session.execute(
        select(Summons.id, Summons.citizen_id, Summons.public_id, Summons.pack, Citizen.birth_date)
        .add_columns(Summons.book_by, Summons.latest_on)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(open_without_meeting(), Summons.issued_at < outage.until_at)
        .where(Summons.book_by >= day_of(outage.from_at))
        .order_by(Summons.id)
        .with_for_update(of=Summons)
    ).all()
    moved = []
    for row in rows:
        now = rules.Deadlines(row.book_by, row.latest_on)
        new = rules.extended(now, outage.extended_days, _last_young_on(centre, row))
        if new != now:
            moved.append((row.citizen_id, _facts(row, outage, new)))
            db.session.execute(
                update(Summons)
                .where(Summons.id == row.id)
                .values(book_by=new.book_by, latest_on=new.latest_on)
                .execution_options(synchronize_session=False)
            )
    audit.record_each("summons.extended", who, moved)


def _last_young_on(centre: Centre, row: Any) -> date:
    pack = centre.packs.get(row.pack)
    return too_old_on(row.birth_date, pack) - _DAY if pack else row.latest_on


def _facts(row: Any, outage: Outage, new: rules.Deadlines) -> dict[str, Any]:
    return {
        "summons": str(row.public_id),
        "outage": str(outage.public_id),
        "days": outage.extended_days,
        "book_by": new.book_by.isoformat(),
        "latest_on": new.latest_on.isoformat(),
    }
