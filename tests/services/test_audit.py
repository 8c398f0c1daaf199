"""The trail: who, what, when, about whom, and nothing that names anybody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import TooLate
from jobcentre.services import audit, booking, links, summoning, sweep
from tests.builders import Town, a_citizen, a_spell, a_summons
from tests.services.counting import statements
from tests.services.trail import entries


def trail(citizen_id: int | None = None) -> list[tuple[str, str, int | None, int | None]]:
    return [(one.action, one.actor.value, one.staff_id, one.citizen_id) for one in entries(citizen_id)]


def test_every_step_of_the_journey_is_an_entry(town: Town) -> None:
    person = a_citizen(town.centre)
    a_spell(person)
    sweep.sweep(town.centre)
    summons = db.session.execute(text("select public_id from summons")).scalar_one()
    links.identify(town.centre, summons, person.birth_date, "here")
    starts_at, staff = clock.now() + timedelta(days=2), audit.staff(town.caseworker.id)
    meeting = booking.book(town.centre, summons, starts_at, uuid4(), audit.CITIZEN)
    booking.move(town.centre, meeting, starts_at + timedelta(hours=1), uuid4(), staff)
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    summoning.renew_link(town.centre, summons, uuid4(), staff)
    caseworker = town.caseworker.id
    assert trail(person.id) == [
        ("occasion.made", "system", None, person.id),
        ("summons.issued", "system", None, person.id),
        ("link.identified", "citizen", None, person.id),
        ("meeting.booked", "citizen", None, person.id),
        ("meeting.moved", "staff", caseworker, person.id),
        ("meeting.cancelled", "citizen", None, person.id),
        ("summons.renewed", "staff", caseworker, person.id),
    ]


def test_facts_hold_codes_dates_and_ids_but_nobodys_name_or_number(town: Town) -> None:
    cpr = "6405019876"
    person = a_citizen(town.centre, cpr=cpr, given_name="Unikke", family_name="Navnesen", email="unik@example.dk")
    a_spell(person)
    sweep.sweep(town.centre)
    summons = db.session.execute(text("select public_id from summons")).scalar_one()
    booking.book(town.centre, summons, clock.now() + timedelta(days=2), uuid4(), audit.CITIZEN)
    written = str(db.session.execute(text("select action, facts from audit_entry")).all())
    for secret in ("Unikke", "Navnesen", "unik@", cpr, cpr[:6], "2001-05-04", person.mobile):
        assert str(secret) not in written


def test_an_entry_belongs_to_the_change_it_tells_of(town: Town) -> None:
    audit.record("meeting.booked", audit.CITIZEN)
    db.session.rollback()
    assert trail() == []


def test_a_list_of_many_is_one_statement(town: Town) -> None:
    people = [a_citizen(town.centre).id for _ in range(5)]
    with statements() as seen:
        audit.record_many("list.shown", audit.OPERATOR, people)
    assert len(seen) == 1
    audit.record_many("list.shown", audit.OPERATOR, [])
    db.session.commit()
    assert [entry[3] for entry in trail()] == people
    assert len(trail(people[2])) == 1


def test_a_refused_change_leaves_no_entry(town: Town) -> None:
    summons = a_summons(town.centre)
    for _ in range(2):
        with pytest.raises(TooLate):
            booking.book(town.centre, summons.public_id, clock.now(), uuid4(), audit.CITIZEN)
    assert trail() == []
