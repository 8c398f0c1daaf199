"""Noah's two hundred days: found, summoned, chased, given a time, moved, absent, called anew, met, called once more."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Cause, Occasion, Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.refusals import NotAllowed
from jobcentre.services import audit, summoning, wishes
from tests.builders import Town
from tests.histories.diary import Diary
from tests.services.post import invitation, words

NUMBER = "6405014321"  # born on 4 May 2001; the day is raised by 60
UNEMPLOYED = date(2026, 5, 10)


def day(month: int, number: int) -> date:
    """A day of the winter in which it all happens."""
    return date(2026 if month > 6 else 2027, month, number)


def summoned_again(diary: Diary) -> None:
    diary.does(lambda centre, last: summoning.summon_again(centre, last, uuid4(), diary.clerk))


def asks_for_more(diary: Diary) -> None:
    """The citizen presses the button on the page of the interview that is over."""
    last = db.session.execute(select(Summons.public_id).order_by(Summons.id.desc()).limit(1)).scalar_one()
    diary.does(lambda _centre, _occasion: wishes.ask(last, uuid4(), audit.CITIZEN))


STOOD = [
    (day(11, 2), "not_due"),
    (day(11, 10), "choosing"),
    (day(11, 15), "reminded"),
    (day(11, 19), "time_set"),
    (day(11, 20), "booked"),
    (day(11, 30), "outcome_missing"),
    (day(11, 30), "absent"),
    (day(12, 2), "choosing"),
    (day(12, 4), "booked"),
    (day(12, 15), "outcome_missing"),
    (day(12, 15), "new_time"),
    (day(12, 17), "choosing"),
    (day(12, 17), "booked"),
    (day(1, 4), "outcome_missing"),
    (day(1, 4), "attended"),
    (day(3, 3), "choosing"),
    (day(3, 3), "booked"),
    (day(3, 9), "outcome_missing"),
    (day(3, 9), "attended"),
]
TOLD = [
    (day(11, 10), "summons"),
    (day(11, 15), "chaser"),
    (day(11, 19), "summons_fixed"),
    (day(11, 20), "moved"),
    (day(11, 27), "reminder_days"),
    (day(11, 30), "reminder_hours"),
    (day(12, 2), "summons"),
    (day(12, 4), "confirmation"),
    (day(12, 12), "reminder_days"),
    (day(12, 15), "reminder_hours"),
    (day(12, 17), "confirmation"),  # he chooses before the summons has left, which then has nothing to say
    (day(1, 1), "reminder_days"),
    (day(1, 4), "reminder_hours"),
    (day(3, 3), "confirmation"),
    (day(3, 6), "reminder_days"),
    (day(3, 9), "reminder_hours"),
]
CAUSES = [Cause.THRESHOLD, Cause.ABSENCE, Cause.TECHNICAL_FAILURE, Cause.WANTED_BY_CITIZEN]


def until_he_is_absent(noah: Diary) -> None:
    """He does not choose, is given a time, moves it as often as he may, and does not come."""
    noah.until(day(11, 20))
    assert noah.meeting_at().isoformat() == "2026-11-26T09:00:00+01:00", "a week after he was told, the first there is"
    noah.choose(noah.first_time(day(11, 30)))
    later = noah.first_time(day(12, 1))
    with pytest.raises(NotAllowed):  # a time that was set may be moved once
        noah.choose(later)
    noah.until(day(11, 30))
    noah.came_of_it(Outcome.ABSENT)


def until_he_has_met(noah: Diary) -> None:
    """He is called again, the technology fails, and he is called once more."""
    noah.until(day(12, 2))
    summoned_again(noah)
    noah.until(day(12, 4))
    noah.choose(noah.first_time(day(12, 15)))
    noah.until(day(12, 15))
    noah.came_of_it(Outcome.TECHNICAL_FAILURE)
    noah.until(day(12, 17))
    summoned_again(noah)
    noah.choose(noah.first_time(day(1, 4)))
    noah.until(day(1, 4))
    noah.came_of_it(Outcome.ATTENDED)


def until_his_wish_is_met(noah: Diary) -> None:
    noah.until(day(3, 1))
    asks_for_more(noah)
    assert noah.tasks() == [TaskKind.WANTS_INTERVIEW]
    noah.until(day(3, 3))
    summoned_again(noah)
    noah.choose(noah.first_time(day(3, 9)))
    noah.until(day(3, 9))
    noah.came_of_it(Outcome.ATTENDED)


def test_two_hundred_days(town: Town) -> None:
    noah = Diary(town, day(11, 2))
    noah.reported(NUMBER, (UNEMPLOYED, None))
    until_he_is_absent(noah)
    until_he_has_met(noah)
    until_his_wish_is_met(noah)
    noah.until(day(5, 3))
    noah.reported(NUMBER, (UNEMPLOYED, day(5, 1)))
    noah.until(day(5, 21))

    assert noah.stood == STOOD
    assert noah.told == TOLD
    assert noah.tasks() == []
    made = db.session.execute(select(Occasion).order_by(Occasion.id)).scalars().all()
    assert [one.cause for one in made] == CAUSES
    assert [one.after_id for one in made] == [None, *(one.id for one in made[:-1])]
    assert all(one.closed_at for one in made)
    first = db.session.execute(select(Meeting).order_by(Meeting.id).limit(1)).scalar_one()
    _method, moved = invitation(noah.post.of("moved"))
    assert (str(moved["UID"]), moved["SEQUENCE"], first.outcome) == (first.uid, 1, Outcome.ABSENT)
    assert "18. november" in words(noah.post.of("chaser"))
