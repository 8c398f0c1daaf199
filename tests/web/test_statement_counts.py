"""What a page asks of the database: few statements, and as many for thirty caseworkers as for one."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from werkzeug.test import TestResponse

from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, hours
from tests.services.counting import statements
from tests.web.visitor import FIRST, Visitor, code, known

PAGE = 5
BOOKING = 11
HOLD, CHECK, RECEIPT, MOVE = 8, 4, 5, 18
LATER = FIRST + timedelta(hours=1)


def a_guest(app: Flask, town: Town) -> Visitor:
    """Somebody who may choose anybody of the town's team: the most work there is."""
    return known(app, town.centre, a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id)))


def more_caseworkers(town: Town, number: int) -> None:
    for _ in range(number):
        colleague = a_staff(team=town.team)
        hours(colleague)
        a_meeting(town.centre, colleague)


def cost_of_page(visitor: Visitor) -> int:
    with statements() as seen:
        assert visitor.open("/booking").status_code == 200
    return len(seen)


def cost_of_booking(visitor: Visitor) -> int:
    with statements() as seen:
        assert visitor.send("/booking/check", slot=code(FIRST)).status_code == 303
    return len(seen)


def test_the_page_of_times_takes_few_statements_for_any_number_of_caseworkers(app: Flask, town: Town) -> None:
    visitor = a_guest(app, town)
    alone = cost_of_page(visitor)
    more_caseworkers(town, 29)
    assert cost_of_page(visitor) == alone <= PAGE


def test_a_booking_with_ones_own_caseworker_takes_no_more(app: Flask, town: Town) -> None:
    citizen = a_citizen(town.centre, team_id=town.team.id, caseworker_id=town.caseworker.id)
    assert cost_of_booking(known(app, town.centre, a_summons(town.centre, citizen))) <= BOOKING


def test_a_page_further_on_takes_no_more(app: Flask, town: Town) -> None:
    visitor = a_guest(app, town)
    with statements() as seen:
        assert visitor.open("/booking?from=2026-12-07").status_code == 200
    assert len(seen) <= PAGE


def test_a_booking_takes_as_many_statements_for_any_number_of_caseworkers(app: Flask, town: Town) -> None:
    alone = cost_of_booking(a_guest(app, town))
    more_caseworkers(town, 29)
    assert cost_of_booking(a_guest(app, town)) == alone <= BOOKING


def test_every_step_on_the_way_to_a_time_and_to_another_one_takes_few(app: Flask, town: Town) -> None:
    visitor = a_guest(app, town)

    def cost(act: Callable[[], TestResponse], status: int) -> int:
        with statements() as seen:
            assert act().status_code == status
        return len(seen)

    assert cost(lambda: visitor.send("/booking", slot=code(FIRST)), 303) <= HOLD
    assert cost(lambda: visitor.open(f"/booking/check?slot={code(FIRST)}"), 200) <= CHECK
    assert cost_of_booking(visitor) <= BOOKING, "what is held is booked with no more"
    assert cost(lambda: visitor.open("/booking/receipt"), 200) <= RECEIPT
    assert cost(lambda: visitor.open("/booking/move"), 200) <= PAGE
    assert cost(lambda: visitor.send("/booking/move", slot=code(LATER)), 303) <= HOLD
    assert cost(lambda: visitor.open(f"/booking/move/check?slot={code(LATER)}"), 200) <= CHECK
    assert cost(lambda: visitor.send("/booking/move/check", slot=code(LATER)), 303) <= MOVE
    assert cost(lambda: visitor.send("/booking/waiting", do="anyway"), 303) <= HOLD
    assert cost(lambda: visitor.open("/booking/receipt"), 200) <= RECEIPT, "the waiting list costs it none"
