"""The page that summons everybody who is due: who can be summoned, who cannot and why, and who they are."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.access import Role
from jobcentre.services import audit
from jobcentre.services.sweep import Act, sweep
from tests.builders import Town, a_staff, a_team
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person

PATH = "/caseworker/summon"


@pytest.fixture
def leader(app: Flask, town: Town) -> Colleague:
    return signed_in(app, a_staff(role=Role.TEAM_LEADER, team=town.team, name="Birgitte Holst"))


def summonses() -> int:
    return db.session.execute(select(func.count(Summons.id))).scalar_one()


def test_who_cannot_be_summoned_stands_apart_with_the_reason(town: Town, leader: Colleague) -> None:
    can = a_person(town, given_name="Aya")
    cannot = a_person(town, given_name="Noah", email=None)
    page = leader.open(PATH).text
    assert "Kan indkaldes (1)" in page
    assert "Mangler noget (1)" in page
    assert "Vi kan ikke skrive til borgeren." in page
    for person in (can, cannot):
        assert f'<a href="/caseworker/people/{person.public_id}">{person.name}</a>' in page
    assert "Send indkaldelser" in page
    assert "Hver morgen kl. 5.30" in page
    after = leader.follow(leader.send(PATH)).text
    for words in ("1 borger er indkaldt.", "1 borger kunne ikke indkaldes", "Mangler noget (1)"):
        assert words in after
    assert "Send indkaldelser" not in after
    assert summonses() == 1


def test_without_anybody_to_send_to_there_is_no_button(town: Town, leader: Colleague) -> None:
    a_person(town, self_booking_exempt=True)
    page = leader.open(PATH).text
    assert "Ingen kan indkaldes lige nu" in page
    assert "Find en tid sammen" in page
    assert "Send indkaldelser" not in page


def test_a_caseworker_without_times_is_named(town: Town, leader: Colleague) -> None:
    citizen = a_person(town, caseworker_id=town.caseworker.id)
    db.session.execute(delete(WeeklyHours))
    db.session.commit()
    assert "Mette Skov har ingen tider inden fristen." in leader.open(PATH).text
    leader.send(PATH)
    assert (
        "Mette Skov har ingen ledige tider inden fristen" in leader.open(f"/caseworker/people/{citizen.public_id}").text
    )


def test_another_teams_people_stay_without_a_name(town: Town, leader: Colleague) -> None:
    other = a_person(town, given_name="Noah")
    other.team_id = a_team().id
    db.session.commit()
    page = leader.open(PATH).text
    assert other.external_id in page
    assert "Noah" not in page


def test_a_dry_run_tells_who_would_be_held_back_and_writes_who_was_looked_at(town: Town) -> None:
    a_person(town)
    held = a_person(town, email=None)
    found = sweep(town.centre, dry_run=True, who=audit.OPERATOR)
    assert [person.act for person in found.people] == [Act.SUMMONED, Act.HELD]
    assert "held 1" in found.summary
    query = select(AuditEntry.action).where(AuditEntry.citizen_id == held.id)
    assert db.session.execute(query).scalars().all() == ["citizen.listed"]
    assert summonses() == 0
