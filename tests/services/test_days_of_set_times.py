"""The days on which a time may be set: open, early enough for the law's last day and young enough for the rule."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.civil import day_of
from jobcentre.rules.fixing import Obstacle
from jobcentre.services import audit, summoning
from tests.builders import Town, a_citizen, a_summons
from tests.services.unanswered import meetings

FIRST = date(2026, 11, 30)  # a week after the town's Monday


def asked(town: Town, summons: Summons) -> Obstacle | None:
    return summoning.set_now(town.centre, summons.occasion.public_id, uuid4(), audit.staff(town.caseworker.id))


@pytest.mark.parametrize(("last", "found"), [(FIRST, None), (date(2026, 11, 29), Obstacle.NO_TIMES)])
def test_not_after_the_last_day(town: Town, last: date, found: Obstacle | None) -> None:
    summons = a_summons(town.centre)
    summons.book_by, summons.latest_on = date(2026, 11, 27), last
    db.session.commit()
    assert asked(town, summons) is found
    assert [day_of(one.starts_at) for one in meetings()] == ([FIRST] if found is None else [])


@pytest.mark.parametrize(("born", "found"), [(date(1996, 12, 1), None), (FIRST.replace(year=1996), Obstacle.NO_TIMES)])
def test_not_on_the_birthday_that_ends_it(town: Town, born: date, found: Obstacle | None) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, birth_date=born))
    assert asked(town, summons) is found
    assert [day_of(one.starts_at) for one in meetings()] == ([FIRST] if found is None else [])


def test_not_at_christmas(town: Town, travel: Callable[[datetime], None]) -> None:
    summons = a_summons(town.centre)
    summons.latest_on = date(2027, 1, 8)
    db.session.commit()
    travel(datetime(2026, 12, 17, 9, tzinfo=clock.ZONE))  # a week before Christmas Eve, which the holidays do not list
    assert asked(town, summons) is None
    assert [day_of(one.starts_at) for one in meetings()] == [date(2026, 12, 28)]
