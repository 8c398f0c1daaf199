"""The sweep itself: who is found is judged and acted upon, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Occasion
from jobcentre.rules.eligibility import Verdict
from jobcentre.rules.packs import Pack
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, rulebook, summoning, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.sweep import finding
from jobcentre.services.sweep.judging import Act, Swept, judge
from jobcentre.services.sweep.preview import Preview
from jobcentre.services.transaction import transaction

log = structlog.get_logger(__name__)
CHUNK = 500


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

    Who was summoned and no longer has the duty is let go. A dry run judges everybody with an open or coming spell or
    an open summons, and writes no more than that ``who`` saw them. Commits person by person.
    """
    today = clock.today()
    pack = rulebook.in_use(centre, today)
    if pack is None:
        return SweepResult(None)
    result = SweepResult(pack.name)
    if not dry_run:
        found = _found(finding.to_act_upon(pack, today))
        db.session.rollback()
        result.people.extend(_safely(centre, pack, row.id, row.external_id, who) for row in found)
        return result
    preview, people = Preview(centre, pack, who), _people(finding.to_judge(today))
    result.people.extend(preview.completed(judge(centre, pack, citizen), citizen) for citizen in people)
    with transaction():
        audit.record_many("citizen.listed", who, [person.citizen_id for person in result.people])
    return result


def _found(condition: ColumnElement[bool]) -> Sequence[Any]:
    return db.session.execute(select(Citizen.id, Citizen.external_id).where(condition).order_by(Citizen.id)).all()


def _people(condition: ColumnElement[bool]) -> Iterator[Citizen]:
    ids = [row.id for row in _found(condition)]
    for start in range(0, len(ids), CHUNK):
        chunk = _with_facts().where(Citizen.id.in_(ids[start : start + CHUNK])).order_by(Citizen.id)
        yield from db.session.execute(chunk).scalars().all()
        db.session.expunge_all()


def _with_facts() -> Any:
    """Return a query of citizens with their spells and overrides, as they stand now and not as they were once read."""
    return (
        select(Citizen)
        .options(selectinload(Citizen.spells), selectinload(Citizen.overrides))
        .execution_options(populate_existing=True)
    )


def _safely(centre: Centre, pack: Pack, citizen_id: int, external_id: str, who: Who) -> Swept:
    try:
        with transaction():
            return _act(centre, pack, citizen_id, who)
    except Exception as error:  # noqa: BLE001 - one person's failure is told, and the next one's turn comes
        log.error("sweep.person_failed", citizen_id=citizen_id, error=type(error).__name__)
        return Swept(citizen_id, external_id, Act.FAILED)


def _act(centre: Centre, pack: Pack, citizen_id: int, who: Who) -> Swept:
    """Judge by what stands once the row is ours: since the people were found, a person may have changed."""
    locked = _with_facts().where(Citizen.id == citizen_id).with_for_update(of=Citizen, key_share=True)
    citizen: Citizen = db.session.execute(locked).scalar_one()
    judged = judge(centre, pack, citizen)
    match judged.act:
        case Act.NOT_DUE if judged.occasion_id is not None:
            _drop(judged.occasion_id, citizen, who)
        case Act.WITHDRAWN if judged.occasion_id is not None:
            _withdraw(centre, judged.occasion_id, judged.verdict, who)
        case Act.SUMMONED:
            return _summon(centre, pack, citizen, judged, who)
    return judged


def _drop(occasion_id: int, citizen: Citizen, who: Who) -> None:
    """Take back what nobody has been told of; should the person become due again, it is made anew."""
    db.session.delete(db.session.get_one(Occasion, occasion_id))
    audit.record("occasion.dropped", who, citizen.id)


def _withdraw(centre: Centre, occasion_id: int, verdict: Verdict | None, who: Who) -> None:
    """Let go of a duty that has ended for good, and keep why: should its run go on after all, it does not count."""
    occasion = db.session.get_one(Occasion, occasion_id)
    if summoning.withdraw_quietly(centre, occasion_id, who, Ground.NO_LONGER_DUE) and verdict is not None:
        occasion.reasons = [*occasion.reasons, *verdicts.stored(verdict)]


def _summon(centre: Centre, pack: Pack, citizen: Citizen, judged: Swept, who: Who) -> Swept:
    if judged.occasion_id is not None:
        occasion = db.session.get_one(Occasion, judged.occasion_id)
        occasion.pack = pack.name  # of one held back under an earlier pack nobody has been told
        summoning.summoned_anew(centre, occasion, citizen, who)
    else:
        former = db.session.get(Occasion, judged.former_id) if judged.former_id else None
        occasion = summoning.make_occasion(citizen, pack, judged.verdict, who, former)
        summoning.summon(centre, occasion, citizen, who)
    held = occasion.held
    act = Act.HELD if held else Act.SUMMONED
    return Swept(citizen.id, citizen.external_id, act, judged.verdict, held, occasion.id)
