"""Whom the measuring is done with: towns of five and of eighty caseworkers, and a hundred thousand old meetings."""

from dataclasses import dataclass
from datetime import time

import psycopg

from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.services import links
from tests import builders

SIZES = (5, 80)
ON_FILE = 100_000
AHEAD = 8  # of them, for each caseworker in the coming two weeks
PATIENTS = 20_000  # citizens the old meetings were with


@dataclass(frozen=True, slots=True)
class Guest:
    """A citizen who has been summoned: the link's token, and the summons's number."""

    token: str
    summons_id: int


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with one team; one guest has a caseworker of their own, one may choose anybody of the team."""

    municipality_id: int
    staff_ids: tuple[int, ...]
    assigned: Guest
    unassigned: Guest


def town(centre: Centre, caseworkers: int) -> Town:
    """Make a town and commit it. Everybody is open 9 to 12 and 12.30 to 15 on weekdays."""
    municipality = builders.a_municipality()
    with scope(municipality.id):
        team = builders.a_team()
        staff = [builders.a_staff(team=team) for _ in range(caseworkers)]
        for member in staff:
            builders.hours(member, time(9), time(12))
            builders.hours(member, time(12, 30), time(15))
        guests = [_guest(centre, team.id, caseworker_id) for caseworker_id in (staff[0].id, None)]
        made = Town(municipality.id, tuple(member.id for member in staff), *guests)
        db.session.remove()
    return made


def _guest(centre: Centre, team_id: int, caseworker_id: int | None) -> Guest:
    citizen = builders.a_citizen(centre, team_id=team_id, caseworker_id=caseworker_id)
    summons = builders.a_summons(centre, citizen)
    return Guest(links.token_of(centre, summons), summons.id)


def fill(connection: psycopg.Connection, towns: dict[int, Town]) -> None:
    """Put ``ON_FILE`` meetings on file, with all that belongs to each: some ahead of us, the rest long past."""
    largest = towns[max(SIZES)]
    ahead = [(made.municipality_id, list(made.staff_ids)) for made in towns.values()]
    past = ON_FILE - sum(len(staff) * AHEAD for _, staff in ahead)
    with connection.transaction():
        connection.execute(_MEETINGS.format(starts=_PAST), _values(largest.municipality_id, largest.staff_ids, past))
        for municipality_id, staff in ahead:
            values = _values(municipality_id, staff, len(staff) * AHEAD)
            connection.execute(_MEETINGS.format(starts=_AHEAD), values)


def _values(municipality_id: int, staff_ids: object, count: int) -> dict[str, object]:
    return {"area": municipality_id, "staff": list(staff_ids), "count": count}  # type: ignore[call-overload]
