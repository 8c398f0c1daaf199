"""Today, the week, one meeting, and meetings in time off."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.meeting import MeetingStatus, Party
from jobcentre.models.room import Presence
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Doors, Outcome
from jobcentre.services import agenda, audit, clashes, week
from jobcentre.services.week import Kind
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team
from tests.services.counting import statements

MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.ZONE)


def me(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


@pytest.fixture
def just_before_ten(town: Town) -> Iterator[None]:
    """Five minutes before a meeting at ten."""
    with time_machine.travel(at(9, 55), tick=False):
        yield


def today(town: Town) -> agenda.Today:
    return agenda.today(town.centre, me(town), Role.CASEWORKER)


def test_todays_meetings_in_order_with_their_doors(town: Town, just_before_ten: None) -> None:
    for hour in (13, 10, 8):
        a_meeting(town.centre, town.caseworker, starts_at=at(hour))
    a_meeting(town.centre, town.caseworker, starts_at=at(10, day=24))
    a_meeting(town.centre, town.caseworker, starts_at=at(11), status=MeetingStatus.CANCELLED)
    found = today(town).meetings
    assert [clock.local(one.starts_at).hour for one in found] == [8, 10, 13]
    assert [one.door for one in found] == [Doors.OVER, Doors.OPEN, Doors.EARLY]
    assert [one.over for one in found] == [True, False, False]
    assert found[2].opens_at == at(12, 50)


def test_the_citizen_is_here_until_the_page_falls_silent(town: Town, just_before_ten: None) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=at(10))
    presence = {"visit": "x", "entered_at": clock.now(), "seen_at": clock.now()}
    db.session.add(Presence(meeting_id=meeting.id, party=Party.CITIZEN, **presence))
    db.session.commit()
    assert today(town).meetings[0].citizen_waiting
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert not today(town).meetings[0].citizen_waiting


def test_a_team_leader_sees_the_whole_teams_day(town: Town) -> None:
    leader = a_staff(role=Role.TEAM_LEADER, team=town.team, name="Lars Holm")
    stranger = a_staff(team=a_team())
    a_meeting(town.centre, town.caseworker, starts_at=at(10))
    a_meeting(town.centre, stranger, starts_at=at(10))
    assert agenda.today(town.centre, audit.staff(leader.id), Role.CASEWORKER).meetings == ()
    found = agenda.today(town.centre, audit.staff(leader.id), Role.TEAM_LEADER).meetings
    assert [(one.caseworker, one.mine) for one in found] == [("Mette Skov", False)]


def test_tasks_are_ones_own_and_what_nobody_has(town: Town) -> None:
    colleague = a_staff(team=town.team)
    names = {"Egen": town.caseworker, "Ingens": None, "Andens": colleague}
    for name, caseworker in names.items():
        citizen = a_citizen(town.centre, team=town.team, caseworker=caseworker, family_name=name)
        a_summons(town.centre, citizen, book_by=date(2026, 11, 20))
    found = today(town)
    assert sorted(task.name.split()[1] for task in found.tasks) == ["Egen", "Ingens"]
    assert found.task_count == 2


def test_the_first_page_costs_the_same_for_one_and_for_thirty(town: Town) -> None:
    def cost() -> int:
        with statements() as seen:
            today(town)
        return len(seen)

    a_meeting(town.centre, town.caseworker, starts_at=at(0, 0))
    one = cost()
    for number in range(1, 30):
        a_meeting(town.centre, town.caseworker, starts_at=at(0) + timedelta(minutes=30 * number))
    assert cost() == one


def kinds(found: week.Week | None, number: int) -> list[tuple[Kind, int, int]]:
    assert found is not None
    local = clock.local
    return [(one.kind, local(one.starts_at).hour, local(one.ends_at).hour) for one in found.days[number].entries]


def test_open_hours_are_what_meetings_and_time_off_leave(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=at(10, day=24))
    meeting.ends_at = at(11, day=24)
    db.session.add(TimeOff(staff_id=town.caseworker.id, starts_at=at(13, day=24), ends_at=at(14, day=24), note="Møde"))
    db.session.commit()
    found = week.week(town.caseworker.public_id, MONDAY, me(town))
    tuesday = kinds(found, 1)
    assert (Kind.BOOKED, 10, 11) in tuesday
    assert (Kind.BUSY, 13, 14) in tuesday
    assert (Kind.OPEN, 9, 10) in tuesday
    assert (Kind.OPEN, 14, 15) in tuesday


def test_what_has_passed_is_not_open_any_more(town: Town) -> None:
    with time_machine.travel(at(12), tick=False):
        found = week.week(town.caseworker.public_id, MONDAY, me(town))
        assert kinds(found, 0) == [(Kind.OPEN, 12, 15)]
        assert kinds(week.week(town.caseworker.public_id, date(2026, 11, 16), me(town)), 0) == []


def test_outcomes_have_kinds_of_their_own(town: Town) -> None:
    outcomes = {9: Outcome.ATTENDED, 10: Outcome.ABSENT, 11: Outcome.EXCUSED, 12: Outcome.TECHNICAL_FAILURE}
    for hour, outcome in outcomes.items():
        a_meeting(town.centre, town.caseworker, starts_at=at(hour), outcome=outcome)
    with time_machine.travel(at(20), tick=False):
        found = kinds(week.week(town.caseworker.public_id, MONDAY, me(town)), 0)
    assert [kind for kind, _, _ in found] == [Kind.DONE, Kind.NOSHOW, Kind.NOT_HELD, Kind.NOT_HELD]


def test_holidays_are_named_and_closed(town: Town) -> None:
    found = week.week(town.caseworker.public_id, date(2026, 12, 21), me(town))
    assert found is not None
    assert found.days[3].closed == "Juleaftensdag"
    assert found.days[3].entries == ()


def test_the_hours_stay_on_the_wall_when_the_clock_changes(town: Town) -> None:
    found = week.week(town.caseworker.public_id, date(2027, 3, 29), me(town))
    assert found is not None
    starts = [clock.local(day.entries[0].starts_at).time() for day in found.days if day.entries]
    assert set(starts) == {time(9)}


def test_a_weekend_is_shown_when_something_stands_there(town: Town) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=at(10, day=28))
    found = week.week(town.caseworker.public_id, MONDAY, me(town))
    assert found is not None
    assert [day.date.isoweekday() for day in found.days] == [1, 2, 3, 4, 5, 6]


def test_only_the_teams_calendars_are_open(town: Town) -> None:
    colleague, stranger = a_staff(team=town.team), a_staff(team=a_team())
    assert week.week(colleague.public_id, MONDAY, me(town)) is not None
    assert week.week(stranger.public_id, MONDAY, me(town)) is None


def test_a_week_costs_the_same_for_one_and_for_twenty_meetings(town: Town) -> None:
    def cost() -> int:
        with statements() as seen:
            week.week(town.caseworker.public_id, MONDAY, me(town))
        return len(seen)

    a_meeting(town.centre, town.caseworker, starts_at=at(0))
    one = cost()
    for number in range(1, 20):
        a_meeting(town.centre, town.caseworker, starts_at=at(0) + timedelta(hours=number))
    assert cost() == one


def test_one_meeting_says_what_can_be_done_now(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=at(10))
    before = agenda.meeting(town.centre, meeting.public_id, me(town))
    assert before is not None
    assert (before.can_change, before.can_record, before.door) == (True, False, Doors.EARLY)
    with time_machine.travel(at(10), tick=False):
        begun = agenda.meeting(town.centre, meeting.public_id, me(town))
    assert begun is not None
    assert (begun.can_change, begun.can_record, begun.door) == (False, True, Doors.OPEN)
    assert set(db.session.execute(select(AuditEntry.action)).scalars()) == {"citizen.seen"}


def test_a_meeting_of_another_team_is_not_shown(town: Town) -> None:
    citizen = a_citizen(town.centre, team=a_team())
    meeting = a_meeting(town.centre, a_staff(team=citizen.team), a_summons(town.centre, citizen))
    assert agenda.meeting(town.centre, meeting.public_id, me(town)) is None


def test_meetings_within_time_off_are_named(town: Town) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=at(10, day=24))
    a_meeting(town.centre, town.caseworker, starts_at=at(10, day=26))
    off = TimeOff(staff_id=town.caseworker.id, starts_at=at(0, day=24), ends_at=at(0, day=25))
    db.session.add(off)
    db.session.commit()
    found = clashes.of(town.caseworker.public_id, me(town))
    assert [(clash.time_off, clash.starts_at) for clash in found] == [(off.public_id, at(10, day=24))]
