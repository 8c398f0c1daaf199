"""The pages of a meeting: link, door and room."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.room import Presence
from jobcentre.rules.access import Role
from jobcentre.rules.booking import CancelGround
from tests.builders import Town, a_meeting, a_staff, a_town
from tests.conftest import NOW
from tests.web.rooms import Browser, by_link, enter, link, room_of, signed_in, visit_of


@pytest.fixture
def meeting(town: Town) -> Meeting:
    """A meeting in five minutes."""
    return a_meeting(town.centre, town.caseworker, starts_at=NOW + timedelta(minutes=5))


@pytest.fixture
def citizen(app: Flask, town: Town, meeting: Meeting) -> Browser:
    """A browser that has come by the meeting's link."""
    return by_link(app, town, meeting)


@pytest.fixture
def staff(app: Flask, town: Town) -> Browser:
    """A browser in which the meeting's caseworker is signed in."""
    return signed_in(app, town.caseworker)


def presences() -> int:
    return db.session.execute(select(func.count()).select_from(Presence)).scalar_one()


def test_the_link_moves_its_token_into_the_session(app: Flask, town: Town, meeting: Meeting) -> None:
    answer = Browser(app).get(link(town, meeting))
    assert (answer.status_code, answer.location) == (303, "/meeting")


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "a/b/c", "Æ" * 22])
def test_a_link_that_leads_nowhere_says_whom_to_call(app: Flask, town: Town, token: str) -> None:
    browser = Browser(app)
    answer, other = browser.get(f"/m/{token}"), browser.get("/m/BBBBBBBBBBBBBBBBBBBBBB")
    assert (answer.status_code, "Ring til dit jobcenter" in answer.text) == (404, True)
    assert answer.data == other.data


def test_without_the_link_there_is_no_door(app: Flask, town: Town) -> None:
    browser = Browser(app)
    for address in ("/meeting", "/meeting/room"):
        assert browser.get(address).status_code == 403
    assert browser.post("/meeting/room/poll", json={"visit": "x", "after": 0}).status_code == 403


@pytest.mark.parametrize(
    ("before", "heading", "words"),
    [
        (timedelta(hours=3), "Samtalen er ikke åben endnu", "om 2 timer"),
        (timedelta(days=1, hours=1), "Samtalen er ikke åben endnu", "i morgen"),
        (timedelta(minutes=10, seconds=30), "Samtalen er ikke åben endnu", "om et øjeblik"),
        (timedelta(minutes=10), "Samtalen er åben", "Gå ind i samtalen"),
        (timedelta(minutes=-40), "Samtalen er åben", "Gå ind i samtalen"),
        (timedelta(hours=-2), "Samtalen er slut", "Ring til os"),
    ],
)
def test_the_door_says_where_the_meeting_stands(
    app: Flask, town: Town, meeting: Meeting, before: timedelta, heading: str, words: str
) -> None:
    browser = Browser(app)
    with time_machine.travel(meeting.starts_at - before, tick=False):
        browser.get(link(town, meeting))
        page = browser.get("/meeting")
    assert page.status_code == 200
    assert f"<h1>{heading}</h1>" in page.text
    assert words in page.text
    assert "Mandag den 23. november" in page.text
    assert "kl. 9.05–9.35" in page.text
    assert "Mette Skov" in page.text
    assert "70 10 10 10" in page.text


def test_the_door_of_a_cancelled_meeting_tells_of_the_new_one(citizen: Browser, town: Town, meeting: Meeting) -> None:
    meeting.status = MeetingStatus.CANCELLED
    meeting.cancelled_by, meeting.cancel_ground = Party.CITIZEN, CancelGround.ILLNESS
    db.session.commit()
    page = citizen.get("/meeting")
    assert "Samtalen er aflyst" in page.text
    assert "Du kan vælge en ny tid på din egen side." in page.text
    a_meeting(town.centre, town.caseworker, meeting.summons, starts_at=NOW + timedelta(days=2))
    assert "onsdag den 25. november kl. 9.00" in citizen.get("/meeting").text


def test_the_door_of_a_moved_meeting_shows_the_new_time(citizen: Browser, meeting: Meeting) -> None:
    meeting.starts_at, meeting.ends_at = NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=30)
    meeting.sequence = 1
    db.session.commit()
    page = citizen.get("/meeting")
    assert "Tirsdag den 24. november" in page.text
    assert "kl. 9.00–9.30" in page.text
    assert "Samtalen er ændret" in page.text


def test_the_door_speaks_the_citizens_language(citizen: Browser, meeting: Meeting) -> None:
    meeting.citizen.language = "en"
    db.session.commit()
    assert '<html lang="en">' in citizen.get("/meeting").text


def test_looking_at_the_pages_opens_nothing(citizen: Browser, staff: Browser, meeting: Meeting) -> None:
    for browser, address in (
        (citizen, "/meeting"),
        (citizen, "/meeting/room"),
        (staff, room_of(meeting)),
        (staff, room_of(meeting) + "/inside"),
    ):
        assert browser.get(address).status_code in (200, 303)
    assert presences() == 0
    assert set(db.session.execute(select(AuditEntry.action)).scalars()) == {"citizen.seen"}


