"""Whom the measuring is done with: a town of five caseworkers and one of eighty, each with two guests."""

from dataclasses import dataclass
from datetime import time

from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.services import links
from tests import builders

SIZES = (5, 80)


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
