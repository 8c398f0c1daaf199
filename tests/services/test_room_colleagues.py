"""Who of the staff is in the room, and what the sides tell each other about their devices."""

from uuid import uuid4

import pytest

from jobcentre.rules.access import Role
from jobcentre.rules.refusals import Closed, Invalid
from jobcentre.services import audit, meetings
from jobcentre.services.audit import CITIZEN, Who
from jobcentre.services.meeting_room import room
from jobcentre.services.meeting_room.room import Standing
from tests.builders import Town, a_staff
from tests.services.sides import Two, later


@pytest.fixture
def two(town: Town) -> Two:
    """Five minutes before a meeting at five past nine."""
    return Two.about_to_meet(town)


@pytest.fixture
def leader(two: Two) -> Who:
    """A colleague who may hold the meeting in the caseworker's place."""
    row = a_staff(team=two.town.team, name="Birgitte Holst", role=Role.TEAM_LEADER)
    return audit.staff(row.id)


def test_the_citizen_is_told_who_really_entered(two: Two, leader: Who) -> None:
    guest, host = two.enter(CITIZEN), two.enter(leader)
    assert two.poll(guest).other_name == "Birgitte Holst"
    door = meetings.door(two.town.centre, two.meeting.public_id, CITIZEN)
    assert door is not None
    assert door.inside is not None
    assert door.inside.name == "Birgitte Holst"
    room.leave(two.town.centre, host)
    two.enter(two.staff)
    assert two.poll(guest).other_name == "Mette Skov"


def test_a_colleague_takes_over_only_when_asked_by_name(two: Two, leader: Who) -> None:
    guest, first = two.enter(CITIZEN), two.enter(two.staff)
    door = meetings.door(two.town.centre, two.meeting.public_id, leader)
    assert door is not None
    assert door.inside is not None
    assert (door.inside.name, door.inside.own) == ("Mette Skov", False)
    for instead_of in ("", str(two.meeting.public_id)):
        with pytest.raises(Closed):
            room.enter(two.town.centre, two.meeting.public_id, leader, uuid4(), instead_of)
    assert two.poll(first).standing is Standing.IN
    room.enter(two.town.centre, two.meeting.public_id, leader, uuid4(), str(door.inside.public_id))
    assert two.poll(first) == room.RoomState(Standing.REPLACED, replaced_by="Birgitte Holst")
    assert two.poll(guest).other_name == "Birgitte Holst"


def test_the_same_person_in_another_window_is_no_colleague(two: Two) -> None:
    first = two.enter(two.staff)
    two.enter(two.staff)
    assert two.poll(first) == room.RoomState(Standing.REPLACED)


def test_who_has_gone_silent_keeps_nobody_out(two: Two, leader: Who) -> None:
    two.enter(two.staff)
    with later(seconds=9):
        two.enter(leader)


def test_each_side_can_say_which_of_its_devices_are_on(two: Two) -> None:
    guest, host = two.enter(CITIZEN), two.enter(two.staff)
    assert two.say(guest, host.visit, "devices", {"camera": False, "microphone": True, "name": "Emilie"})
    (note,) = two.poll(host).notes
    assert (note.kind, note.payload) == ("devices", '{"camera":false,"microphone":true}')
    with pytest.raises(Invalid):
        two.say(guest, host.visit, "devices", {"camera": "off"})
