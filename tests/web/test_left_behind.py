"""What the pages say of people and messages that would otherwise be nobody's."""

from flask import Flask
from sqlalchemy import update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Spell
from jobcentre.models.message import Message, MessageState
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import sweep
from tests.builders import Town, a_meeting, a_staff, a_summons
from tests.services.post import booked
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person


def test_a_meeting_without_somebody_to_hold_it_can_be_moved_to_a_colleague(app: Flask, town: Town) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))
    ole = signed_in(app, a_staff(team=town.team, name="Ole Bak"))
    db.session.execute(update(Staff).where(Staff.id == town.caseworker.id).values(active=False))
    db.session.commit()
    page = ole.open("/caseworker/").text
    assert "Mangler sagsbehandler" in page
    assert "har ikke adgang mere" in page
    assert "Flyt til en kollega" in page
    assert f"/caseworker/people/{citizen.public_id}/book" in page


def test_a_locked_link_says_what_somebody_with_a_time_cannot_do(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    summons = a_summons(town.centre, citizen, locked_at=clock.now())
    page = f"/caseworker/people/{citizen.public_id}"
    assert "kan ikke selv flytte" not in mette.open(page).text
    a_meeting(town.centre, town.caseworker, summons)
    assert "kan ikke selv flytte" in mette.open(page).text
    assert f"{page}/link" in mette.page.text


def test_messages_that_staff_missed_are_on_their_page_and_on_the_administrators(
    app: Flask, town: Town, mette: Colleague
) -> None:
    assert "Du har ikke fået alle beskeder" not in mette.open("/caseworker/").text
    _, meeting = booked(town)
    to_staff = update(Message).where(Message.staff_id.is_not(None))
    db.session.execute(to_staff.values(state=MessageState.DEAD, failure="recipient refused (550)"))
    db.session.commit()
    page = mette.open("/caseworker/").text
    assert "Du har ikke fået alle beskeder" in page
    assert town.caseworker.email in page
    assert f'/caseworker/meetings/{meeting}">Nyt møde</a>' in page
    listed = signed_in(app, a_staff(role=Role.ADMINISTRATOR)).open("/admin/staff").text
    assert "1 besked er ikke nået frem" in listed
    assert "recipient refused (550)" in listed


def test_the_page_to_summon_shows_who_is_let_go_and_does_it(app: Flask, town: Town) -> None:
    citizen = a_person(town)
    sweep.sweep(town.centre)
    db.session.execute(update(Spell).values(ended_on=clock.today()))
    db.session.commit()
    leader = signed_in(app, a_staff(role=Role.TEAM_LEADER, team=town.team))
    assert "1 indkaldelse skal lukkes" in leader.open("/caseworker/summon").text
    assert "Ledigheden sluttede" in leader.page.text
    leader.send("/caseworker/summon", person=str(citizen.public_id))
    page = leader.open("/caseworker/summon").text
    assert "1 indkaldelse er lukket." in page
    assert "skal lukkes" not in page
