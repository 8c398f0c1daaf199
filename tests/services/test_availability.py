"""Free times: what a citizen may choose is what the rules allow and the database has free."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from jobcentre import clock
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.refusals import NotAllowed, SlotTaken, TooLate
from jobcentre.services import audit, availability, booking
from jobcentre.services.availability import Offer
from jobcentre.services.circles import Chooser
from tests.builders import PACK, Town, a_citizen, a_meeting, a_staff, a_summons, a_team, hours, saved
from tests.services.counting import statements

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.ZONE)


def offer(town: Town, summons: Summons | None = None, first: date | None = None) -> Offer:
    return availability.free_times(town.centre, (summons or a_summons(town.centre)).public_id, first)


def days(found: Offer) -> list[date]:
    return [day.date for day in found.days]


def times(found: Offer, day: date) -> list[str]:
    return [f"{clock.local(one):%H:%M}" for shown in found.days if shown.date == day for one in shown.times]


def off(town: Town, starts_at: datetime, ends_at: datetime) -> None:
    saved(TimeOff(staff_id=town.caseworker.id, starts_at=starts_at, ends_at=ends_at))


HALF_HOURS = [f"{hour:02d}:{minute:02d}" for hour in range(9, 15) for minute in (0, 30)]


def test_a_page_has_five_days_with_whole_half_hours_within_the_hours(town: Town) -> None:
    found = offer(town)
    assert days(found) == [date(2026, 11, day) for day in (24, 25, 26, 27, 30)]
    assert times(found, WEDNESDAY) == HALF_HOURS
    assert (found.first, found.earlier) == (found.days[0].times[0], None)


def test_nothing_is_offered_within_the_notice(town: Town) -> None:
    """It is Monday nine; a day's notice allows Tuesday nine, and at one minute past no longer."""
    assert times(offer(town), TUESDAY) == HALF_HOURS
    with time_machine.travel(at(date(2026, 11, 23), 9, 1), tick=False):
        assert times(offer(town), TUESDAY) == HALF_HOURS[1:]


def test_whatever_is_offered_can_be_booked_and_nothing_else(town: Town) -> None:
    """The page and the booking go by the same rules: every quarter of two weeks is tried."""
    a_meeting(town.centre, town.caseworker, starts_at=at(WEDNESDAY, 10))
    off(town, at(date(2026, 11, 26), 12), at(date(2026, 11, 26), 13))
    offered = {one for first in (None, date(2026, 12, 1)) for day in offer(town, first=first).days for one in day.times}
    summons, moment, last = a_summons(town.centre), at(date(2026, 11, 23), 9), at(date(2026, 12, 5), 0)
    while moment < last:
        if moment in offered:
            booked = booking.book(town.centre, summons.public_id, moment, uuid4(), audit.CITIZEN)
            db.session.execute(db.text("delete from meeting where public_id = :id"), {"id": booked})
            db.session.commit()
        else:
            with pytest.raises((SlotTaken, TooLate, NotAllowed)):
                booking.book(town.centre, summons.public_id, moment, uuid4(), audit.CITIZEN)
        moment += timedelta(minutes=30 if moment.hour >= 15 or moment.hour < 8 else 15)


def test_two_who_are_free_are_one_time(town: Town) -> None:
    hours(a_staff(team=town.team))
    found = offer(town)
    assert times(found, WEDNESDAY) == HALF_HOURS
    a_meeting(town.centre, town.caseworker, starts_at=at(WEDNESDAY, 10))
    assert times(offer(town), WEDNESDAY) == HALF_HOURS


def test_a_booked_time_is_gone_and_its_neighbours_stay(town: Town) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=at(WEDNESDAY, 10))
    assert times(offer(town), WEDNESDAY) == [one for one in HALF_HOURS if one != "10:00"]


@pytest.mark.parametrize(
    ("starts", "ends", "left"),
    [
        ((9, 0), (15, 0), []),
        ((0, 0), (23, 59), []),
        ((10, 10), (10, 20), [one for one in HALF_HOURS if one != "10:00"]),
        ((9, 30), (14, 30), ["09:00", "14:30"]),
        ((8, 0), (9, 0), HALF_HOURS),
    ],
)
def test_time_off_is_no_time_to_meet(
    town: Town, starts: tuple[int, int], ends: tuple[int, int], left: list[str]
) -> None:
    off(town, at(WEDNESDAY, *starts), at(WEDNESDAY, *ends))
    assert times(offer(town), WEDNESDAY) == left


def test_closed_days_are_left_out(town: Town) -> None:
    """Christmas Eve, two days of Christmas, a weekend and New Year's Eve and Day."""
    with time_machine.travel(at(date(2026, 12, 21), 9), tick=False):
        found = offer(town)
    assert days(found) == [date(2026, 12, 22), date(2026, 12, 23), *(date(2026, 12, day) for day in (28, 29, 30))]
    assert found.later == date(2026, 12, 31)


