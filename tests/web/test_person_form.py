"""Adding, correcting and exempting one person in a browser without JavaScript."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.override import Override
from jobcentre.rules.access import Role
from tests import builders
from tests.builders import Town
from tests.web.rooms import Browser, signed_in
from tests.web.sending import fill, resend

PERSON = {
    "external_id": "HAND-1",
    "cpr": "6405014234",
    "given_name": "Emilie",
    "family_name": "Østergaard",
    "email": "emilie@example.dk",
    "language": "da",
    "spell-0-benefit_group": "dagpenge",
    "spell-0-spell_started_on-day": "1",
    "spell-0-spell_started_on-month": "5",
    "spell-0-spell_started_on-year": "2026",
}


@pytest.fixture
def caseworker(app: Flask, town: Town) -> Browser:
    return signed_in(app, town.caseworker)


def people() -> int:
    return db.session.scalars(select(func.count(Citizen.id))).one()


def test_a_person_is_added_and_corrected(caseworker: Browser) -> None:
    added = fill(caseworker, "/caseworker/people/new", **PERSON)
    assert added.status_code == 303
    page = caseworker.get(f"{added.location}/edit")
    assert "6405014234" not in page.text
    changed = resend(
        caseworker, page, f"{added.location}/edit", **{**PERSON, "cpr": "", "email": "", "spell-0-hours": "12"}
    )
    assert changed.location == added.location
    assert db.session.scalars(select(Citizen.email)).one() is None
    assert db.session.scalars(select(Spell.hours).where(Spell.withdrawn_at.is_(None))).one() == 12


def test_faults_stand_by_their_fields_and_nothing_typed_is_lost(caseworker: Browser) -> None:
    page = fill(
        caseworker,
        "/caseworker/people/new",
        **{**PERSON, "email": "x", "spell-0-spell_started_on-day": "30", "spell-0-spell_started_on-month": "02"},
    )
    assert page.status_code == 422
    assert 'href="#email">E-mailadresse: Det er ikke en e-mailadresse' in page.text
    assert 'href="#spell-0-spell_started_on-day">Første dag: Den dato findes ikke.' in page.text
    assert 'value="Østergaard"' in page.text
    assert re.search(r'name="spell-0-spell_started_on-month"[^>]*value="02"', page.text)
    assert people() == 0


def test_half_a_date_is_told_apart_from_none(caseworker: Browser) -> None:
    page = fill(caseworker, "/caseworker/people/new", **{**PERSON, "spell-0-spell_ended_on-day": "3"})
    assert 'href="#spell-0-spell_ended_on-day">Sidste dag: Skriv både dag, måned og år' in page.text


def test_needs_are_written_in_words_and_kept_as_codes(caseworker: Browser) -> None:
    words = {"interpreter": "Arabisk, kurmanji", "companion": "yes", "other_needs": "kørestol"}
    added = fill(caseworker, "/caseworker/people/new", **PERSON, **words)
    kept = ["interpreter:ar", "interpreter:kurmanji", "companion", "kørestol"]
    assert db.session.scalars(select(Citizen.needs)).one() == kept
    page = caseworker.get(f"{added.location}/edit")
    assert 'value="arabisk, kurmanji"' in page.text
    assert 'value="kørestol"' in page.text
    fewer = {"interpreter": "arab1sk", "other_needs": ""}
    refused = resend(caseworker, page, f"{added.location}/edit", **{**PERSON, "cpr": "", **fewer})
    assert 'href="#interpreter">Tolk: Skriv sproget kun med bogstaver' in refused.text
    resend(caseworker, page, f"{added.location}/edit", **{**PERSON, "cpr": "", "interpreter": ""})
    db.session.expire_all()
    assert db.session.scalars(select(Citizen.needs)).one() == []


def test_needs_nobody_touched_stay_as_they_came(caseworker: Browser, town: Town) -> None:
    needs = ["companion", "interpreter:arabisk"]
    citizen = builders.a_citizen(town.centre, team=town.team, needs=needs)
    builders.a_spell(citizen)
    address = f"/caseworker/people/{citizen.public_id}/edit"
    shown = {"interpreter": "arabisk", "companion": "yes", "other_needs": ""}
    saved = fill(caseworker, address, **{**PERSON, "cpr": "", "given_name": "Ny", **shown})
    assert saved.status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Citizen.needs)).one() == needs


def test_a_spell_is_withdrawn_by_hand(caseworker: Browser) -> None:
    day = "spell-1-spell_started_on"
    second = {"spell-1-benefit_group": "dagpenge", f"{day}-day": "1", f"{day}-month": "9", f"{day}-year": "2026"}
    added = fill(caseworker, "/caseworker/people/new", **PERSON, **second)
    page = caseworker.get(f"{added.location}/edit")
    resend(caseworker, page, f"{added.location}/edit", **{**PERSON, **second, "cpr": "", "spell-1-remove": "yes"})
    withdrawn = db.session.scalars(select(Spell.withdrawn_at).order_by(Spell.started_on)).all()
    assert [gone is not None for gone in withdrawn] == [False, True]


def test_the_second_of_two_editors_is_told(caseworker: Browser) -> None:
    added = fill(caseworker, "/caseworker/people/new", **PERSON)
    first = caseworker.get(f"{added.location}/edit")
    second = caseworker.get(f"{added.location}/edit")
    clock.shift(timedelta(minutes=1))
    try:
        resend(caseworker, first, f"{added.location}/edit", **{**PERSON, "cpr": "", "email": ""})
        late = resend(caseworker, second, f"{added.location}/edit", **{**PERSON, "cpr": "", "mobile": "20000000"})
    finally:
        clock.shift(timedelta(minutes=-1))
    assert late.status_code == 422
    assert "En anden har rettet personen" in late.text


def test_a_person_of_another_team_is_not_there(caseworker: Browser, town: Town) -> None:
    theirs = builders.a_citizen(town.centre, team=builders.a_team())
    for page in ("edit", "override"):
        assert caseworker.get(f"/caseworker/people/{theirs.public_id}/{page}").status_code == 404


def test_a_person_is_exempted_until_it_is_ended(caseworker: Browser, town: Town) -> None:
    address = f"/caseworker/people/{builders.a_citizen(town.centre).public_id}"
    refused = fill(caseworker, f"{address}/override/exempt")
    assert refused.status_code == 422
    assert 'href="#ground">Hvorfor: ' in refused.text
    days = {"from_on-day": "1", "from_on-month": "12", "from_on-year": "2026"}
    assert fill(caseworker, f"{address}/override/exempt", ground="job_agreed", **days).location == address
    page = caseworker.get(f"{address}/override")
    end = re.search(r'action="([^"]+/end)"', page.text)
    assert end
    assert resend(caseworker, page, end[1]).location == address
    assert db.session.scalars(select(Override.ended_at)).one() is not None


def test_an_auditor_changes_nobody(app: Flask, town: Town) -> None:
    auditor = signed_in(app, builders.a_staff(role=Role.AUDITOR))
    assert auditor.get("/caseworker/people/new").status_code == 403
