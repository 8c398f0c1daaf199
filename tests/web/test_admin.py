"""The administrator's pages, and the log."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.municipality import Team
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import audit
from jobcentre.services.staff_accounts import administration
from tests.builders import Town, a_citizen, a_staff, a_team
from tests.services.counting import statements
from tests.web.colleague import Colleague, signed_in

SANNE = {"name": "Sanne Riis", "email": "sanne@eksempel.example", "role": "caseworker", "language": "da", "team": ""}


@pytest.fixture
def anna(app: Flask, town: Town) -> Colleague:
    """The administrator, signed in."""
    return signed_in(app, a_staff(role=Role.ADMINISTRATOR, name="Anna Bech", email="anna@eksempel.example"))


@pytest.fixture
def rolf(app: Flask, town: Town) -> Colleague:
    """The auditor, signed in."""
    return signed_in(app, a_staff(role=Role.AUDITOR, name="Rolf Iversen"))


def stored(email: str) -> Staff:
    db.session.expire_all()
    return db.session.execute(select(Staff).where(Staff.email == email)).scalar_one()


def test_a_colleague_is_added_changed_and_let_go(town: Town, anna: Colleague) -> None:
    anna.open("/admin/staff/new")
    page = anna.follow(anna.send("/admin/staff/new", **SANNE)).text
    assert "Venter på adgangskode" in page
    path = f"/admin/staff/{stored(SANNE['email']).public_id}"
    assert 'value="Sanne Riis"' in anna.open(path).text
    anna.send(path, **{**SANNE, "name": "Sanne Riis Holm", "team": str(town.team.public_id)})
    assert (stored(SANNE["email"]).name, stored(SANNE["email"]).team_id) == ("Sanne Riis Holm", town.team.id)
    anna.open(f"{path}/close")
    anna.send(f"{path}/close")
    assert not stored(SANNE["email"]).active
    anna.open("/admin/staff")
    anna.send(f"{path}/open")
    assert stored(SANNE["email"]).active


def test_a_form_with_faults_is_shown_again_with_what_was_typed(anna: Colleague) -> None:
    anna.open("/admin/staff/new")
    answer = anna.send("/admin/staff/new", **{**SANNE, "email": "anna@eksempel.example", "name": ""})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text
    assert 'value="anna@eksempel.example"' in answer.text
    assert "kan ikke bruges her" in answer.text
    assert "Skriv navnet" in answer.text


def test_an_administrator_cannot_close_the_own_account(anna: Colleague) -> None:
    path = f"/admin/staff/{stored('anna@eksempel.example').public_id}/close"
    page = anna.open(path).text
    assert "Bed en anden administrator om det" in page
    assert "Medarbejderen bliver logget af" not in page
    answer = anna.send(path, request_id=str(uuid4()))
    assert answer.status_code == 422
    assert "Bed en anden administrator om det" in answer.text
    assert stored("anna@eksempel.example").active


def test_what_does_not_exist_is_404(anna: Colleague) -> None:
    for path in (f"/admin/staff/{uuid4()}", f"/admin/staff/{uuid4()}/close", f"/admin/teams/{uuid4()}"):
        assert anna.open(path).status_code == 404


def test_teams_are_added_and_renamed(town: Town, anna: Colleague) -> None:
    anna.open("/admin/teams")
    assert anna.send("/admin/teams", name="").status_code == 422
    assert anna.send("/admin/teams", name="Team Syd").status_code == 303
    team = db.session.execute(select(Team).where(Team.name == "Team Syd")).scalar_one()
    anna.open(f"/admin/teams/{team.public_id}")
    assert anna.send(f"/admin/teams/{team.public_id}", name=town.team.name).status_code == 422
    anna.send(f"/admin/teams/{team.public_id}", name="Team Vest")
    assert "Team Vest" in anna.open("/admin/teams").text


def test_the_details_of_the_municipality(anna: Colleague) -> None:
    details = administration.municipality()
    form = {field: getattr(details, field) for field in administration.DETAILS}
    anna.open("/admin/municipality")
    answer = anna.send("/admin/municipality", **{**form, "phone": "", "email": "nowhere"})
    assert answer.status_code == 422
    assert 'href="#phone"' in answer.text
    assert 'value="nowhere"' in answer.text
    assert anna.send("/admin/municipality", **{**form, "phone": "70 20 20 20"}).status_code == 303
    assert "70 20 20 20" in anna.open("/admin/municipality").text


def test_the_senders_of_digital_post_and_sms(anna: Colleague) -> None:
    details = administration.municipality()
    form = {field: getattr(details, field) for field in administration.DETAILS}
    anna.open("/admin/municipality")
    answer = anna.send("/admin/municipality", **{**form, "cvr": "123", "sms_sender": "Jobcenter Ærø"})
    assert answer.status_code == 422
    assert "otte tal" in answer.text
    assert "uden æ, ø og å" in answer.text
    anna.send("/admin/municipality", **{**form, "cvr": "00 00 00 00", "sms_sender": "JC Eksempel"})
    page = anna.open("/admin/municipality").text
    assert 'value="00000000"' in page
    assert 'value="JC Eksempel"' in page


def test_the_log_says_who_did_what(town: Town, rolf: Colleague) -> None:
    citizen = a_citizen(town.centre, team=a_team())
    audit.record("summons.issued", audit.SYSTEM, citizen.id, book_by="2026-12-01")
    audit.record("link.refused", audit.CITIZEN, citizen.id)
    audit.record("from.the.future", audit.staff(town.caseworker.id), code="x")
    db.session.commit()
    page = rolf.open("/admin/audit").text
    for words in ("senest 1. december 2026", "forkert fødselsdato", "from.the.future", "Rolf Iversen", "Mette Skov"):
        assert words in page
    own = rolf.open(f"/admin/audit?person={citizen.public_id}").text
    assert "Log for Emilie Vestergaard" in own
    assert "from.the.future" not in own
    assert "audit.read" in db.session.execute(select(AuditEntry.action)).scalars().all()


def test_the_people_of_one_list_are_one_line(town: Town, rolf: Colleague) -> None:
    ids = [a_citizen(town.centre).id for _ in range(7)]
    audit.record_many("citizen.listed", audit.staff(town.caseworker.id), ids)
    db.session.commit()
    page = rolf.open("/admin/audit").text
    assert page.count("Vist på en liste") == 1
    assert "7 borgere" in page


def test_the_log_of_one_day_and_its_older_pages(town: Town, rolf: Colleague) -> None:
    citizen = a_citizen(town.centre)
    for _ in range(120):
        audit.record("link.refused", audit.CITIZEN, citizen.id)
    db.session.commit()
    day = "on-day=23&on-month=11&on-year=2026"
    page = rolf.open(f"/admin/audit?{day}").text
    assert page.count("forkert fødselsdato") < 120
    older = page.split('href="')[-2].split('"')[0]  # the last link before the footer's languages
    assert "before=" in page
    assert older
    assert "forkert fødselsdato" not in rolf.open("/admin/audit?on-day=22&on-month=11&on-year=2026").text
    assert rolf.open("/admin/audit?on-day=31&on-month=2&on-year=2026").status_code == 422
    assert rolf.open("/admin/audit?person=nonsense").status_code == 404
    assert rolf.open("/admin/audit?before=nonsense").status_code == 200


def test_the_log_costs_the_same_for_one_and_for_many(town: Town, rolf: Colleague) -> None:
    def cost() -> int:
        with statements() as seen:
            rolf.open("/admin/audit")
        return len(seen)

    one = cost()
    for _ in range(30):
        audit.record("citizen.changed", audit.staff(town.caseworker.id), a_citizen(town.centre).id, columns=["email"])
    db.session.commit()
    assert cost() == one
