"""An offer that nobody could keep any more is taken back before somebody says yes to it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db
from jobcentre.rules.waiting_list import OfferAnswer
from jobcentre.services import audit, booking, hours, waiting_list
from jobcentre.services.waiting_list import Position
from tests.builders import Town
from tests.services.waiters import (
    LATE,
    THURSDAY,
    entry,
    free,
    holds,
    meeting_of,
    offers,
    other,
    sound,
    tick,
    told,
    trail,
    waiter,
)

Travel = Callable[[datetime], None]


def time_off(town: Town) -> None:
    boss, ends_at = audit.staff(town.caseworker.id), THURSDAY + timedelta(hours=1)
    hours.add_time_off(town.centre, town.caseworker.public_id, THURSDAY, ends_at, note="", request_id=uuid4(), who=boss)


def other_hours(_town: Town) -> None:
    db.session.query(WeeklyHours).filter(WeeklyHours.weekday == 4).delete()
    db.session.commit()


def closed_account(town: Town) -> None:
    town.caseworker.active = False
    db.session.commit()


@pytest.mark.parametrize("lost", [time_off, other_hours, closed_account])
def test_it_is_taken_back_at_the_next_tick(town: Town, lost: Callable[[Town], None]) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    lost(town)
    assert tick(town) == "offered 0, lapsed 0, withdrawn 1, over 0, failed 0"
    assert (offers()[0].answer, holds(), waiting_list.open_offer(summons.public_id)) == (
        OfferAnswer.WITHDRAWN,
        [],
        None,
    )
    assert [message.state for message in told(summons)] == ["void"]
    assert trail(summons) == ["waiting.joined", "waiting.offered", "waiting.withdrawn"]
    assert (meeting_of(summons).starts_at, entry(summons).ended_at) == (LATE, None)
    assert "withdrawn 0" in tick(town)
    sound()


def test_the_receipt_says_that_it_is_held_no_more(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    time_off(town)
    tick(town)
    found = waiting_list.place(town.centre, booking.standing(town.centre, summons.public_id))
    assert (found.position, found.offer, found.lapsed) == (Position.WAITS, None, THURSDAY)


def test_what_can_be_kept_is_left_alone(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    booking.hold(town.centre, summons.public_id, THURSDAY + timedelta(hours=2), audit.CITIZEN)
    assert "withdrawn 0" in tick(town)
    assert waiting_list.open_offer(summons.public_id) is not None


def test_who_waits_is_promised_nothing_when_no_earlier_time_can_come_any_more(town: Town, travel: Travel) -> None:
    summons = waiter(town)
    travel(LATE - timedelta(hours=20))
    found = waiting_list.place(town.centre, booking.standing(town.centre, summons.public_id))
    assert found.position is Position.NOWHERE
    assert clock.now() < meeting_of(summons).starts_at
