"""Finding who is due and summoning them: everything due and not done, however often and late it runs.

What "done" means is the uniqueness of an occasion. The selection is one statement over all people; each
person found is then judged by the rules and acted upon in a transaction of their own, so that one failure
never stops the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import selectinload

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules import counting, deadlines, eligibility
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Pack
from jobcentre.services import audit, summoning
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction

log = structlog.get_logger(__name__)
CHUNK = 500


class Act(StrEnum):
    """What the sweep did, or in a dry run would do, about one person."""

    SUMMONED = "summoned"
    HELD = "held"
    NOT_DUE = "not_due"
    ALREADY = "already"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Swept:
    """One person's part of a sweep; ``external_id`` is the case system's."""

    citizen_id: int
    external_id: str
    act: Act
    verdict: eligibility.Verdict | None = None
    held: Held | None = None


@dataclass(slots=True)
class SweepResult:
    """``pack`` is ``None`` when the municipality has chosen no rule pack; then nobody is judged."""

    pack: str | None
    people: list[Swept] = field(default_factory=list)

    def count(self, act: Act) -> int:
        return sum(person.act is act for person in self.people)

    @property
    def summary(self) -> str:
        """One line of numbers for logs and the timetable's record."""
        return ", ".join(f"{act.value} {self.count(act)}" for act in Act)


def sweep(centre: Centre, dry_run: bool = False, who: Who = audit.SYSTEM) -> SweepResult:
    """Summon everybody of the current municipality who is due today (Copenhagen) and has not been.

    A dry run judges everybody with an open or coming spell and writes no more than that ``who`` saw them.
    Commits person by person.
    """
    today = clock.today()
    name = db.session.execute(select(Municipality.rule_pack).where(Municipality.id == tenant())).scalar()
    if name is None or name not in centre.packs:
        return SweepResult(None)
    pack = centre.packs[name]
    result = SweepResult(pack.name)
    condition = _has_spell(today) if dry_run else or_(_maybe_due(pack, today), _held_back())
    for citizen in _people(condition):
        result.people.append(_judge(pack, citizen, today) if dry_run else _safely(centre, pack, citizen, who))
    if dry_run:
        with transaction():
            audit.record_many("citizen.listed", who, [person.citizen_id for person in result.people])
    return result


def _people(condition: ColumnElement[bool]) -> Iterator[Citizen]:
    ids = db.session.execute(select(Citizen.id).where(condition).order_by(Citizen.id)).scalars().all()
    for start in range(0, len(ids), CHUNK):
        yield from db.session.execute(_with_facts(ids[start : start + CHUNK])).scalars().all()
        db.session.expunge_all()


def _with_facts(ids: Any) -> Any:
    return (
        select(Citizen)
        .where(Citizen.id.in_(ids))
        .order_by(Citizen.id)
        .options(selectinload(Citizen.spells), selectinload(Citizen.exemptions))
    )


def _open_spell(today: date) -> ColumnElement[bool]:
    return and_(
        Spell.citizen_id == Citizen.id,
        Spell.withdrawn_at.is_(None),
        Spell.started_on <= today,
        or_(Spell.ended_on.is_(None), Spell.ended_on > today),
    )


def _maybe_due(pack: Pack, today: date) -> ColumnElement[bool]:
    """Whoever may be due: the rules have the last word, but nobody due is left out.

    A run of touching spells began with some spell at least the threshold ago, or the case system says so. An
    occasion that became due after the open spell began is about the same run (see ``rules.eligibility``).
    """
    long_ago = counting.add_months(today, -pack.threshold_months)
    some = and_(Spell.citizen_id == Citizen.id, Spell.withdrawn_at.is_(None))
    # a month's end may count a few days more or less; four days cover every pair of months
    reached = or_(Spell.started_on <= date.fromordinal(long_ago.toordinal() + 4), Spell.threshold_reached_on <= today)
    # correlated by hand: two levels down, the tenant filter would bring its own citizen in
    done = (
        exists()
        .where(Occasion.citizen_id == Citizen.id, Occasion.pack == pack.name, Occasion.due_on >= Spell.started_on)
        .correlate(Citizen, Spell)
    )
    return and_(exists().where(some, reached), exists().where(_open_spell(today), ~done))


