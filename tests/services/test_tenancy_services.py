"""No service shows or changes what belongs to the municipality next door."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.meeting import Meeting
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, NotAllowed, Refusal
from jobcentre.services import audit, availability, booking, hours, links, summoning, sweep, timekeeping
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, an_occasion
from tests.services.trail import entries

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)


def inside(other: Town, read: Callable[[], Any]) -> Any:
    with scope(other.municipality.id):
        return read()


def test_no_service_reaches_a_neighbours_meeting_or_summons(town: Town, neighbour: Town) -> None:
    def theirs() -> Meeting:
        return db.session.execute(select(Meeting)).scalar_one()

    meeting = inside(neighbour, theirs)
    summons = inside(neighbour, lambda: booking.standing(town.centre, public(meeting)))
    tries: list[tuple[type[Refusal], Callable[[], object]]] = [
        (Closed, lambda: booking.standing(town.centre, summons.public_id)),
        (Closed, lambda: booking.book(town.centre, summons.public_id, NINE, uuid4(), audit.CITIZEN)),
        (Closed, lambda: booking.move(town.centre, meeting.public_id, NINE, uuid4(), audit.CITIZEN)),
        (Closed, lambda: booking.cancel(town.centre, meeting.public_id, CancelGround.WORK, uuid4(), audit.CITIZEN)),
        (Closed, lambda: booking.calendar_file(town.centre, meeting.public_id)),
        (Closed, lambda: summoning.renew_link(town.centre, summons.public_id, uuid4(), audit.OPERATOR)),
        (Closed, lambda: links.identify(town.centre, summons.public_id, NINE.date(), "here")),
    ]
    for refusal, attempt in tries:
        db.session.expunge_all()
        with pytest.raises(refusal):
            attempt()
        db.session.rollback()
    kept = inside(neighbour, theirs)
    assert (kept.sequence, kept.status, kept.starts_at) == (meeting.sequence, meeting.status, meeting.starts_at)


def public(meeting: Meeting) -> Any:
    return meeting.summons.public_id


def test_no_service_reaches_a_neighbours_staff(town: Town, neighbour: Town) -> None:
    theirs = neighbour.caseworker.public_id
    row = hours.HoursRow(1, time(9), time(10))
    assert hours.weekly(theirs) == ()
    with pytest.raises(Closed):
        hours.set_weekly(town.centre, theirs, [row], uuid4(), audit.OPERATOR)
    with pytest.raises(Closed):
        hours.add_time_off(
            town.centre, theirs, NINE, NINE.replace(hour=10), note="", request_id=uuid4(), who=audit.OPERATOR
        )
    summons = a_summons(town.centre)
    staff = audit.staff(town.caseworker.id)
    with pytest.raises(NotAllowed):
        booking.book(town.centre, summons.public_id, NINE, uuid4(), staff, whom=neighbour.caseworker.id)
    assert len(inside(neighbour, lambda: hours.weekly(theirs))) == 5
    with unscoped():
        assert db.session.execute(select(TimeOff.id)).all() == []


def test_a_neighbours_free_times_and_claims_do_not_count(town: Town, neighbour: Town) -> None:
    summons = a_summons(town.centre)
    before = availability.free_times(town.centre, summons.public_id)
    with scope(neighbour.municipality.id):
        a_meeting(town.centre, neighbour.caseworker, starts_at=NINE.replace(hour=11))
    assert availability.free_times(town.centre, summons.public_id) == before
    town.caseworker.active = False
    db.session.commit()
    assert availability.free_times(town.centre, summons.public_id).days == ()


def test_a_sweep_summons_only_its_own(town: Town, neighbour: Town) -> None:
    with scope(neighbour.municipality.id):
        a_spell(a_citizen(town.centre, external_id="SAG-N"))
    assert sweep.sweep(town.centre).people == []
    assert inside(neighbour, lambda: [person.external_id for person in sweep.sweep(town.centre).people]) == ["SAG-N"]


def test_the_same_tick_is_each_municipalitys_own(town: Town, neighbour: Town) -> None:
    assert timekeeping.begin("sweep", NINE)
    with scope(neighbour.municipality.id):
        assert timekeeping.begin("sweep", NINE)


def test_the_trail_is_each_municipalitys_own(town: Town, neighbour: Town) -> None:
    with scope(neighbour.municipality.id):
        audit.record("link.locked", audit.CITIZEN)
        db.session.commit()
    assert entries() == []


def test_an_occasion_cannot_be_summoned_from_next_door(town: Town, neighbour: Town) -> None:
    with scope(neighbour.municipality.id):
        occasion = an_occasion(a_citizen(town.centre))
    for attempt in (summoning.issue_now, summoning.summon_again):
        with pytest.raises(Closed):
            attempt(town.centre, occasion.public_id, uuid4(), audit.OPERATOR)


def test_the_same_number_is_found_in_each_municipality_only_by_itself(town: Town, neighbour: Town) -> None:
    a_citizen(town.centre, cpr="6405011234", external_id="SAG-X")
    with pytest.raises(IntegrityError):
        a_citizen(town.centre, cpr="6405011234")
    db.session.rollback()
    with scope(neighbour.municipality.id):
        a_citizen(town.centre, cpr="6405011234", external_id="SAG-X")
