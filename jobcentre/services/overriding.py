"""Deciding that a person is not to be summoned for a while, and taking that back."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from jobcentre import clock
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.override import Override
from jobcentre.registers import Fault, Faulty, Reason, cells
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

LONGEST_NOTE = 200
NOT_TO_SUMMON = (OverrideKind.EXEMPT, OverrideKind.NOT_RELEVANT, OverrideKind.DEFERRED)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExemptionForm:
    """What was typed: dates as in the citizens file, the last day and the note may be empty."""

    ground: str
    from_on: str
    until_on: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Decision:
    ground: Ground
    from_on: date
    until_on: date | None
    note: str


def holds(day: Any, kinds: Iterable[OverrideKind] = NOT_TO_SUMMON) -> ColumnElement[bool]:
    """Return the condition on ``Override``: of these kinds, not ended, and in force that day, both days inclusive."""
    return and_(
        Override.kind.in_(tuple(kinds)),
        Override.ended_at.is_(None),
        Override.from_on <= day,
        or_(Override.until_on.is_(None), Override.until_on >= day),
    )


def exempt(public_id: UUID, form: ExemptionForm, request_id: UUID, who: Who) -> bool:
    """Exempt a person; commits. ``False`` when there is nobody for this reader. Raises ``Faulty``."""
    decision = _read(form)
    with transaction():
        if requests.seen_before(request_id, "exempt", public_id, asdict(form)):
            return True
        citizen_id = _citizen_id(public_id, who)
        if citizen_id is None:
            return False
        db.session.execute(
            insert(Override).values(
                municipality_id=tenant(),
                citizen_id=citizen_id,
                kind=OverrideKind.EXEMPT,
                ground=decision.ground,
                from_on=decision.from_on,
                until_on=decision.until_on,
                note=decision.note,
                author_id=who.staff_id,
                created_at=clock.now(),
            )
        )
        until_on = decision.until_on.isoformat() if decision.until_on else None
        facts = {"ground": decision.ground.value, "from_on": decision.from_on.isoformat(), "until_on": until_on}
        audit.record("exemption.added", who, citizen_id, **facts)
    return True


def end_exemption(public_id: UUID, exemption: UUID, request_id: UUID, who: Who) -> bool:
    """End one exemption now; commits. ``False`` when there is none for this reader; an ended one stays ended."""
    with transaction():
        if requests.seen_before(request_id, "end_exemption", public_id, exemption):
            return True
        citizen_id = _citizen_id(public_id, who)
        query = select(Override).where(Override.public_id == exemption, Override.citizen_id == citizen_id)
        found = db.session.execute(query.with_for_update().execution_options(populate_existing=True)).scalar()
        if found is None:
            return False
        if found.ended_at is None:
            db.session.execute(update(Override).where(Override.id == found.id).values(ended_at=clock.now()))
            audit.record("exemption.ended", who, citizen_id, ground=found.ground.value)
    return True


def _citizen_id(public_id: UUID, who: Who) -> int | None:
    return db.session.execute(select(Citizen.id).where(Citizen.public_id == public_id, people_of(who))).scalar()


def _read(form: ExemptionForm) -> _Decision:
    faults: list[Fault] = []
    ground = _field(faults, "ground", form.ground, _ground)
    from_on = _field(faults, "from_on", form.from_on, cells.day)
    until_on = _field(faults, "until_on", form.until_on, cells.day, required=False)
    note = _field(faults, "note", form.note, cells.words, required=False)
    if from_on and until_on and until_on < from_on:
        faults.append(Fault(None, "until_on", Reason.UNTIL_BEFORE_FROM))
    if faults or ground is None or from_on is None:
        raise Faulty(faults)
    return _Decision(ground, from_on, until_on, note or "")


def _field(faults: list[Fault], name: str, typed: str, read: Callable[[str], T], *, required: bool = True) -> T | None:
    try:
        text = cells.clean(typed, LONGEST_NOTE)
        if text:
            return read(text)
        if required:
            raise cells.CellFault(Reason.MISSING)
    except cells.CellFault as fault:
        faults.append(Fault(None, name, fault.reason, fault.facts))
    return None


def _ground(text: str) -> Ground:
    try:
        return Ground(text)
    except ValueError:
        raise cells.CellFault(Reason.GROUND) from None
