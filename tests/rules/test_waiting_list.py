"""Who is asked next about an earlier time, which time it is, and until when it is held."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules import booking
from jobcentre.rules.civil import ZONE, day_of
from jobcentre.rules.packs import Pack
from jobcentre.rules.quiet import Quiet
from jobcentre.rules.slots import Slot
from jobcentre.rules.waiting_list import (
    HELD,
    LEAST,
    NIGHT,
    Offered,
    Waiting,
    can_come,
    choices,
    held_until,
    in_turn,
    is_earlier,
    may_be_asked,
    offers_left,
)
from jobcentre.rules.workdays import is_workday

HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 1, hour, minute, tzinfo=ZONE).astimezone(UTC) + timedelta(days=day - 1)


NOW = at(23, 9)  # a Monday
MEETING = at(30, 10)


def waiting(**given: object) -> Waiting:
    defaults = {"number": 1, "since": at(20, 9), "starts_at": MEETING, "last_day": date(2026, 12, 31)}
    return Waiting(**{**defaults, **given})  # type: ignore[arg-type]


def slots(*starts: datetime) -> list[Slot]:
    return [Slot(one, (7,)) for one in starts]


def starts(pack: Pack, one: Waiting, *free: datetime, now: datetime = NOW) -> list[datetime]:
    return [choice.starts_at for choice in choices(slots(*free), one, now, pack, NIGHT)]


def test_who_has_waited_longest_is_asked_first_and_of_two_the_one_who_was_there_first() -> None:
    late, early, same = waiting(number=1, since=at(21, 9)), waiting(number=3), waiting(number=2)
    assert in_turn([late, early, same]) == [same, early, late]


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        ([], True),
        ([at(22, 9)], True),
        ([at(23, 0, 5)], False),  # today, by Denmark's calendar
        ([at(22, 23, 55)], True),
        ([at(20, 9), at(21, 9)], True),
        ([at(20, 9), at(21, 9), at(22, 9)], False),
    ],
)
def test_one_offer_a_day_and_three_in_all(made: list[datetime], asked: bool) -> None:
    assert may_be_asked(waiting(offered=tuple(Offered(at(25, 9), when) for when in made)), NOW) is asked
    assert [offers_left(number) for number in range(5)] == [3, 2, 1, 0, 0]


def test_the_earliest_time_is_offered_and_never_one_that_is_known_or_was_offered(pack: Pack) -> None:
    free = (at(27, 9), at(26, 9), at(25, 12))
    assert starts(pack, waiting(), *free) == [at(25, 12), at(26, 9), at(27, 9)]
    known = waiting(known=frozenset({at(25, 12)}), offered=(Offered(at(26, 9), at(22, 9)),))
    assert starts(pack, known, *free) == [at(27, 9)]


@pytest.mark.parametrize(
    ("start", "offered"),
    [
        (MEETING - HOUR, False),  # the same day is not worth one of three
        (MEETING, False),
        (at(30, 0) - timedelta(minutes=30), True),
        (MEETING + timedelta(days=1), False),
    ],
)
def test_only_an_earlier_day_is_worth_an_offer(pack: Pack, start: datetime, offered: bool) -> None:
    assert is_earlier(start, MEETING) is offered
    assert (starts(pack, waiting(), start) == [start]) is offered


def test_nothing_past_the_last_day_is_offered(pack: Pack) -> None:
    late = waiting(starts_at=at(30, 10), last_day=date(2026, 11, 26))
    assert starts(pack, late, at(26, 9), at(27, 9)) == [at(26, 9)]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(23, 9), at(23, 12)),
        (at(23, 9, 7), at(23, 12, 15)),  # on the quarter
        (at(23, 7), at(23, 10)),
        (at(23, 6, 59), None),  # at night nobody is asked
        (at(23, 21), None),
        (at(23, 19), at(23, 21)),  # and nothing is held through one
        (at(23, 20), at(23, 21)),
        (at(23, 20, 1), None),
    ],
)
def test_a_time_is_held_for_some_hours_of_the_day(pack: Pack, now: datetime, until: datetime | None) -> None:
    assert held_until(at(27, 9), MEETING, now, pack, NIGHT) == until


def test_without_quiet_hours_the_night_is_one_all_the_same(pack: Pack) -> None:
    assert held_until(at(27, 9), MEETING, at(23, 2), pack, None) is None
    siesta = Quiet(time(11), time(13))
    assert held_until(at(27, 9), MEETING, at(23, 9), pack, siesta) == at(23, 11)
    assert held_until(at(27, 9), MEETING, at(23, 10, 30), pack, siesta) is None


def test_the_next_one_asked_still_has_the_notice_and_a_while(pack: Pack) -> None:
    start = NOW + timedelta(hours=pack.notice_hours) + 2 * LEAST
    assert held_until(start, MEETING, NOW, pack, NIGHT) == NOW + LEAST
    assert held_until(start - timedelta(minutes=5), MEETING, NOW, pack, NIGHT) is None


def test_who_can_move_no_longer_is_offered_nothing(pack: Pack) -> None:
    cut_off = booking.change_until(MEETING, pack)
    assert not can_come(MEETING, cut_off, pack)
    assert can_come(MEETING, NOW, pack)
    soonest = timedelta(hours=pack.notice_hours) + 2 * LEAST
    assert not can_come(at(24, 23, 55), at(24, 23, 50) - soonest, pack)  # nothing can be free on an earlier day


moments = st.integers(0, 14 * 24 * 12).map(lambda steps: at(23, 0) + timedelta(minutes=5 * steps))
nights = st.sampled_from([None, NIGHT, Quiet(time(22), time(6)), Quiet(time(12), time(13))])


@given(st.lists(moments, max_size=8, unique=True), moments, moments, nights, st.sets(moments, max_size=3))
def test_whatever_is_free_what_is_offered_can_be_taken_to_the_end(
    pack: Pack, free: list[datetime], meeting: datetime, now: datetime, quiet: Quiet | None, known: set[datetime]
) -> None:
    one = waiting(starts_at=meeting, known=frozenset(known))
    found = choices(slots(*free), one, now, pack, quiet)
    assert [choice.starts_at for choice in found] == sorted(choice.starts_at for choice in found)
    facts = booking.SummonsFacts(latest_on=one.last_day, birth_date=date(2001, 5, 4))
    for choice in found:
        last = choice.until - timedelta(seconds=1)
        assert LEAST <= choice.until - now <= HELD + timedelta(minutes=15)
        assert choice.starts_at not in known
        assert day_of(choice.starts_at) < day_of(meeting)
        assert choice.starts_at - (choice.until + LEAST) >= timedelta(hours=pack.notice_hours)
        booking.check_change(meeting, last, pack)
        if is_workday(day_of(choice.starts_at)):  # what is free lies on one
            booking.check_slot(choice.starts_at, last, facts, pack)
        night = quiet or NIGHT
        assert not night.holds(now)
        assert not night.holds(last)
        assert night.begin(now) >= choice.until
