"""People and things for tests. Every argument is optional; what a test cares about, it says.

Builders add and commit, inside whatever scope is entered (``a_town`` enters its own).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from flask import current_app
from sqlalchemy import update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.municipality import Municipality, Team
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.rule import RuleChoice
from jobcentre.models.staff import Staff
from jobcentre.rules import deadlines
from jobcentre.rules.access import Role
from jobcentre.rules.overrides import Ground
from jobcentre.services import links
from jobcentre.services.register import projecting

PACK = "unge-digital-2021"
PASSWORD = "en-lang-adgangskode"
_numbers, _serials = count(1), count(1)
T = TypeVar("T")


@dataclass
class Town:
    """A municipality, its team and a caseworker who has hours."""

    centre: Centre
    municipality: Municipality
    team: Team
    caseworker: Staff


def a_town(centre: Centre, **given: Any) -> Town:
    """Make a municipality with one team and one caseworker open on weekdays from 9 to 15."""
    municipality = a_municipality(**given)
    with scope(municipality.id):
        team = a_team()
        caseworker = a_staff(team=team)
        hours(caseworker)
    return Town(centre, municipality, team, caseworker)


def saved(row: T) -> T:
    db.session.add(row)
    db.session.commit()
    return row


def a_municipality(**given: Any) -> Municipality:
    """Make a municipality that goes by ``rule_pack``."""
    n, chosen = next(_numbers), given.pop("rule_pack", PACK)
    row = Municipality(
        **{
            "code": f"{n % 10000:04d}",
            "name": "Eksempel Kommune",
            "jobcentre": "Jobcenter Eksempel",
            "address": "Rådhusvej 1, 0000 Eksempel",
            "phone": "70 10 10 10",
            "phone_hours": "mandag til fredag kl. 9-15",
            "email": "jobcenter@eksempel.example",
            **given,
        }
    )
    saved(row)
    with scope(row.id):
        a_rule(chosen)
    return row


def a_rule(pack: str | None, from_on: date = date(2022, 1, 1)) -> None:
    """Let the municipality of the scope go by another pack, or by none."""
    db.session.execute(update(RuleChoice).values(withdrawn_at=clock.now()))
    if pack is not None:
        db.session.add(RuleChoice(pack=pack, from_on=from_on, chosen_at=clock.now()))
    db.session.commit()
    project()


def a_team(**given: Any) -> Team:
    return saved(Team(**{"name": f"Team {next(_numbers)}", **given}))


def a_staff(**given: Any) -> Staff:
    n = next(_numbers)
    defaults = {
        "email": f"sagsbehandler{n}@eksempel.example",
        "name": "Mette Skov",
        "role": Role.CASEWORKER,
        "created_at": clock.now(),
    }
    return saved(Staff(**{**defaults, **given}))


def hours(
    staff: Staff, starts: time = time(9), ends: time = time(15), weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
) -> None:
    for weekday in weekdays:
        db.session.add(WeeklyHours(staff_id=staff.id, weekday=weekday, starts=starts, ends=ends))
    db.session.commit()


def a_cpr(birth_date: date) -> str:
    """Return a number that nobody has: the day is raised by 60."""
    return f"{birth_date.day + 60}{birth_date:%m%y}{next(_serials) % 10000:04d}"


def a_citizen(centre: Centre, **given: Any) -> Citizen:
    """Make a citizen born 4 May 2001 with an e-mail address; ``cpr`` may be given as ten digits."""
    n, public_id = next(_numbers), uuid4()
    birth_date = given.pop("birth_date", date(2001, 5, 4))
    cpr = given.pop("cpr", None) or a_cpr(birth_date)
    area = db.session().info["municipality_id"]
    sealed = centre.keys.seal(cpr.encode(), f"{area}:citizen:{public_id}:cpr")
    defaults = {
        "public_id": public_id,
        "external_id": f"SAG-{n}",
        "cpr_sealed": sealed.value,
        "cpr_key": sealed.key,
        "cpr_index": centre.keys.blind(cpr, f"{area}:cpr"),
        "birth_date": birth_date,
        "given_name": "Emilie",
        "family_name": "Vestergaard",
        "email": f"borger{n}@example.dk",
        "mobile": "+4520000000",
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    return saved(Citizen(**{**defaults, **given}))


def a_spell(citizen: Citizen, started_on: date = date(2026, 5, 1), **given: Any) -> Spell:
    """Make a spell, and count when the person's run reaches the threshold, as taking in a file does."""
    defaults = {"benefit_group": BenefitGroup.KONTANTHJAELP, "created_at": clock.now()}
    made = saved(Spell(**{"citizen_id": citizen.id, "started_on": started_on, **defaults, **given}))
    if "projected_on" not in given:
        project([citizen.id])
    return made


def project(citizen_ids: Sequence[int] | None = None) -> None:
    """Count when these people, or all of the scope, reach the threshold."""
    projecting.project(current_app.extensions["jobcentre"], citizen_ids)
    db.session.commit()


def an_exemption(citizen: Citizen, **given: Any) -> Override:
    defaults = {"ground": Ground.OTHER, "from_on": clock.today(), "created_at": clock.now()}
    return saved(Override(**{"citizen_id": citizen.id, **defaults, **given}))


def an_occasion(citizen: Citizen, **given: Any) -> Occasion:
    defaults = {
        "pack": PACK,
        "episode": date(2026, 5, 1),
        "due_on": date(2026, 11, 1),
        "reasons": [],
        "created_at": clock.now(),
    }
    return saved(Occasion(**{"citizen_id": citizen.id, **defaults, **given}))


def a_summons(centre: Centre, citizen: Citizen | None = None, **given: Any) -> Summons:
    """Make a summons issued today, with its occasion unless one is given (``occasion_id``)."""
    citizen = citizen or a_citizen(centre)
    occasion_id = given.pop("occasion_id", None) or an_occasion(citizen).id
    pack, today, public_id = centre.packs[PACK], clock.today(), uuid4()
    defaults = {
        "public_id": public_id,
        "pack": PACK,
        "issued_at": clock.now(),
        "book_by": deadlines.book_by(today, pack),
        "latest_on": deadlines.latest_on(today, pack),
        **links.sealed_token(centre, "summons", public_id),
    }
    return saved(Summons(**{"occasion_id": occasion_id, "citizen_id": citizen.id, **defaults, **given}))


def a_meeting(centre: Centre, staff: Staff, summons: Summons | None = None, **given: Any) -> Meeting:
    """Make a confirmed meeting of half an hour with its claim; by default on the 25th at 10."""
    summons = summons or a_summons(centre)
    starts_at: datetime = given.pop("starts_at", datetime(2026, 11, 25, 10, tzinfo=clock.ZONE))
    public_id = uuid4()
    defaults = {
        "public_id": public_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "status": MeetingStatus.CONFIRMED,
        "uid": f"{uuid4()}@jobcentre.test",
        "booked_by": Party.CITIZEN,
        "created_at": clock.now(),
        "updated_at": clock.now(),
        **links.sealed_token(centre, "meeting", public_id),
    }
    ids = {"summons_id": summons.id, "citizen_id": summons.citizen_id, "staff_id": staff.id}
    meeting = saved(Meeting(**{**ids, **defaults, **given}))
    if meeting.status is MeetingStatus.CONFIRMED:
        saved(Claim(meeting_id=meeting.id, staff_id=staff.id, starts_at=starts_at, ends_at=meeting.ends_at))
    return meeting