def test_the_last_day_is_offered_and_the_next_is_not(town: Town) -> None:
    summons = a_summons(town.centre, book_by=WEDNESDAY, latest_on=WEDNESDAY)
    found = offer(town, summons)
    assert (days(found), found.later) == ([TUESDAY, WEDNESDAY], None)


@pytest.mark.parametrize(
    ("birth_date", "shown"),
    [
        (date(1996, 11, 26), [TUESDAY, WEDNESDAY]),
        (date(1996, 11, 25), [TUESDAY]),
        (date(1996, 11, 24), []),
    ],
)
def test_nothing_is_offered_from_the_birthday_on(town: Town, birth_date: date, shown: list[date]) -> None:
    found = offer(town, a_summons(town.centre, a_citizen(town.centre, birth_date=birth_date)))
    assert days(found) == shown
    assert found.later is None


def test_pages_lead_there_and_back(town: Town) -> None:
    summons = a_summons(town.centre)
    seen: list[date] = []
    first: date | None = None
    while True:
        page = offer(town, summons, first)
        seen += days(page)
        if first:
            assert page.first is None
            assert page.earlier is not None
            assert page.earlier >= TUESDAY
        if page.later is None:
            break
        first = page.later
    assert seen == sorted(set(seen))
    assert seen[-1] == summons.latest_on == date(2026, 12, 21)
    assert len(seen) == 20  # every workday of four weeks


@pytest.mark.parametrize("first", [date(2020, 1, 1), TUESDAY])
def test_a_page_before_the_first_is_the_first(town: Town, first: date) -> None:
    assert offer(town, first=first) == offer(town)


@pytest.mark.parametrize("first", [date(2026, 12, 22), date(2999, 1, 1)])
def test_a_page_after_the_last_is_empty_and_leads_back(town: Town, first: date) -> None:
    found = offer(town, first=first)
    assert (found.days, found.later, found.first) == ((), None, None)
    assert found.earlier is not None
    assert found.earlier < first


def test_sparse_times_beyond_two_weeks_still_fill_the_page(town: Town) -> None:
    off(town, at(date(2026, 11, 1), 0), at(date(2026, 12, 10), 0))
    found = offer(town)
    assert days(found) == [date(2026, 12, day) for day in (10, 11, 14, 15, 16)]
    assert found.first == at(date(2026, 12, 10), 9)


def test_hours_are_those_of_the_clock_on_the_wall(town: Town) -> None:
    """The clock goes back on 25 October 2026; nine stays nine."""
    with time_machine.travel(datetime(2026, 10, 21, 9, tzinfo=clock.ZONE), tick=False):
        found = offer(town)
    assert {times(found, day)[0] for day in days(found)} == {"09:00"}
    assert len({day.times[0].hour for day in found.days}) == 2


def test_the_assigned_caseworker_then_the_team_then_everybody(town: Town) -> None:
    mate, stranger = a_staff(team=town.team), a_staff(team=a_team())
    for person, hour in ((mate, 16), (stranger, 18)):
        hours(person, time(hour), time(hour + 1))
    assigned = {"caseworker_id": town.caseworker.id, "team_id": town.team.id}
    team = {"team_id": town.team.id}
    for person_of, last in ((assigned, "14:30"), (team, "16:30"), ({}, "18:30")):
        found = offer(town, a_summons(town.centre, a_citizen(town.centre, **person_of)))
        assert times(found, WEDNESDAY)[-1] == last


def test_who_has_left_is_not_offered(town: Town) -> None:
    town.caseworker.active = False
    db.session.commit()
    assert offer(town).days == ()


def test_a_buffer_is_kept_free_after_each_meeting(town: Town) -> None:
    centre = replace(town.centre, packs={PACK: replace(town.centre.packs[PACK], buffer_minutes=15)})
    summons, other = a_summons(town.centre), a_summons(town.centre)
    booking.book(centre, summons.public_id, at(WEDNESDAY, 10), uuid4(), audit.CITIZEN)
    found = availability.free_times(centre, other.public_id)
    # who starts at half past nine would still be tidying up at ten
    assert [one for one in HALF_HOURS if one not in times(found, WEDNESDAY)] == ["09:30", "10:00", "10:30"]


def count(work: Callable[[], Any]) -> int:
    with statements() as seen:
        work()
    return len(seen)


def test_thirty_caseworkers_take_as_many_statements_as_one(town: Town) -> None:
    summons = a_summons(town.centre)
    one = count(lambda: offer(town, summons))
    for _ in range(29):
        person = a_staff(team=town.team)
        hours(person)
        a_meeting(town.centre, person, starts_at=at(WEDNESDAY, 10))
    assert count(lambda: offer(town, summons)) == one <= 3
    pack = town.centre.packs[PACK]
    assert len(availability.free_at(pack, Chooser(None, None), at(WEDNESDAY, 10))) == 1
    assert len(availability.free_at(pack, Chooser(None, None), at(WEDNESDAY, 11))) == 30
