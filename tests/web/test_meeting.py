"""One meeting: cancelling it and writing down what came of it."""

import re

import time_machine
from flask import Flask

from jobcentre.models.meeting import MeetingStatus
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from tests.builders import Town, a_meeting, a_staff, a_summons
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person, at, the_meeting


def test_cancelling_needs_a_ground(town: Town, mette: Colleague) -> None:
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)))
    path = f"/caseworker/meetings/{meeting.public_id}/cancel"
    mette.open(path)
    assert mette.send(path, ground="").status_code == 422
    assert mette.send(path, ground="municipality").status_code == 303
    assert (the_meeting().status, the_meeting().cancel_ground) == (MeetingStatus.CANCELLED, CancelGround.MUNICIPALITY)


def test_the_outcome_can_be_written_from_the_start_on(app: Flask, town: Town, mette: Colleague) -> None:
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(10))
    path = f"/caseworker/meetings/{meeting.public_id}"
    assert "Hvordan gik det med mødet" not in mette.open(path).text
    assert mette.send(f"{path}/outcome", outcome="absent").status_code == 409
    with time_machine.travel(at(10, 31), tick=False):
        mette = signed_in(app, town.caseworker)
        assert "Hvordan gik det med mødet" in mette.open(path).text
        assert mette.send(f"{path}/outcome", outcome="").status_code == 422
        answer = mette.send(f"{path}/outcome", outcome="attended", note="x" * 1001)
        assert answer.status_code == 422
        assert "x" * 1001 in answer.text
        mette.send(f"{path}/outcome", outcome="attended", note="Aftalt praktik")
    assert (the_meeting().outcome, the_meeting().outcome_note) == (Outcome.ATTENDED, "Aftalt praktik")


def test_two_who_write_at_once_lose_nothing(app: Flask, town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(8, 30))
    path = f"/caseworker/meetings/{meeting.public_id}"
    mette, jonas = signed_in(app, town.caseworker), signed_in(app, a_staff(team=town.team, name="Jonas Bruun"))
    mette.open(path)
    jonas.open(path)
    mette.send(f"{path}/outcome", outcome="attended", note="Aftalt praktik", version="")
    late = jonas.send(f"{path}/outcome", outcome="technical_failure", note="Ingen lyd", version="")
    assert late.status_code == 409
    for words in ("Mette Skov skrev et resultat", "Noten er nu: Aftalt praktik", "Ingen lyd</textarea>"):
        assert words in late.text
    assert the_meeting().outcome_note == "Aftalt praktik"
    seen = re.search('name="version" value="([^"]+)"', late.text)
    assert seen
    jonas.send(f"{path}/outcome", outcome="technical_failure", note="Ingen lyd", version=seen[1])
    assert the_meeting().outcome is Outcome.TECHNICAL_FAILURE
    page = jonas.open(path).text
    assert "Det stod der før" in page
    assert "Aftalt praktik" in page


def test_an_absence_is_asked_about_once_more(town: Town, mette: Colleague) -> None:
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, a_person(town)), starts_at=at(8, 55))
    path = f"/caseworker/meetings/{meeting.public_id}"
    assert "Borgeren har ikke været i mødet" in mette.open(path).text
    asked = mette.send(f"{path}/outcome", outcome="absent", version="")
    assert asked.status_code == 422
    assert "Ja, borgeren udeblev" in asked.text
    assert the_meeting().outcome is None
    assert mette.send(f"{path}/outcome", outcome="absent", version="", sure="yes").status_code == 303
    assert the_meeting().outcome is Outcome.ABSENT
