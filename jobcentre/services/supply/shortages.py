"""Telling team leaders where free times are short: one mail a day, as long as it is so."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.municipality import Team
from jobcentre.models.occasion import Held, Occasion
from jobcentre.models.staff import Staff
from jobcentre.rules import deadlines
from jobcentre.rules.access import Role
from jobcentre.rules.capacity import Group
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.services import messaging, rulebook
from jobcentre.services.messaging import Plan
from jobcentre.services.supply import capacity, waiting
from jobcentre.services.transaction import transaction
from jobcentre.texts.kinds import Kind, MessageFacts
from jobcentre.texts.shortages import Shortage

_WAITS = and_(Occasion.held == Held.NO_TIMES, Occasion.closed_at.is_(None))


@dataclass(frozen=True, slots=True)
class _Short:
    """One team that is short, or those without one."""

    team_id: int | None
    told: Shortage


def tell(centre: Centre) -> int:
    """Write to everybody who is to know of a shortage, once a day for each; return how many. Commits."""
    with transaction():
        readers = sorted({staff_id for one in _all(centre) for staff_id in _readers(one.team_id)})
        messaging.write(_plan(staff_id) for staff_id in readers)
    return len(readers)


def still(staff_id: int) -> bool:
    """Whether anybody waits for times of whom this leader is to know."""
    works = and_(Staff.id == Citizen.caseworker_id, Staff.active)
    team = case((Staff.id.is_not(None), Staff.team_id), else_=Citizen.team_id)
    query = select(team).distinct().select_from(Citizen).outerjoin(Staff, works)
    query = query.join(Occasion, Occasion.citizen_id == Citizen.id).where(_WAITS)
    return any(staff_id in _readers(team_id) for team_id in db.session.execute(query).scalars())


def facts(centre: Centre, reader: Staff | None) -> MessageFacts:
    """Return what the mail to one leader mentions, as it is now."""
    assert reader is not None
    return MessageFacts(
        caseworker=reader.name,
        shortages=of_reader(centre, reader.id),
        summon_url=centre.address("/caseworker/summon"),
    )


def of_reader(centre: Centre, staff_id: int) -> tuple[Shortage, ...]:
    """Return what one leader is to know now; nothing when it is over, or when somebody else is to know it."""
    return tuple(one.told for one in _all(centre) if staff_id in _readers(one.team_id))


def _plan(staff_id: int) -> Plan:
    today = clock.today()
    return Plan(
        subject=f"short:{today}",
        version=1,
        kind=Kind.STAFF_SHORTAGE,
        due_at=clock.now(),
        not_after=moment_of(today + timedelta(days=1), MIDNIGHT),
        columns={"staff_id": staff_id},
    )


def _all(centre: Centre) -> list[_Short]:
    """Every group with people held back for want of times; six statements at the most."""
    pack = rulebook.in_use(centre)
    held = _held()
    if pack is None or not held:
        return []
    until = deadlines.latest_on(clock.today(), pack)
    known = capacity.supply(pack, until)
    needing = Counter(capacity.group_of(known, row.caseworker_id, row.team_id) for row in waiting.who_needs_a_time())
    people: Counter[Group] = Counter()
    for row in held:
        people[capacity.group_of(known, row.caseworker_id, row.team_id)] += row.people
    teams = {row.id: row.name for row in db.session.execute(select(Team.id, Team.name))}
    found = []
    for group, number in people.items():
        told = Shortage(teams.get(group.team_id or 0, "–"), number, needing[group], known.meetings(group, until), until)
        found.append(_Short(group.team_id, told))
    return sorted(found, key=lambda one: one.told.name)


def _held() -> list[Any]:
    query = (
        select(Citizen.caseworker_id, Citizen.team_id, func.count(Occasion.id).label("people"))
        .join(Occasion, Occasion.citizen_id == Citizen.id)
        .where(_WAITS)
        .group_by(Citizen.caseworker_id, Citizen.team_id)
    )
    return list(db.session.execute(query).all())


def _readers(team_id: int | None) -> list[int]:
    """The team's leaders; where it has none, all leaders; where there are none, the administrators."""
    leads = and_(Staff.active, Staff.role == Role.TEAM_LEADER)
    for whose in (and_(leads, Staff.team_id == team_id), leads, and_(Staff.active, Staff.role == Role.ADMINISTRATOR)):
        found = list(db.session.execute(select(Staff.id).where(whose).order_by(Staff.id)).scalars())
        if found:
            return found
    return []
