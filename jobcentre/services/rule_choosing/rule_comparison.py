"""Who would be due under another rule pack, beside the one the municipality goes by: read before it is chosen.

Everybody who could be due is judged twice, person by person as the rows come, so that a large municipality needs no
more memory than a small one, and no more statements.
"""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, inspect, or_, select
from sqlalchemy.orm import aliased

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.occasion import Occasion
from jobcentre.models.override import Override
from jobcentre.rules import eligibility
from jobcentre.rules.eligibility import Person, Verdict
from jobcentre.rules.packs import Pack
from jobcentre.services import audit, occasions, rulebook, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.rule_choosing.could_be_due import could_be_due
from jobcentre.services.sweep import finding
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

AHEAD = timedelta(weeks=4)
SHOWN = 50  # names of one group, the earliest days first
BATCH = 500


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A person and the day they are due; ``before`` is that day under the pack in use, where it is another."""

    day: date
    name: str
    public_id: UUID
    citizen_id: int = field(repr=False)
    before: date | None = field(default=None, compare=False)


@dataclass(slots=True)
class Group:
    """How many people, how many of them on the first day, and the names the reader may see."""

    total: int = 0
    at_once: int = 0
    _latest_first: list[tuple[int, Line]] = field(default_factory=list, repr=False)

    @property
    def lines(self) -> list[Line]:
        return sorted(line for _, line in self._latest_first)

    def add(self, first: date, line: Line, visible: bool) -> None:
        self.total += 1
        self.at_once += line.day == first
        if visible:
            entry = (-line.day.toordinal(), line)
            (heapq.heappush if len(self._latest_first) < SHOWN else heapq.heappushpop)(self._latest_first, entry)


@dataclass(slots=True)
class Comparison:
    """Who is due from ``first`` to ``last``, both inclusive, under ``other`` and under ``present``, if there is one.

    ``summoned``: due under either, and summoned already; for them nothing changes.
    """

    other: Pack
    present: Pack | None
    first: date
    last: date
    newly: Group = field(default_factory=Group)
    no_longer: Group = field(default_factory=Group)
    same: Group = field(default_factory=Group)
    summoned: int = 0

    @property
    def citizen_ids(self) -> list[int]:
        """Return whose names are shown."""
        return [line.citizen_id for group in (self.newly, self.no_longer, self.same) for line in group.lines]


def compare(centre: Centre, other: Pack, first: date, who: Who) -> Comparison:
    """Compare a pack with the one in use on a day, for that day and the four weeks after it; commits the entries of
    the reading. The people are judged by what is known today.
    """
    found = Comparison(other, rulebook.in_use(centre, first), first, first + AHEAD)
    with transaction():
        with ExitStack() as opened:
            for citizen, facts in _people(found, who, opened):
                _judge(found, citizen, facts)
        audit.record_many("citizen.listed", who, found.citizen_ids)
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    spells: Sequence[Any]
    overrides: Sequence[Any]
    occasions: Sequence[Any]


def _people(found: Comparison, who: Who, opened: ExitStack) -> Iterator[tuple[Any, _Facts]]:
    """Yield whoever could be due under either pack and what the rules want to know: four statements, read abreast."""
    packs = [pack for pack in (found.present, found.other) if pack is not None]
    could_be = or_(*(could_be_due(pack, found.first, found.last) for pack in packs))
    wanted = and_(finding.to_judge(found.first), could_be)
    people = select(*_columns(Citizen), people_of(who).label("visible")).where(wanted).order_by(Citizen.id)
    # under names of their own: `wanted` asks the same tables
    spell, override, occasion = aliased(Spell), aliased(Override), aliased(Occasion)
    spells = _Abreast(spell, spell.withdrawn_at.is_(None) & wanted, opened)
    overrides = _Abreast(override, override.ended_at.is_(None) & wanted, opened)
    made = _Abreast(occasion, occasion.held.is_(None) & wanted, opened)
    for citizen in _stream(people, opened):
        yield citizen, _Facts(*(rows.of(citizen.id) for rows in (spells, overrides, made)))


class _Abreast:
    """The rows of one table, ordered by person, taken person by person while the people go by in the same order."""

    def __init__(self, table: Any, wanted: ColumnElement[bool], opened: ExitStack) -> None:
        query = select(*_columns(table)).join(Citizen, Citizen.id == table.citizen_id).where(wanted)
        rows = _stream(query.order_by(table.citizen_id, table.id), opened)
        self._groups = groupby(rows, key=lambda row: row.citizen_id)
        self._ahead: tuple[int, list[Any]] | None = None

    def of(self, citizen_id: int) -> Sequence[Any]:
        while self._ahead is None or self._ahead[0] < citizen_id:
            whose, rows = next(self._groups, (citizen_id, ()))
            self._ahead = (whose, list(rows))
        return self._ahead[1] if self._ahead[0] == citizen_id else ()


def _stream(query: Any, opened: ExitStack) -> Any:
    """Return the rows of a statement, read as they are wanted until ``opened`` ends."""
    return opened.enter_context(closing(db.session.execute(query.execution_options(yield_per=BATCH))))


def _columns(table: Any) -> list[Any]:
    """Every column by itself: rows take a fraction of what objects of the session take."""
    return [getattr(table, column.key) for column in inspect(table).mapper.column_attrs]


def _judge(found: Comparison, citizen: Any, facts: _Facts) -> None:
    person = verdicts.person_of(citizen, facts.spells, facts.overrides)
    days = []
    for pack in (found.present, found.other):
        verdict = _due(person, pack, found.first, found.last) if pack else None
        if verdict is not None and _done(verdict[1], facts.occasions):
            found.summoned += 1
            return
        days.append(verdict[0] if verdict else None)
    before, after = days
    if before is None and after is None:
        return
    group = found.same if before and after else found.newly if after else found.no_longer
    day = after or before or found.first
    other = before if before != day else None
    name = f"{citizen.given_name} {citizen.family_name}"
    group.add(found.first, Line(day, name, citizen.public_id, citizen.id, other), citizen.visible)


def _due(person: Person, pack: Pack, first: date, last: date) -> tuple[date, Verdict] | None:
    """Return the first of the days on which somebody is due.

    That is the first one, the day the threshold is reached, the one after something that stands in the way, or the
    one on which the rule comes into force: on no other day can it begin.
    """
    verdict = eligibility.assess(person, pack, first)
    if verdict.due:
        return first, verdict
    ends = [one.until_on + timedelta(days=1) for one in person.overrides if one.until_on is not None]
    days = {verdict.projected_on, pack.in_force_from, *ends}
    for day in sorted(day for day in days if day is not None and first < day <= last):
        verdict = eligibility.assess(person, pack, day)
        if verdict.due:
            return day, verdict
    return None


def _done(verdict: Verdict, made: Sequence[Any]) -> bool:
    """Whether the person has been summoned for this run, or is being for another."""
    gone = occasions.let_go_of(made)
    return any(
        one.closed_at is None or (one.id not in gone and eligibility.same_episode(verdict, one.episode, one.due_on))
        for one in made
    )
