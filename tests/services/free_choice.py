"""People who are summoned under the rule where the citizen chooses the form from the second interview on."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.packs import Form
from jobcentre.services import audit, booking
from tests.builders import Town, a_citizen, a_meeting, a_summons, an_occasion

FREE = "frit-valg-2023"
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)
BEFORE = datetime(2026, 10, 1, 10, tzinfo=clock.ZONE)
_halves = count()  # nobody holds two interviews at once


def a_first(town: Town, citizen: Citizen | None = None, **given: Any) -> Summons:
    """Summon somebody to the first interview of a stretch."""
    citizen = citizen or a_citizen(town.centre)
    occasion = an_occasion(citizen, pack=FREE, **given)
    return a_summons(town.centre, citizen, occasion_id=occasion.id, pack=FREE)


def held(town: Town, citizen: Citizen, episode: date = date(2026, 5, 1)) -> None:
    """Let somebody have attended the first interview of a stretch."""
    past = a_first(town, citizen, episode=episode, closed_at=clock.now())
    past.closed_at = clock.now()
    at = BEFORE + next(_halves) * timedelta(minutes=30)
    a_meeting(
        town.centre, town.caseworker, past, starts_at=at, form=Form.IN_PERSON, outcome=Outcome.ATTENDED,
        outcome_at=at,
    )  # fmt: skip


def a_second(town: Town, citizen: Citizen | None = None, **given: Any) -> Summons:
    """Summon somebody who has attended the first one to another."""
    citizen = citizen or a_citizen(town.centre)
    held(town, citizen)
    return a_first(town, citizen, nth=2, **given)


def book(town: Town, summons: Summons, form: Form | None = None, starts_at: datetime = FRIDAY) -> Meeting:
    """Book as the citizen does."""
    return the(booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN, form=form))


def change(town: Town, meeting: Meeting, form: Form | None = None, starts_at: datetime | None = None) -> Meeting:
    """Move as the citizen does, or change the form alone."""
    at = starts_at or meeting.starts_at
    return the(booking.move(town.centre, meeting.public_id, at, uuid4(), audit.CITIZEN, form=form))


def the(public_id: UUID) -> Meeting:
    db.session.expire_all()
    return db.session.query(Meeting).filter_by(public_id=public_id).one()
