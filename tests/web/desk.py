"""What the tests of the caseworker's pages share: the town's caseworker in a browser, and people of the town's team."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from tests.builders import Town, a_citizen, a_spell


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """A moment of November 2026 on a Danish wall clock; the tests stand on the 23rd at nine."""
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.ZONE)


def a_person(town: Town, **given: Any) -> Citizen:
    """Somebody of the town's team who is unemployed."""
    citizen = a_citizen(town.centre, team=town.team, **given)
    a_spell(citizen)
    return citizen


def the_meeting() -> Meeting:
    """The only meeting there is, as the database has it."""
    db.session.expire_all()
    return db.session.execute(select(Meeting)).scalar_one()
