"""A time set at the press of a button, and what the person's page says where none could be set."""

from uuid import uuid4

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, Party
from jobcentre.models.task import TaskKind
from jobcentre.rules.fixing import Obstacle
from jobcentre.services import tasks
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team
from tests.web.colleague import Colleague


def test_the_button_sets_a_time_and_says_so(mette: Colleague, town: Town) -> None:
    summons = a_summons(town.centre)
    path = f"/caseworker/people/{summons.citizen.public_id}"
    assert "Lad systemet sætte en tid" in mette.open(path).text
    check = mette.open(f"{path}/set-time").text
    assert "kan vælges til og med" in check, "the citizen was told so"
    assert "Borgeren får besked om tiden med e-mail" in check
    assert db.session.query(Meeting).count() == 0
    page = mette.follow(mette.send(f"{path}/set-time", request_id=str(uuid4())))
    assert "Der er sat en tid" in page.text
    meeting = db.session.query(Meeting).one()
    assert meeting.booked_by is Party.SERVICE
    assert "/set-time" not in page.text, "there is a time now"
    again = mette.follow(mette.send(f"{path}/set-time"))
    assert "Det er der ikke brug for mere" in again.text
    assert db.session.query(Meeting).count() == 1


def test_a_second_press_is_the_first_one(mette: Colleague, town: Town) -> None:
    path = f"/caseworker/people/{a_summons(town.centre).citizen.public_id}"
    same = str(uuid4())
    mette.open(path)
    for _ in range(2):
        assert "Der er sat en tid" in mette.follow(mette.send(f"{path}/set-time", request_id=same)).text
    assert db.session.query(Meeting).count() == 1


def test_without_times_it_is_said(mette: Colleague, town: Town) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, caseworker_id=a_staff(team=a_team()).id))
    path = f"/caseworker/people/{summons.citizen.public_id}"
    mette.open(path)
    page = mette.follow(mette.send(f"{path}/set-time"))
    assert "Der er ingen ledige tider" in page.text
    assert db.session.query(Meeting).count() == 0


def test_somebody_with_a_time_or_without_a_duty_has_no_button(mette: Colleague, town: Town) -> None:
    booked, nobody = a_summons(town.centre), a_citizen(town.centre)
    a_meeting(town.centre, town.caseworker, booked)
    for citizen in (booked.citizen, nobody):
        assert mette.open(f"/caseworker/people/{citizen.public_id}/set-time").status_code == 303
        assert "/set-time" not in mette.open(f"/caseworker/people/{citizen.public_id}").text
        answer = mette.follow(mette.send(f"/caseworker/people/{citizen.public_id}/set-time"))
        assert "Det er der ikke brug for mere" in answer.text


def test_the_task_says_what_is_in_the_way(mette: Colleague, town: Town) -> None:
    summons = a_summons(town.centre)
    tasks.open_task(TaskKind.NO_TIME_SET, summons.citizen_id, reason=Obstacle.INTERPRETER)
    db.session.commit()
    page = mette.open(f"/caseworker/people/{summons.citizen.public_id}").text
    assert "Find en tid, hvor tolken kan være med" in page
