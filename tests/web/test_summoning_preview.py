"""The page that summons people: how far the times go, who lacks what, and choosing whom to summon."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
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
    for words in ("1 borger kan indkaldes nu.", "Der er plads til", "Mangler noget (1)", "Hver morgen kl. 5.30"):
        assert words in page
    assert "Vi kan ikke skrive til borgeren." in page
    for person in (can, cannot):
        assert person.name in page
    assert "Får indkaldelsen med e-mail" in page
    checked = leader.send(f"{PATH}/check", person=str(can.public_id)).text
    assert "Indkald 1 borger" in checked
    assert "Send indkaldelser" in checked
    assert summonses() == 0
    after = leader.follow(leader.send(PATH, person=str(can.public_id))).text
    assert "1 borger er indkaldt." in after
    assert "Mangler noget (1)" in after
    assert summonses() == 1


def test_only_who_was_chosen_is_summoned(town: Town, leader: Colleague) -> None:
    chosen, other = a_person(town, given_name="Aya"), a_person(town, given_name="Noah")
    leader.open(PATH)
    leader.send(PATH, person=str(chosen.public_id))
    assert db.session.execute(select(Summons.citizen_id)).scalars().all() == [chosen.id]
    assert other.name in leader.open(PATH).text


def test_sent_twice_is_sent_once(town: Town, leader: Colleague) -> None:
    chosen, request_id = a_person(town), str(uuid4())
    leader.open(PATH)
    for _ in range(2):
        answer = leader.send(PATH, person=str(chosen.public_id), request_id=request_id)
        assert answer.status_code == 303
    assert summonses() == 1


def test_nobody_or_too_many_is_refused_with_a_sentence(town: Town, leader: Colleague) -> None:
    a_person(town)
    leader.open(PATH)
    for path in (PATH, f"{PATH}/check"):
        answer = leader.send(path)
        assert (answer.status_code, "Vælg mindst én borger" in answer.text) == (422, True)
        answer = leader.send(path, person=[str(uuid4()) for _ in range(501)])  # type: ignore[arg-type]
        assert answer.status_code == 422
        assert "højst vælge 500 borgere ad gangen. Du har valgt 501" in answer.text
    assert summonses() == 0


def test_all_of_a_group_are_ticked_at_once(town: Town, leader: Colleague) -> None:
    a_person(town)
    assert " checked" not in leader.open(PATH).text
    assert " checked" in leader.open(f"{PATH}?all={town.team.public_id}").text


def test_without_anybody_to_send_to_there_is_no_button(town: Town, leader: Colleague) -> None:
    a_person(town, self_booking_exempt=True)
    page = leader.open(PATH).text
    assert "Ingen kan indkaldes lige nu" in page
    assert "Find en tid sammen" in page
    assert "Se dem igennem" not in page


def test_who_must_wait_for_times_is_said_with_how_many_and_until_when(town: Town, leader: Colleague) -> None:
    citizen = a_person(town, caseworker_id=town.caseworker.id)
    db.session.execute(delete(WeeklyHours))
    db.session.commit()
    page = leader.open(PATH).text
    assert "Der mangler tider til 1 borger senest mandag den 21. december" in page
    assert "Der er ingen ledige tider inden fristen." in page
    leader.send(PATH, person=str(citizen.public_id))
    assert summonses() == 0


def test_the_empty_field_is_named(town: Town, leader: Colleague) -> None:
    a_person(town)
    town.municipality.phone = " "
    db.session.commit()
    assert "Kommunens telefonnummer mangler." in leader.open(PATH).text
    leader.open(f"{PATH}?lang=en")
    assert "The municipality&#39;s telephone number is missing." in leader.open(PATH).text


def test_another_teams_people_are_not_there_and_cannot_be_summoned(town: Town, leader: Colleague) -> None:
    other: Citizen = a_person(town, given_name="Noah")
    other.team_id = a_team().id
    db.session.commit()
    page = leader.open(PATH).text
    assert other.external_id not in page
    assert "Noah" not in page
    leader.send(PATH, person=str(other.public_id))
    assert summonses() == 0


def test_a_dry_run_tells_who_would_be_held_back_and_writes_who_was_looked_at(town: Town) -> None:
    a_person(town)
    held = a_person(town, email=None)
    found = sweep(town.centre, dry_run=True, who=audit.OPERATOR)
    assert [person.act for person in found.people] == [Act.SUMMONED, Act.HELD]
    assert "held 1" in found.summary
    query = select(AuditEntry.action).where(AuditEntry.citizen_id == held.id)
    assert db.session.execute(query).scalars().all() == ["citizen.listed"]
    assert summonses() == 0
