"""Choosing the rule pack a municipality goes by from a day on, and taking a choice back before its day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.municipality import Municipality
from jobcentre.models.rule import RuleChoice
from jobcentre.models.staff import Staff
from jobcentre.rules.packs import Pack, Status
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, requests, rulebook
from jobcentre.services.audit import Who
from jobcentre.services.register import projecting
from jobcentre.services.transaction import transaction
from jobcentre.services.unfit import Fault, Unfit

SOON = timedelta(days=92)  # three months: new rules must be found and chosen in time


class Standing(StrEnum):
    """What has become of a choice, seen from a day."""

    IN_USE = "in_use"
    COMING = "coming"
    OVER = "over"
    WITHDRAWN = "withdrawn"


class CautionCode(StrEnum):
    """What an administrator should know before choosing. The comment names the facts."""

    MODEL = "model"  # it models something and is not law
    NOT_YET = "not_yet"  # day: in force only from then on
    NO_LONGER = "no_longer"  # day: the last one in force
    ENDS_SOON = "ends_soon"  # day: the last one in force
    REPLACES = "replaces"  # pack, day: another choice for that very day is withdrawn
    FOLLOWED = "followed"  # pack, day: a choice made before takes over then
    SAME = "same"  # it is in use then already


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, with who made it and when; ``pack`` is a name, for its file may be gone."""

    public_id: UUID
    pack: str
    from_on: date
    author: str | None
    chosen_at: datetime
    withdrawn_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning and what it is about."""

    code: CautionCode
    day: date | None = None
    pack: str | None = None


def history() -> tuple[Choice, ...]:
    """Return every choice of the municipality, the latest day first."""
    today, current = clock.today(), True
    query = select(RuleChoice, Staff.name).outerjoin(Staff, Staff.id == RuleChoice.author_id)
    found = []
    for row, author in db.session.execute(query.order_by(RuleChoice.from_on.desc(), RuleChoice.id.desc())):
        standing = Standing.OVER
        if row.withdrawn_at is not None:
            standing = Standing.WITHDRAWN
        elif row.from_on > today:
            standing = Standing.COMING
        elif current:
            standing, current = Standing.IN_USE, False
        found.append(Choice(row.public_id, row.pack, row.from_on, author, row.chosen_at, row.withdrawn_at, standing))
    return tuple(found)


def cautions(pack: Pack, from_on: date, made: tuple[Choice, ...]) -> tuple[Caution, ...]:
    """Return what to know before a pack is chosen from a day on; ``made`` are the choices there are."""
    found = [Caution(CautionCode.MODEL)] if pack.status is Status.MODEL else []
    until = pack.in_force_until
    if from_on < pack.in_force_from:
        found.append(Caution(CautionCode.NOT_YET, pack.in_force_from))
    if until is not None and until < from_on:
        found.append(Caution(CautionCode.NO_LONGER, until))
    elif until is not None and until < from_on + SOON:
        found.append(Caution(CautionCode.ENDS_SOON, until))
    stand = sorted((one for one in made if one.withdrawn_at is None), key=lambda one: one.from_on)
    before = [one for one in stand if one.from_on <= from_on]
    if before and before[-1].pack == pack.name:
        found.append(Caution(CautionCode.SAME, before[-1].from_on))
    elif before and before[-1].from_on == from_on:
        found.append(Caution(CautionCode.REPLACES, from_on, before[-1].pack))
    found.extend(Caution(CautionCode.FOLLOWED, one.from_on, one.pack) for one in stand if one.from_on > from_on)
    return tuple(found)


def choose(centre: Centre, name: str, from_on: date, request_id: UUID, who: Who) -> None:
    """Go by a pack from today or a later day on; commits. Raises ``Unfit``.

    Who was summoned before keeps the rule of then. A choice for that same day gives way. What is to come on a later
    day is counted anew by the sweep of that day.
    """
    checked(centre, name, from_on)
    with transaction():
        if requests.seen_before(request_id, "choose pack", name, from_on):
            return
        _take_turns()
        before = rulebook.name_in_use(from_on)
        if before != name:
            rulebook.choose(name, from_on, who)
            audit.record("pack.chosen", who, pack=name, from_on=from_on.isoformat(), before=before)
            if from_on == clock.today():
                projecting.project(centre, None)
        requests.answer(request_id, name)


def checked(centre: Centre, name: str, from_on: date | None) -> tuple[Pack, date]:
    """Return what can be chosen. Raises ``Unfit`` for a pack that is not there, no day, or one that is over."""
    faults = {}
    if name not in centre.packs:
        faults["pack"] = Fault.UNKNOWN
    if from_on is None:
        faults["from"] = Fault.MISSING
    elif from_on < clock.today():
        faults["from"] = Fault.PAST
    if faults or from_on is None:
        raise Unfit(faults)
    return centre.packs[name], from_on


def withdraw(public_id: UUID, request_id: UUID, who: Who) -> None:
    """Take a choice back before its day; commits. Raises ``Closed`` when there is none, or its day has come."""
    with transaction():
        if requests.seen_before(request_id, "withdraw pack choice", public_id):
            return
        query = select(RuleChoice).where(RuleChoice.public_id == public_id, RuleChoice.withdrawn_at.is_(None))
        found = db.session.execute(query.with_for_update().execution_options(populate_existing=True)).scalar()
        if found is None or found.from_on <= clock.today():
            raise Closed
        found.withdrawn_at = clock.now()
        audit.record("pack.choice_withdrawn", who, pack=found.pack, from_on=found.from_on.isoformat())
        requests.answer(request_id, "")


def _take_turns() -> None:
    """Let two choices for one day come one after the other."""
    db.session.execute(select(Municipality.id).where(Municipality.id == tenant()).with_for_update(key_share=True))
