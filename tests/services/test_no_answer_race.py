"""The morning's work in two processes at once, beside a citizen who chooses, and killed on the way."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Party
from jobcentre.models.occasion import Summons
from jobcentre.services import audit, booking, no_answer
from jobcentre.services.summoning import fixing
from tests.builders import Town, a_staff, hours
from tests.services.post import Post
from tests.services.test_endings_race import at_once
from tests.services.unanswered import DAY_AFTER, REMINDED, meetings, summoned, written

PEOPLE = 6
ROUNDS = 4
Travel = Callable[[datetime], None]


def test_two_processes_set_each_time_once(app: Flask, town: Town, post: Post, travel: Travel) -> None:
    for _ in range(PEOPLE):
        summoned(town, post)
    hours(a_staff(team=town.team))
    travel(DAY_AFTER)
    db.session.rollback()
    ended = at_once(app, town, lambda: no_answer.run(town.centre), lambda: no_answer.run(town.centre))
    assert all(isinstance(one, str) and one.endswith("failed 0") for one in ended), ended
    stand = meetings()
    assert len({meeting.summons_id for meeting in stand}) == len(stand) == PEOPLE
    assert len({(meeting.staff_id, meeting.starts_at) for meeting in stand}) == PEOPLE
    assert len(written("summons_fixed")) == PEOPLE
    loads = [sum(meeting.staff_id == one for meeting in stand) for one in {meeting.staff_id for meeting in stand}]
    assert max(loads) - min(loads) <= 2  # each of the two sees only what the other has finished


def test_two_processes_remind_once(app: Flask, town: Town, post: Post, travel: Travel) -> None:
    for _ in range(PEOPLE):
        summoned(town, post)
    travel(REMINDED)
    db.session.rollback()
    at_once(app, town, lambda: no_answer.run(town.centre), lambda: no_answer.run(town.centre))
    assert len(written("chaser")) == PEOPLE


def test_choosing_at_the_very_moment_leaves_one_time(app: Flask, town: Town, post: Post, travel: Travel) -> None:
    chosen = datetime(2026, 12, 11, 13, tzinfo=clock.ZONE)
    summonses = [summoned(town, post).public_id for _ in range(ROUNDS)]
    travel(DAY_AFTER)
    db.session.rollback()
    for number, summons in enumerate(summonses):
        starts_at = chosen.replace(hour=10 + number)
        ended = at_once(
            app,
            town,
            lambda of=summons, at=starts_at: booking.book(town.centre, of, at, uuid4(), audit.CITIZEN),  # type: ignore[misc]
            lambda: no_answer.run(town.centre),
        )
        assert not [one for one in ended if isinstance(one, str) and not one.endswith("failed 0")]
        found = db.session.query(Summons).where(Summons.public_id == summons).one()
        assert [meeting.booked_by for meeting in meetings() if meeting.summons_id == found.id] in (
            [Party.SERVICE],
            [Party.CITIZEN],
        )
    assert len(meetings()) == ROUNDS


def test_killed_between_two_people_the_rest_is_done_the_next_time(
    town: Town, post: Post, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        summoned(town, post)
    travel(DAY_AFTER)
    real, calls = fixing.set_time, iter(range(3))

    def dies(*given: object) -> object:
        if next(calls) == 1:
            real(*given)  # type: ignore[arg-type]
            raise SystemExit
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(fixing, "set_time", dies)
    with pytest.raises(SystemExit):
        no_answer.run(town.centre)
    assert len(meetings()) == len(written("summons_fixed")) == 1, "whole or not at all"
    monkeypatch.undo()
    assert no_answer.run(town.centre) == "chased 0, set 2, handed over 0, failed 0"
    assert len(meetings()) == 3