def test_entering_too_late_shows_the_door(citizen: Browser) -> None:
    page = citizen.get("/meeting")
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        answer = citizen.send(page, "/enter")
    assert (answer.status_code, answer.location) == (303, "/meeting")
    assert presences() == 0


def test_a_form_without_its_token_or_id_enters_nothing(citizen: Browser) -> None:
    assert citizen.post("/meeting/enter").status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', citizen.get("/meeting").text)
    assert token
    answer = citizen.post("/meeting/enter", data={"csrf_token": token[1], "request_id": "x"})
    assert answer.status_code == 400
    assert presences() == 0


def test_the_room_is_shown_once_to_the_page_that_entered(citizen: Browser) -> None:
    page = enter(citizen, "/meeting")
    assert page.status_code == 200
    assert "Samtale med Mette Skov" in page.text
    assert "camera=(self), microphone=(self)" in page.headers["Permissions-Policy"]
    assert "kræver JavaScript" in page.text
    again = citizen.get("/meeting/room")
    assert (again.status_code, again.location) == (303, "/meeting")


def test_the_room_holds_no_inline_style_or_script(citizen: Browser) -> None:
    page = enter(citizen, "/meeting").text
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", page)


def test_only_the_room_may_use_the_camera(citizen: Browser) -> None:
    assert "camera=()" in citizen.get("/meeting").headers["Permissions-Policy"]


def test_each_side_is_told_the_others_name(citizen: Browser, staff: Browser, meeting: Meeting) -> None:
    for page, other in (
        (enter(citizen, "/meeting"), "Mette Skov"),
        (enter(staff, room_of(meeting)), "Emilie Vestergaard"),
    ):
        assert f"Samtale med {other}" in page.text
        assert f'data-other="{other}"' in page.text


def test_the_citizen_reads_the_name_of_who_is_there(app: Flask, town: Town, citizen: Browser, meeting: Meeting) -> None:
    leader = a_staff(role=Role.TEAM_LEADER, team=town.team, name="Birgitte Holst")
    enter(signed_in(app, leader), room_of(meeting))
    assert "Vent på, at Birgitte Holst kommer" in citizen.get("/meeting").text
    assert "Samtale med Birgitte Holst" in enter(citizen, "/meeting").text


def test_a_second_member_of_staff_is_asked_before_taking_over(
    app: Flask, town: Town, staff: Browser, meeting: Meeting
) -> None:
    leader = a_staff(role=Role.TEAM_LEADER, team=town.team, name="Birgitte Holst")
    other = signed_in(app, leader)
    early = other.get(room_of(meeting))
    first = visit_of(enter(staff, room_of(meeting)))
    look = {"json": {"visit": first, "after": 0}}
    refused = other.send(early, "/enter")  # the door was shown before Mette entered
    assert (refused.status_code, refused.location) == (303, room_of(meeting))
    assert staff.post(room_of(meeting) + "/poll", **look).get_json()["standing"] == "in"
    door = other.get(room_of(meeting))
    assert "Mette Skov er i samtalen nu" in door.text
    assert "Gå ind i stedet for Mette Skov" in door.text
    assert other.send(door, "/enter").location == room_of(meeting) + "/inside"
    told = staff.post(room_of(meeting) + "/poll", **look).get_json()
    assert (told["standing"], told["replaced_by"]) == ("replaced", "Birgitte Holst")


def test_each_side_is_told_the_others_number(citizen: Browser, staff: Browser, meeting: Meeting) -> None:
    assert 'href="tel:70101010"' in enter(citizen, "/meeting").text
    assert 'href="tel:+4520000000"' in staff.get(room_of(meeting)).text
    assert 'href="tel:+4520000000"' in enter(staff, room_of(meeting)).text
    assert "4520000000" not in citizen.get("/meeting").text


def test_staff_must_be_signed_in(app: Flask, meeting: Meeting) -> None:
    browser = Browser(app)
    assert browser.get(room_of(meeting)).status_code == 303
    assert browser.post(room_of(meeting) + "/poll", json={"visit": "x", "after": 0}).status_code == 401


def test_staff_need_the_right_to_hold_meetings(app: Flask, town: Town, meeting: Meeting) -> None:
    browser = signed_in(app, a_staff(role=Role.AUDITOR, team=town.team))
    assert browser.get(room_of(meeting)).status_code == 403


def test_staff_of_another_municipality_find_no_such_meeting(app: Flask, town: Town, meeting: Meeting) -> None:
    browser = signed_in(app, a_town(town.centre).caseworker)
    assert browser.get(room_of(meeting)).status_code == 404
    assert browser.post(room_of(meeting) + "/poll", json={"visit": "x", "after": 0}).status_code == 409