def _held_back() -> ColumnElement[bool]:
    return exists().where(Occasion.citizen_id == Citizen.id, Occasion.held.is_not(None), Occasion.closed_at.is_(None))


def _has_spell(today: date) -> ColumnElement[bool]:
    return exists().where(
        Spell.citizen_id == Citizen.id,
        Spell.withdrawn_at.is_(None),
        or_(Spell.ended_on.is_(None), Spell.ended_on > today),
    )


def _safely(centre: Centre, pack: Pack, citizen: Citizen, who: Who) -> Swept:
    citizen_id, external_id = citizen.id, citizen.external_id  # a rollback would make us ask the database
    try:
        with transaction():
            return _act(centre, pack, citizen, who)
    except Exception as error:  # noqa: BLE001 - one person's failure is told, and the next one's turn comes
        log.error("sweep.person_failed", citizen_id=citizen_id, error=type(error).__name__)
        return Swept(citizen_id, external_id, Act.FAILED)


def _act(centre: Centre, pack: Pack, citizen: Citizen, who: Who) -> Swept:
    db.session.execute(select(Citizen.id).where(Citizen.id == citizen.id).with_for_update())
    judged = _judge(pack, citizen, clock.today())
    if judged.act is Act.NOT_DUE and (waiting := _open_occasion(citizen.id)):
        # nobody has been told of it; should the person become due again, it is made anew
        db.session.delete(waiting)
        audit.record("occasion.dropped", who, citizen.id)
    if judged.act is not Act.SUMMONED or judged.verdict is None:
        return judged
    verdict = judged.verdict
    occasion = _open_occasion(citizen.id) or summoning.make_occasion(citizen, pack, verdict, who)
    occasion.pack = pack.name  # of one held back under an earlier pack nobody has been told
    held = summoning.summon(centre, occasion, citizen, who)
    return Swept(citizen.id, citizen.external_id, Act.HELD if held else Act.SUMMONED, verdict, held)


def _judge(pack: Pack, citizen: Citizen, today: date) -> Swept:
    """Judge without acting: ``SUMMONED`` means a summons is to be sent."""
    verdict = eligibility.assess(person_of(citizen), pack, today)
    first_day = day_of(deadlines.earliest(clock.now(), pack))
    if not verdict.due or eligibility.too_old_on(citizen.birth_date, pack) <= first_day:
        return Swept(citizen.id, citizen.external_id, Act.NOT_DUE, verdict)
    made = db.session.execute(
        select(Occasion.episode, Occasion.due_on, Occasion.held, Occasion.closed_at, Summons.id)
        .outerjoin(Summons, Summons.occasion_id == Occasion.id)
        .where(Occasion.citizen_id == citizen.id, Occasion.pack == pack.name)
    ).all()
    waiting = any(row.held is not None and row.closed_at is None and row.id is None for row in made)
    if not waiting and any(eligibility.same_episode(verdict, row.episode, row.due_on) for row in made):
        return Swept(citizen.id, citizen.external_id, Act.ALREADY, verdict)
    return Swept(citizen.id, citizen.external_id, Act.SUMMONED, verdict)


def _open_occasion(citizen_id: int) -> Occasion | None:
    return db.session.execute(
        select(Occasion)
        .where(Occasion.citizen_id == citizen_id, Occasion.held.is_not(None), Occasion.closed_at.is_(None))
        .limit(1)
    ).scalar()


def person_of(citizen: Citizen) -> eligibility.Person:
    """Return what the rules need to know of a citizen; withdrawn spells and ended exemptions do not count."""
    spells = (
        counting.Spell(
            id=spell.id,
            started_on=spell.started_on,
            ended_on=spell.ended_on,
            threshold_reached_on=spell.threshold_reached_on,
            benefit_group=spell.benefit_group.value,
        )
        for spell in citizen.spells
        if spell.withdrawn_at is None
    )
    exemptions = (
        eligibility.Exemption(ground=one.ground.value, from_on=one.from_on, until_on=one.until_on)
        for one in citizen.exemptions
        if one.ended_at is None
    )
    return eligibility.Person(birth_date=citizen.birth_date, spells=tuple(spells), exemptions=tuple(exemptions))
