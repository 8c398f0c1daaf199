"""What a sweep is about to do: everybody found is judged, and free times are given out before anything is sent.

The nightly sweep, a sweep by hand and a look beforehand all go by the same plan.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.municipality import Team
from jobcentre.models.occasion import Held
from jobcentre.rules.capacity import Group, Room
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.packs import Pack
from jobcentre.services import messaging
from jobcentre.services.audit import Who
from jobcentre.services.summoning import lacking
from jobcentre.services.summoning.lacking import Office
from jobcentre.services.supply import capacity
from jobcentre.services.sweep.judging import Act, Face, Swept, files_of, judge
from jobcentre.services.visibility import people_of
from jobcentre.texts.kinds import Kind

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """One group's people against its times. ``people`` are to be summoned now, ``short`` wait until there are times.

    ``waiting`` have been summoned and have no time yet: they come first. ``times`` interviews could be held until
    ``until``. ``team`` is its name and ``key`` its public id; both are missing where everybody's times count.
    """

    group: Group
    team_id: int | None
    people: int
    short: int
    waiting: int
    times: int
    until: date
    key: str = ""
    team: str | None = None


@dataclass(slots=True)
class Plan:
    """Everybody judged, the room left, and the figures by group. ``last_days`` is each person's own last day.

    ``left`` counts people of whom nothing is to be done and who were not kept.
    """

    people: list[Swept] = field(default_factory=list)
    left: Counter[Act] = field(default_factory=Counter)
    figures: tuple[Figures, ...] = ()
    room: Room | None = None
    last_days: dict[int, date] = field(default_factory=dict)


def plan(
    centre: Centre,
    pack: Pack,
    condition: ColumnElement[bool],
    only: Sequence[UUID] | None = None,
    keep_left: bool = True,
) -> Plan:
    """Judge everybody the condition finds, and give out the times: the longest waiting come first.

    ``keep_left`` False: people of whom nothing is to be done are counted, and no more of them is kept in memory.
    Statements: a handful for each ``CHUNK`` of people and some ten beside, however many groups there are.
    """
    found = Plan()
    for people in _chunks(condition, only):
        office, files = lacking.office(), files_of([citizen.id for citizen in people])
        for citizen in people:
            judged = judge(centre, pack, citizen, files[citizen.id])
            if judged.is_left and not keep_left:
                found.left[judged.act] += 1
                continue
            found.people.append(_completed(centre, pack, citizen, judged, office, found))
    _give_out(centre, pack, found)
    return found


def faces(people: Iterable[Swept], who: Who) -> list[Swept]:
    """Return the same people with who they are, for those the reader may see."""
    people = list(people)
    query = select(Citizen.id, Citizen.public_id, Citizen.given_name, Citizen.family_name).where(people_of(who))
    known: dict[int, Face] = {}
    for start in range(0, len(people), CHUNK):
        ids = [one.citizen_id for one in people[start : start + CHUNK]]
        for row in db.session.execute(query.where(Citizen.id.in_(ids))):
            known[row.id] = Face(row.public_id, f"{row.given_name} {row.family_name}")
    return [replace(one, face=known.get(one.citizen_id)) for one in people]


def with_facts() -> Any:
    """Return a query of citizens with their spells and overrides, as they stand now and not as they were once read."""
    return (
        select(Citizen)
        .options(selectinload(Citizen.spells), selectinload(Citizen.overrides))
        .execution_options(populate_existing=True)
    )


def _chunks(condition: ColumnElement[bool], only: Sequence[UUID] | None) -> Iterator[Sequence[Citizen]]:
    query = select(Citizen.id).where(condition)
    if only is not None:
        query = query.where(Citizen.public_id.in_(only))
    ids = list(db.session.execute(query.order_by(Citizen.id)).scalars())
    for start in range(0, len(ids), CHUNK):
        chunk = with_facts().where(Citizen.id.in_(ids[start : start + CHUNK])).order_by(Citizen.id)
        yield db.session.execute(chunk).scalars().all()


def _completed(centre: Centre, pack: Pack, citizen: Citizen, judged: Swept, office: Office, found: Plan) -> Swept:
    """Add what stands against summoning who is to be summoned, times left out, and where their times are."""
    if judged.act is not Act.SUMMONED:
        return judged
    obstacle = lacking.against(centre, pack, citizen, office, lacking.books_not(citizen))
    found.last_days[citizen.id] = last = lacking.last_day(pack, citizen)
    ways = messaging.reach_of(centre, citizen).routes(Kind.SUMMONS, moment_of(last, MIDNIGHT))
    group = office.group_of(citizen)
    if obstacle is None:
        return replace(judged, group=group, ways=ways)
    return replace(judged, act=Act.HELD, held=obstacle.held, fields=obstacle.fields, group=group, ways=ways)


def _give_out(centre: Centre, pack: Pack, found: Plan) -> None:
    wanting = [(number, one) for number, one in enumerate(found.people) if one.act is Act.SUMMONED]
    if not wanting:
        return
    ends = {one.citizen_id for one in found.people if one.group is not None or one.occasion_id is not None}
    room, waiting = capacity.room(centre, pack, max(found.last_days.values()), ends)
    found.room = room
    for number, one in sorted(wanting, key=_longest_first):
        if one.group is not None and not room.take(one.group, found.last_days[one.citizen_id]):
            found.people[number] = replace(one, act=Act.HELD, held=Held.NO_TIMES)
    found.figures = _figures(found, room, waiting)


def _longest_first(entry: tuple[int, Swept]) -> tuple[date, int]:
    verdict = entry[1].verdict
    return (verdict.due_on if verdict and verdict.due_on else date.max, entry[1].citizen_id)


def _figures(found: Plan, room: Room, waiting: dict[Group, int]) -> tuple[Figures, ...]:
    """Count by group, those with people to summon or held back for want of times."""
    people: dict[Group, list[Swept]] = {}
    for one in found.people:
        if one.group is not None and (one.act is Act.SUMMONED or one.waits_for_times):
            people.setdefault(one.group, []).append(one)
    made = [_figure(room, group, of, found.last_days, waiting.get(group, 0)) for group, of in people.items()]
    return _named(made)


def _figure(room: Room, group: Group, of: list[Swept], last_days: dict[int, date], waiting: int) -> Figures:
    until = max(last_days[one.citizen_id] for one in of)
    short = sum(one.waits_for_times for one in of)
    return Figures(
        group=group,
        team_id=group.team_id,
        people=len(of) - short,
        short=short,
        waiting=waiting,
        times=room.supply.meetings(group, until),
        until=until,
    )


def _named(made: Sequence[Figures]) -> tuple[Figures, ...]:
    """Return the figures with names, by team; those of everybody last."""
    teams = {row.id: row for row in db.session.execute(select(Team.id, Team.public_id, Team.name))}
    named = [
        replace(one, key=str(teams[one.team_id].public_id), team=teams[one.team_id].name) if one.team_id else one
        for one in made
    ]
    return tuple(sorted(named, key=lambda one: (one.team is None, one.team or "")))
