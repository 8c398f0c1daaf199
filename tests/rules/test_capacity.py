"""Free times counted for circles within circles, and given out so that nobody's time is promised twice."""

from datetime import date, datetime, time, timedelta

from jobcentre.rules import slots
from jobcentre.rules.capacity import EVERYBODY, Group, Room, Supply
from jobcentre.rules.civil import ZONE

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
MEASURES = {"duration_minutes": 30, "buffer_minutes": 10, "step_minutes": 10}
EARLIEST = datetime(2026, 11, 23, 0, tzinfo=ZONE)
METTE, OLE, IDA = 1, 2, 3
NORTH, SOUTH = 10, 20


def supply(busy: tuple[tuple[int, datetime, datetime], ...] = ()) -> Supply:
    """Mette and Ole of the north, Ida of the south; each open an hour and a half on Mondays and Fridays."""
    openings = [(staff, weekday, time(9), time(10, 30)) for staff in (METTE, OLE, IDA) for weekday in (1, 5)]
    lines = slots.free_lines(openings, busy, slots.grid_of(MONDAY, FRIDAY, **MEASURES), EARLIEST)
    return Supply(lines, {METTE: NORTH, OLE: NORTH, IDA: SOUTH}, MONDAY, FRIDAY)


def test_what_is_offered_is_every_start_and_what_fits_is_fewer() -> None:
    """Starts every ten minutes from 9.00 to 10.00; of those, 9.00 and 9.40 fit after each other."""
    known = supply()
    offered = known.offered(Group(METTE), MONDAY)
    first, last = datetime(2026, 11, 23, 9, tzinfo=ZONE), datetime(2026, 11, 23, 10, tzinfo=ZONE)
    assert (offered.times, offered.first_at, offered.last_at) == (7, first, last)
    assert [known.meetings(Group(METTE), day) for day in (MONDAY, FRIDAY)] == [2, 4]
    assert known.offered(Group(None, NORTH), FRIDAY).times == 14, "a time of two people is one to choose"
    assert known.meetings(Group(None, NORTH), FRIDAY) == 8, "and two to hold"
    assert known.meetings(EVERYBODY, FRIDAY) == 12


def test_nothing_is_offered_before_the_horizon_or_by_nobody() -> None:
    known = supply()
    assert known.offered(Group(METTE), MONDAY - timedelta(days=1)).times == 0
    assert known.meetings(Group(METTE), MONDAY - timedelta(days=1)) == 0
    assert known.offered(Group(99), FRIDAY).first_at is None


def test_what_is_busy_is_not_free() -> None:
    busy = (METTE, datetime(2026, 11, 23, 9, tzinfo=ZONE), datetime(2026, 11, 23, 10, tzinfo=ZONE))
    assert supply((busy,)).meetings(Group(METTE), MONDAY) == 1


def taken(room: Room, group: Group, until: date, people: int) -> int:
    return sum(room.take(group, until) for _ in range(people))


def test_a_caseworkers_times_are_the_teams_too() -> None:
    room = Room(supply())
    assert taken(room, Group(METTE), FRIDAY, 5) == 4
    assert taken(room, Group(None, NORTH), FRIDAY, 9) == 4, "what is left of the north is Ole's"
    assert taken(room, EVERYBODY, FRIDAY, 9) == 4, "and then Ida's"
    assert not room.take(Group(IDA), FRIDAY)


def test_who_must_come_sooner_takes_from_those_who_may_come_later_and_the_other_way_round() -> None:
    room = Room(supply())
    assert taken(room, Group(METTE), FRIDAY, 3) == 3
    assert taken(room, Group(METTE), MONDAY, 3) == 1, "three of four are promised, whenever they are taken"
    room = Room(supply())
    assert taken(room, Group(METTE), MONDAY, 3) == 2
    assert taken(room, Group(METTE), FRIDAY, 3) == 2


def test_who_has_been_promised_a_time_comes_first_even_if_there_is_none() -> None:
    room = Room(supply())
    for _ in range(6):
        room.keep(Group(METTE), FRIDAY)
    assert not room.take(Group(METTE), FRIDAY)
    assert taken(room, Group(None, NORTH), FRIDAY, 9) == 2


def test_beside_a_caseworker_all_of_the_team_share() -> None:
    known = Supply(supply().lines, {METTE: NORTH, OLE: NORTH, IDA: None}, MONDAY, FRIDAY)
    assert known.shared(Group(METTE)) == Group(None, NORTH)
    assert known.shared(Group(IDA)) == EVERYBODY, "without a team, all are colleagues"
    assert [known.shared(group) for group in (Group(None, SOUTH), EVERYBODY)] == [Group(None, SOUTH), EVERYBODY]


def test_shown_are_the_caseworkers_times_and_without_any_the_teams() -> None:
    all_monday = (METTE, datetime(2026, 11, 23, 9, tzinfo=ZONE), datetime(2026, 11, 23, 11, tzinfo=ZONE))
    known = supply((all_monday,))
    assert known.shown(Group(METTE), FRIDAY) == known.offered(Group(METTE), FRIDAY)
    assert known.offered(Group(METTE), MONDAY).times == 0
    assert known.shown(Group(METTE), MONDAY) == known.offered(Group(None, NORTH), MONDAY)
    assert known.shown(Group(None, SOUTH), MONDAY) == known.offered(Group(None, SOUTH), MONDAY)
