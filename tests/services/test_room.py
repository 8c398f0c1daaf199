"""The built-in room: who is there, and what the two sides tell each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db, scope
from jobcentre.models.room import Note, Presence
from jobcentre.rules.refusals import Closed, Invalid, NotOpenYet, Throttled
from jobcentre.services import audit, meetings
from jobcentre.services.audit import CITIZEN
from jobcentre.services.meeting_room import room
from jobcentre.services.meeting_room.room import Seat, Standing
from tests.builders import Town, a_town
from tests.services.sides import ANSWER, CANDIDATE, OFFER, Two, later


@pytest.fixture
def two(town: Town) -> Two:
    """Five minutes before a meeting at five past nine."""
    return Two.about_to_meet(town)


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def notes() -> int:
    return db.session.execute(select(func.count(Note.id))).scalar_one()


def test_nobody_enters_early_or_late(two: Two) -> None:
    with later(minutes=-10), pytest.raises(NotOpenYet):
        two.enter(CITIZEN)
    with later(hours=2), pytest.raises(Closed):
        two.enter(two.staff)
    assert db.session.execute(select(func.count()).select_from(Presence)).scalar_one() == 0


def test_entering_leaves_a_trace_of_who_and_when_and_a_repeated_form_only_one(two: Two) -> None:
    request_id = uuid4()
    first = room.enter(two.town.centre, two.meeting.public_id, two.staff, request_id)
    again = room.enter(two.town.centre, two.meeting.public_id, two.staff, request_id)
    assert first == again
    entries = db.session.execute(select(AuditEntry).where(AuditEntry.action == "meeting.entered")).scalars().all()
    assert [entry.staff_id for entry in entries] == [two.town.caseworker.id]
    assert entries[0].facts == {"meeting": str(two.meeting.public_id)}


def test_each_side_sees_the_other_come_go_silent_and_leave(two: Two) -> None:
    guest = two.enter(two.citizen)
    assert two.poll(guest) == room.RoomState(Standing.IN)
    host = two.enter(two.staff)
    assert two.poll(guest).other_visit == host.visit
    assert two.poll(guest).other_here
    with later(seconds=7):
        assert two.poll(guest).other_here
    with later(seconds=9):
        assert (two.poll(guest).other_visit, two.poll(guest).other_here) == (host.visit, False)
        two.poll(host)
        assert two.poll(guest).other_here
        room.leave(two.town.centre, host)
        assert two.poll(guest) == room.RoomState(Standing.IN)


def test_notes_arrive_in_order_once_and_only_at_the_page_they_are_for(two: Two) -> None:
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    assert two.say(host, guest.visit)
    assert two.say(host, guest.visit, "candidate", CANDIDATE)
    assert two.poll(host).notes == ()
    first, second = two.poll(guest).notes
    assert (first.kind, second.kind) == ("offer", "candidate")
    assert two.poll(guest, after=first.id).notes == (second,)
    assert two.poll(guest, after=second.id).notes == ()


def test_a_second_window_replaces_the_first(two: Two) -> None:
    host, old = two.enter(two.staff), two.enter(two.citizen)
    two.say(host, old.visit)
    new = two.enter(two.citizen)
    assert two.poll(old).standing is Standing.REPLACED
    assert not two.say(old, host.visit, "answer", ANSWER)
    assert not two.say(host, old.visit)
    assert (two.poll(new).standing, two.poll(new).notes) == (Standing.IN, ())
    room.leave(two.town.centre, old)  # a page that was replaced takes nobody with it
    assert two.poll(host).other_here


def test_a_page_that_has_left_is_out(two: Two) -> None:
    guest = two.enter(two.citizen)
    room.leave(two.town.centre, guest)
    assert two.poll(guest).standing is Standing.REPLACED


def test_notes_go_with_the_last_one_out(two: Two) -> None:
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    two.say(host, guest.visit)
    room.leave(two.town.centre, host)
    assert notes() == 1
    room.leave(two.town.centre, guest)
    assert notes() == 0


def test_when_the_doors_shut_the_room_is_closed_and_emptied(two: Two) -> None:
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    two.say(host, guest.visit)
    with later(hours=2):
        assert two.poll(guest).standing is Standing.CLOSED
        with pytest.raises(Closed):
            two.say(host, guest.visit)
    assert notes() == 0


def test_one_look_around_costs_three_statements(two: Two) -> None:
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    two.say(host, guest.visit)
    with statements() as seen:
        two.poll(guest)
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("hello", OFFER),
        (None, OFFER),
        (["offer"], OFFER),
        ("offer", "v=0"),
        ("offer", ANSWER),
        ("offer", {"type": "offer"}),
        ("offer", {"type": "offer", "sdp": "hello"}),
        ("offer", {"type": "offer", "sdp": "v=0" + "x" * 20_000}),
        ("candidate", {}),
        ("candidate", {**CANDIDATE, "sdpMid": 3}),
        ("candidate", {**CANDIDATE, "sdpMLineIndex": True}),
        ("candidate", {**CANDIDATE, "sdpMLineIndex": -1}),
        ("candidate", {**CANDIDATE, "candidate": "x" * 20_001}),
    ],
)
def test_only_what_a_browser_would_say_is_relayed(two: Two, kind: object, payload: object) -> None:
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    with pytest.raises(Invalid):
        two.say(host, guest.visit, kind, payload)
    assert notes() == 0


def test_what_webrtc_does_not_define_is_left_out(two: Two) -> None:
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    two.say(host, guest.visit, "offer", {**OFFER, "name": "Emilie"})
    assert "Emilie" not in two.poll(guest).notes[0].payload


def test_a_page_that_never_stops_talking_is_stopped(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_NOTES", 2)
    guest, host = two.enter(two.citizen), two.enter(two.staff)
    assert two.say(host, guest.visit)
    assert two.say(host, guest.visit)
    with pytest.raises(Throttled):
        two.say(host, guest.visit)


def test_another_municipality_finds_no_such_meeting(two: Two) -> None:
    guest = two.enter(two.citizen)
    other = a_town(two.town.centre)
    with scope(other.municipality.id):
        stranger = audit.staff(other.caseworker.id)
        assert meetings.door(two.town.centre, two.meeting.public_id, stranger) is None
        for seat in (guest, Seat(two.meeting.public_id, stranger, guest.visit)):
            with pytest.raises(Closed):
                two.poll(seat)
            with pytest.raises(Closed):
                two.say(seat, "x")
            with pytest.raises(Closed):
                room.leave(two.town.centre, seat)
        with pytest.raises(Closed):
            two.enter(stranger)
