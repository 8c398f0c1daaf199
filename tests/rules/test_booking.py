"""Which times may be chosen, and until when a meeting may be changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from jobcentre.rules.booking import (
    Booker,
    CancelGround,
    GivenUp,
    SummonsFacts,
    change_until,
    check_book,
    check_change,
    check_move,
    check_slot,
    grounds,
    may_change,
    moves_left,
    parse_ground,
)
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed, Code, Invalid, NotAllowed, Refusal, TooLate

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday, 10:00 in Denmark
SUMMONS = SummonsFacts(latest_on=date(2026, 12, 18), birth_date=date(2002, 5, 17))
MINUTE = timedelta(minutes=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("starts_at", "kind", "code"),
    [
        (utc(2026, 11, 20, 8, 0), TooLate, Code.SLOT_PAST),
        (NOW, TooLate, Code.SLOT_PAST),
        (utc(2026, 11, 20, 13, 0), TooLate, Code.SLOT_TOO_SOON),
        (utc(2026, 11, 21, 8, 59), TooLate, Code.SLOT_TOO_SOON),
        (utc(2026, 11, 21, 9, 0), NotAllowed, Code.SLOT_DAY_CLOSED),  # a Saturday, notice kept to the minute
        (utc(2026, 12, 18, 22, 30), None, None),  # 23:30 in Denmark, still the last day
        (utc(2026, 12, 18, 23, 0), TooLate, Code.SLOT_AFTER_LATEST),  # midnight in Denmark
        (utc(2026, 11, 23, 9, 0), None, None),
        (utc(2026, 11, 23, 9, 0, 1), Invalid, Code.SLOT_MALFORMED),
        (datetime(2026, 11, 23, 9, 0), Invalid, Code.SLOT_MALFORMED),  # noqa: DTZ001 - the fault under test
    ],
)
def test_check_slot(pack: Pack, starts_at: datetime, kind: type[Refusal] | None, code: Code | None) -> None:
    if kind is None:
        check_slot(starts_at, NOW, SUMMONS, pack)
        return
    with pytest.raises(kind) as caught:
        check_slot(starts_at, NOW, SUMMONS, pack)
    assert caught.value.code == code


def test_a_closed_summons_takes_no_time(pack: Pack) -> None:
    with pytest.raises(Closed):
        check_slot(utc(2026, 11, 23, 9, 0), NOW, replace(SUMMONS, is_open=False), pack)


def test_the_facts_say_what_is_possible(pack: Pack) -> None:
    with pytest.raises(TooLate) as soon:
        check_slot(utc(2026, 11, 20, 13, 0), NOW, SUMMONS, pack)
    assert soon.value.facts == {"earliest": utc(2026, 11, 21, 9, 0)}
    with pytest.raises(TooLate) as late:
        check_slot(utc(2026, 12, 21, 9, 0), NOW, SUMMONS, pack)
    assert late.value.facts == {"latest_on": date(2026, 12, 18)}


@pytest.mark.parametrize(("born", "allowed"), [(date(1996, 11, 23), False), (date(1996, 11, 24), True)])
def test_age_is_measured_on_the_day_of_the_interview(pack: Pack, born: date, allowed: bool) -> None:
    summons = replace(SUMMONS, birth_date=born)
    starts_at = utc(2026, 11, 23, 9, 0)
    if allowed:
        check_slot(starts_at, NOW, summons, pack)
        return
    with pytest.raises(NotAllowed) as caught:
        check_slot(starts_at, NOW, summons, pack)
    assert caught.value.facts == {"too_old_on": date(2026, 11, 23), "age_limit": 30}


def test_the_age_counts_on_denmarks_day(pack: Pack) -> None:
    """23:30 UTC on the 22nd is the 23rd in Denmark, the birthday."""
    with pytest.raises(NotAllowed) as caught:
        check_slot(utc(2026, 11, 22, 23, 30), NOW, replace(SUMMONS, birth_date=date(1996, 11, 23)), pack)
    assert caught.value.code == Code.TOO_OLD


def test_staff_are_bound_by_neither_notice_nor_the_last_day(pack: Pack) -> None:
    for starts_at in (utc(2026, 11, 20, 13, 0), utc(2026, 12, 21, 9, 0)):
        check_slot(starts_at, NOW, SUMMONS, pack, Booker.STAFF)


def test_staff_are_bound_by_the_past_by_closed_days_and_by_age(pack: Pack) -> None:
    for starts_at in (NOW, utc(2026, 11, 22, 9, 0), utc(2026, 12, 24, 9, 0)):
        with pytest.raises(Refusal):
            check_slot(starts_at, NOW, SUMMONS, pack, Booker.STAFF)
    with pytest.raises(NotAllowed):
        check_slot(utc(2026, 12, 21, 9, 0), NOW, replace(SUMMONS, birth_date=date(1996, 12, 21)), pack, Booker.STAFF)


@pytest.mark.parametrize(
    ("before_start", "by", "code"),
    [
        (timedelta(hours=4, minutes=1), Booker.CITIZEN, None),
        (timedelta(hours=4), Booker.CITIZEN, Code.CHANGE_TOO_LATE),
        (timedelta(minutes=1), Booker.CITIZEN, Code.CHANGE_TOO_LATE),
        (timedelta(0), Booker.CITIZEN, Code.MEETING_STARTED),
        (-timedelta(days=1), Booker.CITIZEN, Code.MEETING_STARTED),
        (timedelta(minutes=1), Booker.STAFF, None),
        (timedelta(0), Booker.STAFF, Code.MEETING_STARTED),
    ],
)
def test_the_cut_off(pack: Pack, before_start: timedelta, by: Booker, code: Code | None) -> None:
    starts_at = utc(2026, 11, 25, 9, 0)
    now = starts_at - before_start
    assert may_change(starts_at, now, pack, by) is (code is None)
    if code is None:
        check_change(starts_at, now, pack, by)
        return
    with pytest.raises(TooLate) as caught:
        check_change(starts_at, now, pack, by)
    assert caught.value.code == code


def test_a_late_change_says_when_it_was_possible(pack: Pack) -> None:
    starts_at = utc(2026, 11, 25, 9, 0)
    with pytest.raises(TooLate) as caught:
        check_change(starts_at, starts_at - MINUTE, pack)
    assert caught.value.facts == {"cut_off": utc(2026, 11, 25, 5, 0)}
    assert change_until(starts_at, pack) == utc(2026, 11, 25, 5, 0)


def test_the_grounds_of_citizens_and_staff() -> None:
    assert CancelGround.MUNICIPALITY not in grounds(Booker.CITIZEN)
    assert set(grounds(Booker.STAFF)) == set(CancelGround)
    assert parse_ground("illness") is CancelGround.ILLNESS
    assert parse_ground("municipality", Booker.STAFF) is CancelGround.MUNICIPALITY
    for text in ("municipality", "", "ILLNESS", "syg"):
        with pytest.raises(Invalid):
            parse_ground(text)


def given_up(times: int, after_set: bool = False) -> GivenUp:
    return GivenUp(times=times, after_set=after_set)


@pytest.mark.parametrize(
    ("so_far", "left"),
    [
        (given_up(0), 3),
        (given_up(2), 1),
        (given_up(3), 0),
        (given_up(4), -1),
        (given_up(0, after_set=True), 1),
        (given_up(1, after_set=True), 0),
        (given_up(2, after_set=True), -1),
    ],
)
def test_times_can_be_given_up_so_often(pack: Pack, so_far: GivenUp, left: int) -> None:
    assert moves_left(so_far, pack) == left
    for check, least in ((check_move, 1), (check_book, 0)):
        check(so_far, pack, Booker.STAFF)
        if left >= least:
            check(so_far, pack)
        else:
            with pytest.raises(NotAllowed) as refused:
                check(so_far, pack)
            assert refused.value.code is Code.MOVES_USED


def test_with_no_moves_left_the_laws_grounds_remain() -> None:
    assert set(grounds(Booker.CITIZEN, left=1)) - set(grounds(Booker.CITIZEN, left=0)) == {CancelGround.OTHER}
    assert CancelGround.ILLNESS in grounds(Booker.CITIZEN, left=0)
    assert grounds(Booker.STAFF, left=0) == tuple(CancelGround)
    with pytest.raises(Invalid):
        parse_ground("other", Booker.CITIZEN, left=0)
