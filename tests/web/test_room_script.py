"""What the room's script asks for, and what it is refused."""

from datetime import timedelta

import pytest
from flask import Flask

from jobcentre.models.meeting import Meeting
from tests.builders import Town, a_meeting
from tests.conftest import NOW
from tests.web.rooms import Browser, by_link, enter, room_of, signed_in, visit_of

OFFER = {"type": "offer", "sdp": "v=0\r\n"}


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


def test_two_pages_exchange_notes(citizen: Browser, staff: Browser, meeting: Meeting) -> None:
    guest = visit_of(enter(citizen, "/meeting"))
    host = visit_of(enter(staff, room_of(meeting)))
    seen = staff.post(room_of(meeting) + "/poll", json={"visit": host, "after": 0}).get_json()
    there = {"visit": guest, "here": True, "name": ""}
    assert seen == {"standing": "in", "other": there, "replaced_by": "", "notes": []}
    note = {"visit": host, "to": guest, "kind": "offer", "payload": OFFER}
    assert staff.post(room_of(meeting) + "/say", json=note).status_code == 204
    heard = citizen.post("/meeting/room/poll", json={"visit": guest, "after": 0}).get_json()
    assert [each["kind"] for each in heard["notes"]] == ["offer"]
    assert heard["other"]["name"] == "Mette Skov"
    assert citizen.post("/meeting/room/leave", json={"visit": guest}).status_code == 204
    assert staff.post(room_of(meeting) + "/say", json=note | {"to": "somebody"}).status_code == 409
    gone = staff.post(room_of(meeting) + "/poll", json={"visit": host, "after": 0}).get_json()
    assert gone["other"] == {"visit": "", "here": False, "name": ""}


def test_the_older_window_learns_that_it_was_replaced(citizen: Browser) -> None:
    old, new = visit_of(enter(citizen, "/meeting")), visit_of(enter(citizen, "/meeting"))
    standing = [
        citizen.post("/meeting/room/poll", json={"visit": visit, "after": 0}).get_json()["standing"]
        for visit in (old, new)
    ]
    assert standing == ["replaced", "in"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"visit": 1, "after": 0},
        {"visit": "", "after": 0},
        {"visit": "x" * 101, "after": 0},
        {"visit": "x\0", "after": 0},
        {"visit": "x"},
        {"visit": "x", "after": "0"},
        {"visit": "x", "after": -1},
        {"visit": "x", "after": 2**63},
        {"visit": "x", "after": True},
    ],
)
def test_a_malformed_question_is_refused(citizen: Browser, body: object) -> None:
    answer = citizen.post("/meeting/room/poll", json=body)
    assert answer.status_code == 400
    assert answer.is_json


def test_a_question_that_is_not_json_is_refused(citizen: Browser) -> None:
    assert citizen.post("/meeting/room/poll", data={"visit": "x", "after": 0}).status_code == 400
    assert citizen.post("/meeting/room/poll", data="{", content_type="application/json").status_code == 400


def test_a_note_of_any_length_is_not_read_to_the_end(citizen: Browser) -> None:
    visit = visit_of(enter(citizen, "/meeting"))
    note = {"visit": visit, "to": "x", "kind": "offer", "payload": {"type": "offer", "sdp": "v=0" + "x" * 200_000}}
    assert citizen.post("/meeting/room/say", json=note).status_code == 413


def test_a_script_of_another_site_is_turned_away(citizen: Browser) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = citizen.post("/meeting/room/poll", json={"visit": "x", "after": 0}, headers=headers)
    assert answer.status_code == 403
