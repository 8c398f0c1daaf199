"""What a file says of people that somebody should know: spells that contradict each other, who left, who came back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.task import TaskKind
from jobcentre.registers import PersonRow
from jobcentre.rules import counting
from jobcentre.services import tasks
from jobcentre.services.audit import Who
from jobcentre.services.register.intake.comparing import Difference
from jobcentre.services.visibility import people_of


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody to be told of, by the case number; ``line`` is the first of the person's in the file."""

    external_id: str
    line: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Who stands out in a stretch of the file."""

    contradictory: tuple[Noted, ...]
    left: tuple[Noted, ...]
    returned: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on file whom the reader may see."""

    public_id: UUID
    name: str


def of(people: Sequence[PersonRow], difference: Difference) -> Findings:
    """Return who stands out; of those who left and came back only whoever the file brings it of."""
    by_id = {person.external_id: person for person in people}
    left = [c.external_id for c in difference.changes if c.left]
    left += [person.external_id for person in difference.new if person.left_on is not None]
    returned = [c.external_id for c in difference.changes if c.returned]
    return Findings(
        contradictory=_noted(_contradictory(people, difference)),
        left=_noted(by_id[external_id] for external_id in left),
        returned=_noted(by_id[external_id] for external_id in returned),
    )


def settle(found: Findings, difference: Difference, who: Who) -> None:
    """Call for somebody where spells have come to contradict each other, and let go where they no longer do.

    Who has been looked at and is reported as before is not called for again. Does not commit.
    """
    wrong = {one.external_id for one in found.contradictory}
    news = {c.external_id for c in difference.changes if c.of_spells or c.left}
    news |= {person.external_id for person in difference.new}
    called = _ids(wrong & news) if wrong & news else []
    for citizen_id in called:
        tasks.open_task(TaskKind.SPELLS, citizen_id)
    right = [c.citizen_id for c in difference.changes if c.external_id not in wrong]
    tasks.settle(right, (TaskKind.SPELLS,), who)


def _contradictory(people: Iterable[PersonRow], difference: Difference) -> list[PersonRow]:
    """Return those of whom not everything can be so: unemployed here after having left is one of it."""
    left = {change.external_id: change.left_on for change in difference.changes}
    return [one for one in people if _is_contradictory(one, left.get(one.external_id, one.left_on))]


def _is_contradictory(person: PersonRow, left_on: date | None) -> bool:
    if left_on is not None and any(spell.started_on >= left_on for spell in person.spells):
        return True
    today = clock.today()
    spells = [
        counting.Spell(
            id=number,
            started_on=spell.started_on,
            ended_on=spell.ended_on,
            threshold_reached_on=spell.threshold_reached_on,
            benefit_group=spell.benefit_group,
            hours=spell.hours,
            hours_on=today,
        )
        for number, spell in enumerate(person.spells)
    ]
    return bool(counting.contradictions(spells))


def names(external_ids: Collection[str], who: Who) -> dict[str, Named]:
    """Return who they are, by their case numbers: those on file whom the reader may see."""
    if not external_ids:
        return {}
    query = select(Citizen).where(Citizen.external_id.in_(external_ids), people_of(who))
    return {one.external_id: Named(one.public_id, one.name) for one in db.session.execute(query).scalars()}


def _noted(people: Iterable[PersonRow]) -> tuple[Noted, ...]:
    return tuple(Noted(person.external_id, person.line) for person in people)


def _ids(external_ids: Collection[str]) -> Sequence[int]:
    return db.session.execute(select(Citizen.id).where(Citizen.external_id.in_(external_ids))).scalars().all()
