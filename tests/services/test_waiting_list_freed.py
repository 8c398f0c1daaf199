"""What counts as freed: a start that nobody in the circle had free when the waiting began."""

from datetime import datetime, time

from jobcentre import clock
from tests.builders import Town, a_staff, hours
from tests.services.waiters import free, offers, other, tick, waiter

NOTHING = "offered 0, lapsed 0, withdrawn 0, over 0, failed 0"


def test_a_time_that_a_colleague_had_free_all_along_is_not_freed(town: Town) -> None:
    taken = other(town)
    colleague = a_staff(team=town.team)
    hours(colleague)
    waiter(town)
    free(town, taken)
    assert tick(town) == NOTHING


def test_hours_that_nobody_had_before_are_offered(town: Town) -> None:
    waiter(town)
    assert tick(town) == NOTHING
    hours(town.caseworker, time(17), time(18), (4,))
    assert tick(town).startswith("offered 1")
    assert offers()[0].starts_at == datetime(2026, 11, 26, 17, tzinfo=clock.ZONE)
