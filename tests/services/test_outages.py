"""Outages: found by the clock, noted by hand; who could not choose gets the days back, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.occasion import Summons
from jobcentre.models.offering import Failing, Outage
from jobcentre.rules import outages as rules
from jobcentre.rules.outages import Deadlines
from jobcentre.services import audit, evidence
from jobcentre.services.supply import outages
from jobcentre.services.supply.outages import OutageForm
from tests.builders import Town, a_citizen, a_meeting, a_summons, saved

TUESDAY, FAR = date(2026, 12, 1), date(2040, 1, 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("from_at", "until_at", "days"),
    [
        (at(23, 9), at(23, 10), {23}),
        (at(23, 9), at(23, 9, 59), set()),
        (at(23, 7), at(23, 8, 59), set()),  # before eight nobody is expected to choose
        (at(23, 19, 30), at(24, 8, 30), {23, 24}),
        (at(23, 20), at(24, 8), set()),
        (at(21, 9), at(22, 20), set()),  # a weekend
        (at(20, 19), at(23, 9), {20, 23}),
    ],
)
def test_workdays_between_eight_and_twenty_count(from_at: datetime, until_at: datetime, days: set[int]) -> None:
    assert {day.day for day in rules.touched(from_at, until_at)} == days


def test_deadlines_move_by_workdays_and_the_interviews_only_as_far_as_it_must() -> None:
    friday = Deadlines(date(2026, 11, 27), date(2026, 12, 21))
    assert rules.extended(friday, 1, FAR) == Deadlines(date(2026, 11, 30), date(2026, 12, 21))
    near = Deadlines(date(2026, 11, 27), date(2026, 11, 27))
    assert rules.extended(near, 2, FAR) == Deadlines(TUESDAY, TUESDAY)
    assert rules.extended(near, 2, date(2026, 11, 30)) == Deadlines(date(2026, 11, 30), date(2026, 11, 30))
    assert rules.extended(near, 2, date(2026, 11, 20)) == near, "nothing is ever taken away"


def test_the_clock_rests_in_the_hour_that_is_missing_or_repeated() -> None:
    for day in (date(2026, 10, 25), date(2026, 11, 23), date(2026, 3, 29)):
        night = datetime(day.year, day.month, day.day, 1, 58, tzinfo=clock.ZONE).astimezone(UTC)
        morning = datetime(day.year, day.month, day.day, 3, 3, tzinfo=clock.ZONE).astimezone(UTC)
        assert not rules.silent(night, morning)
        assert rules.silent(night, morning + timedelta(minutes=20))


def ticked(ended_at: datetime) -> None:
    given = {"tick": ended_at, "leased_until": ended_at, "started_at": ended_at, "ended_at": ended_at}
    saved(ClockRun(job=outages.JOB, **given))


def book_by(summons: Summons) -> date:
    db.session.refresh(summons)
    return summons.book_by


def test_standing_still_is_found_once_and_the_day_is_given_back(town: Town) -> None:
    summons = a_summons(town.centre, issued_at=at(20, 8), book_by=date(2026, 11, 27))
    ticked(at(23, 7, 30))
    with time_machine.travel(at(23, 11), tick=False):
        assert outages.watch(town.centre) == "stood still, days 1"
        assert outages.watch(town.centre) == "running"
    found = db.session.execute(select(Outage)).scalar_one()
    assert (found.failing, found.from_at, found.until_at) == (Failing.SERVICE, at(23, 7, 30), at(23, 11))
    assert book_by(summons) == date(2026, 11, 30)
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == "summons.extended")).scalar_one()
    assert (entry.citizen_id, entry.facts["book_by"]) == (summons.citizen_id, "2026-11-30")


def test_a_set_clock_that_leaps_is_no_outage(town: Town) -> None:
    ticked(at(20, 8))
    settings = town.centre.settings
    set_clock = replace(settings, clock=replace(settings.clock, start=at(23, 9)))
    assert outages.watch(replace(town.centre, settings=set_clock)) == "set by hand"
    assert outages.all_of() == ()


def test_a_clock_that_runs_is_no_outage_and_neither_is_the_first_tick(town: Town) -> None:
    assert outages.watch(town.centre) == "running"
    ticked(at(23, 8, 50))
    assert outages.watch(town.centre) == "running"
    assert outages.all_of() == ()


def note(town: Town, failing: Failing = Failing.BOOKING, hours: tuple[int, int] = (6, 8)) -> int:
    form = OutageForm(failing, at(20, hours[0]), at(23, hours[1]), "")
    return outages.note(town.centre, form, uuid4(), audit.staff(town.caseworker.id))


def test_a_day_is_given_back_once_however_often_it_is_noted(town: Town) -> None:
    summons = a_summons(town.centre, issued_at=at(19, 8), book_by=date(2026, 11, 27))
    assert [note(town), note(town, Failing.SERVICE), note(town)] == [1, 0, 0]
    assert book_by(summons) == date(2026, 11, 30)


def test_only_who_could_have_chosen_and_has_not_gets_more_time(town: Town) -> None:
    booked, late, over = (a_summons(town.centre, issued_at=at(19, 8)) for _ in range(3))
    a_meeting(town.centre, town.caseworker, booked)
    late.issued_at = at(23, 8, 30)
    over.book_by = date(2026, 11, 18)
    db.session.commit()
    before = [one.book_by for one in (booked, late, over)]
    assert note(town) == 1
    assert [book_by(one) for one in (booked, late, over)] == before


@pytest.mark.parametrize("failing", [Failing.MEETINGS, Failing.MESSAGES])
def test_what_does_not_keep_from_choosing_moves_nothing(town: Town, failing: Failing) -> None:
    summons = a_summons(town.centre, issued_at=at(19, 8))
    before = summons.book_by
    assert note(town, failing) == 0
    assert book_by(summons) == before


def test_it_stands_among_the_persons_evidence(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_summons(town.centre, citizen, issued_at=at(19, 8))
    note(town)
    other = a_citizen(town.centre)
    db.session.execute(update(Summons).values(issued_at=at(19, 8)))
    db.session.commit()
    assert [one.extended_days for one in outages.of_person(citizen.id)] == [1]
    assert outages.of_person(other.id) == ()
    made = evidence.export(town.centre, citizen.public_id, audit.SYSTEM, "da")
    assert made is not None
