"""Counting tries across processes."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.clockwork import Throttle
from jobcentre.services import throttle
from tests.builders import Town

WINDOW = timedelta(minutes=15)


def test_tries_of_one_subject_are_counted_apart_from_others(town: Town) -> None:
    assert [throttle.count(town.centre, "a", WINDOW) for _ in range(3)] == [1, 2, 3]
    assert throttle.count(town.centre, "b", WINDOW) == 1


def test_a_new_window_begins_at_one(town: Town) -> None:
    throttle.count(town.centre, "a", WINDOW)
    with time_machine.travel(throttle.retry_at(WINDOW), tick=False):
        assert throttle.count(town.centre, "a", WINDOW) == 1


def test_the_window_ends_within_its_length(town: Town) -> None:
    assert clock.now() < throttle.retry_at(WINDOW) <= clock.now() + WINDOW


def test_a_success_clears_the_count(town: Town) -> None:
    throttle.count(town.centre, "a", WINDOW)
    throttle.clear(town.centre, "a", WINDOW)
    assert throttle.count(town.centre, "a", WINDOW) == 1


def test_the_subject_itself_is_not_kept(town: Town) -> None:
    throttle.count(town.centre, "sign_in:mette@eksempel.example", WINDOW)
    kept = db.session.execute(select(Throttle.subject)).scalar_one()
    assert b"mette" not in kept


def test_counts_of_windows_long_past_are_dropped(town: Town) -> None:
    throttle.count(town.centre, "a", WINDOW)
    db.session.commit()
    with time_machine.travel(clock.now() + throttle.KEPT + WINDOW, tick=False):
        throttle.count(town.centre, "b", WINDOW)
    assert len(db.session.execute(select(Throttle.subject)).all()) == 1
