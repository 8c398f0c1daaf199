"""The door of a meeting: what the permanent link shows, and to whom."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.rules.attendance import Doors
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, meetings
from jobcentre.services.audit import CITIZEN, Who
from jobcentre.services.meeting_room import room
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team
from tests.conftest import NOW


@pytest.fixture
def meeting(town: Town) -> Meeting:
    """A meeting at five past nine."""
    return a_meeting(town.centre, town.caseworker, starts_at=NOW + timedelta(minutes=5))


def door_at(town: Town, meeting: Meeting, moment: datetime, who: Who = CITIZEN) -> meetings.DoorView:
    with time_machine.travel(moment, tick=False):
        view = meetings.door(town.centre, meeting.public_id, who)
    assert view is not None
    return view


def test_the_door_opens_ten_minutes_before_and_shuts_after_the_overrun(town: Town, meeting: Meeting) -> None:
    starts, ends = meeting.starts_at, meeting.ends_at
    assert door_at(town, meeting, starts - timedelta(minutes=10, seconds=1)).state is Doors.EARLY
    assert door_at(town, meeting, starts - timedelta(minutes=10)).state is Doors.OPEN
    open_still = door_at(town, meeting, ends)
    assert open_still.lets_in
    assert door_at(town, meeting, open_still.closes_at - timedelta(seconds=1)).state is Doors.OPEN
    assert door_at(town, meeting, open_still.closes_at).state is Doors.OVER


def test_the_door_names_both_sides_and_whom_to_call(town: Town, meeting: Meeting) -> None:
    view = door_at(town, meeting, NOW)
    assert (view.caseworker, view.citizen) == ("Mette Skov", "Emilie Vestergaard")
    assert view.authority.phone == "70 10 10 10"
    assert not view.changed


def test_a_cancelled_meeting_lets_nobody_in_and_points_to_the_next(town: Town, meeting: Meeting) -> None:
    meeting.status = MeetingStatus.CANCELLED
    meeting.cancelled_by, meeting.cancel_ground = Party.CITIZEN, CancelGround.ILLNESS
    db.session.commit()
    assert door_at(town, meeting, NOW).replaced_by is None
    summons = meeting.summons
    new = a_meeting(town.centre, town.caseworker, summons, starts_at=NOW + timedelta(days=2))
    view = door_at(town, meeting, NOW)
    assert (view.cancelled, view.lets_in, view.replaced_by) == (True, False, new.starts_at)
    with pytest.raises(Closed):
        room.enter(town.centre, meeting.public_id, CITIZEN, uuid4())


def test_a_moved_meeting_is_known_by_the_same_link_with_its_new_time(town: Town, meeting: Meeting) -> None:
    meeting.starts_at += timedelta(days=1)
    meeting.ends_at += timedelta(days=1)
    meeting.sequence = 1
    db.session.commit()
    view = door_at(town, meeting, NOW)
    assert (view.state, view.changed, view.ref.starts_at) == (Doors.EARLY, True, NOW + timedelta(days=1, minutes=5))


def test_an_unknown_meeting_has_no_door(town: Town, meeting: Meeting) -> None:
    assert meetings.door(town.centre, uuid4(), CITIZEN) is None


def test_staff_reach_their_own_meetings_and_those_of_their_teams_people(town: Town, meeting: Meeting) -> None:
    centre = town.centre
    theirs = a_team()
    citizen = a_citizen(centre, team_id=theirs.id)
    covered = a_meeting(centre, town.caseworker, a_summons(centre, citizen), starts_at=NOW + timedelta(hours=1))

    def sees(who: Who, public_id: UUID) -> bool:
        return meetings.door(centre, public_id, who) is not None

    assert sees(audit.staff(town.caseworker.id), covered.public_id)  # holds it, though the person is another team's
    assert sees(audit.staff(a_staff(team=theirs).id), covered.public_id)
    colleague = audit.staff(a_staff(team=town.team).id)
    assert sees(colleague, meeting.public_id)
    assert not sees(colleague, covered.public_id)
