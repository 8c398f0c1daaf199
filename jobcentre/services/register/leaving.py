"""Who is no longer the municipality's: a death, a move abroad, a move to another municipality.

The duty ends with it and a meeting ahead is called off. Who has moved is told that it no longer holds; to who has died
nothing is sent, by any channel, whatever it is about (``rules.truth`` holds the delivery to it). Spells, messages and
history stay. What has begun is ended by its outcome, and a day to come is waited for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, LeftGround, Spell
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion
from jobcentre.models.task import TaskKind
from jobcentre.registers import Fault, Faulty, Reason, cells
from jobcentre.rules.eligibility import ReasonCode
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, messaging, requests, summoning, tasks
from jobcentre.services.audit import Who
from jobcentre.services.register import projecting
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

LEFT, RETURNED = "citizen.left", "citizen.returned"
# What nobody need do any more for somebody who has died.
_OVER = (
    *tasks.ABOUT_REACHING,
    TaskKind.NEEDS,
    TaskKind.WANTS_INTERVIEW,
    TaskKind.NO_TIME_SET,
    TaskKind.RECEIPT_MISSING,
)


@dataclass(frozen=True, slots=True)
class LeaveForm:
    """What was typed: the day as in the citizens file, and the reason."""

    left_on: str
    left_why: str


@dataclass(frozen=True, slots=True)
class Left:
    """Who somebody is, and when and why they left, if they have."""

    name: str
    left_on: date | None
    ground: LeftGround | None


def shown(public_id: UUID, who: Who) -> Left | None:
    """Return what is on file, ``None`` when there is nobody for this reader; commits the entry of the reading."""
    row = db.session.execute(select(Citizen).where(Citizen.public_id == public_id, people_of(who))).scalar()
    if row is None:
        return None
    audit.record("citizen.seen", who, row.id)
    db.session.commit()
    return Left(row.name, row.left_on, row.left_ground)


def leave(centre: Centre, public_id: UUID, form: LeaveForm, request_id: UUID, who: Who) -> bool:
    """Note by hand that somebody has left; commits. ``False`` when there is nobody for ``who``. Raises ``Faulty``."""
    values = _read(form)
    with transaction():
        if requests.seen_before(request_id, "leave", public_id, asdict(form)):
            return True
        citizen = _locked(public_id, who)
        if citizen is None:
            return False
        citizen.left_on, citizen.left_ground, citizen.updated_at = values["left_on"], values["left_ground"], clock.now()
        db.session.flush()
        audit.record(LEFT, who, citizen.id, **facts(values, "hand"))
        follow(centre, [citizen.id], who)
        projecting.project(centre, [citizen.id])
    return True


def come_back(centre: Centre, public_id: UUID, request_id: UUID, who: Who) -> bool:
    """Take back that somebody has left; commits. ``False`` when there is nobody for ``who``.

    A duty that was ended stays so; the next sweep finds whether there is one.
    """
    with transaction():
        if requests.seen_before(request_id, "come back", public_id):
            return True
        citizen = _locked(public_id, who)
        if citizen is None:
            return False
        if citizen.left_on is not None:
            citizen.left_on, citizen.left_ground, citizen.updated_at = None, None, clock.now()
            db.session.flush()
            audit.record(RETURNED, who, citizen.id, source="hand")
            projecting.project(centre, [citizen.id])
    return True


def facts(values: Mapping[str, Any], source: str) -> dict[str, str]:
    """Return what the trail keeps. ``source`` is ``file`` or ``hand``."""
    given = {name: values[name] for name in ("left_on", "left_ground") if name in values}
    return {name: str(getattr(value, "value", value)) for name, value in given.items()} | {"source": source}


def by_hand(citizen_ids: Collection[int]) -> frozenset[int]:
    """Return those of whom a person has said that they left: an empty cell of a file does not know better."""
    latest = (
        select(AuditEntry.citizen_id, AuditEntry.facts["source"].astext)
        .where(AuditEntry.citizen_id.in_(citizen_ids), AuditEntry.action == LEFT)
        .order_by(AuditEntry.citizen_id, AuditEntry.id.desc())
        .ext(distinct_on(AuditEntry.citizen_id))
    )
    return frozenset(citizen_id for citizen_id, source in db.session.execute(latest) if source == "hand" and citizen_id)


def follow(centre: Centre, citizen_ids: Sequence[int], who: Who) -> int:
    """End the duties of those whose leaving holds today; return of how many. Does not commit."""
    if not citizen_ids:
        return 0
    gone = select(Citizen).where(Citizen.id.in_(citizen_ids), holds(clock.today()))
    ended = 0
    for citizen in db.session.execute(gone.execution_options(populate_existing=True)).scalars().all():
        ended += _end(centre, citizen, who)
        if citizen.left_ground is LeftGround.DEAD:
            messaging.void(Message.citizen_id == citizen.id)
            tasks.settle([citizen.id], _OVER, who)
    return ended


def act_on_day(centre: Centre, who: Who = audit.SYSTEM) -> int:
    """End the duties of those whose day has come; return of how many. Commits person by person."""
    waiting = db.session.execute(select(Citizen.id).where(holds(clock.today()), _something_open())).scalars().all()
    db.session.rollback()
    ended = 0
    for citizen_id in waiting:
        with transaction():
            ended += follow(centre, [citizen_id], who)
            projecting.project(centre, [citizen_id])
    return ended


def holds(on: date) -> ColumnElement[bool]:
    """Return the condition on ``Citizen``: has left by that day."""
    return Citizen.left_on <= on


def _something_open() -> ColumnElement[bool]:
    duty = exists().where(Occasion.citizen_id == Citizen.id, Occasion.closed_at.is_(None))
    counted = and_(Spell.citizen_id == Citizen.id, Spell.withdrawn_at.is_(None), Spell.projected_on.is_not(None))
    dead = Citizen.left_ground == LeftGround.DEAD
    waits = exists().where(Message.citizen_id == Citizen.id, Message.state == MessageState.PENDING)
    return or_(duty, exists().where(counted), and_(dead, waits))


def _end(centre: Centre, citizen: Citizen, who: Who) -> int:
    query = select(Occasion).where(Occasion.citizen_id == citizen.id, Occasion.closed_at.is_(None))
    ended = 0
    for occasion in db.session.execute(query.execution_options(populate_existing=True)).scalars().all():
        if summoning.withdraw_whole(centre, occasion.id, Ground.LEFT, who):
            # the sweep reads from it that the duty was let go of, should the person come back
            told = {"left_on": str(citizen.left_on), "ground": str(citizen.left_ground)}
            occasion.reasons = [*occasion.reasons, {"code": ReasonCode.LEFT.value, "facts": told}]
            db.session.flush()
            ended = 1
    return ended


def _locked(public_id: UUID, who: Who) -> Citizen | None:
    query = (
        select(Citizen)
        .where(Citizen.public_id == public_id, people_of(who))
        .with_for_update(of=Citizen, key_share=True)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def _read(form: LeaveForm) -> dict[str, Any]:
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, typed, read in (("left_on", form.left_on, cells.day), ("left_why", form.left_why, cells.left_why)):
        try:
            text = cells.clean(typed, 40)
            if not text:
                raise cells.CellFault(Reason.MISSING)
            values[name] = read(text)
        except cells.CellFault as fault:
            faults.append(Fault(None, name, fault.reason, fault.facts))
    if values.get("left_why") == LeftGround.DEAD and values.get("left_on", date.min) > clock.today():
        faults.append(Fault(None, "left_on", Reason.DEATH_AHEAD))
    if faults:
        raise Faulty(faults)
    return {"left_on": values["left_on"], "left_ground": LeftGround(values["left_why"])}
