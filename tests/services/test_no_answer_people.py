"""Where the morning sets no time: a person is called, or somebody is waited for a little longer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task
from jobcentre.rules import deadlines
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.packs import NoAnswer, Then
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, booking, messaging, no_answer, tasks
from tests.builders import PACK, Town, a_staff, a_summons, a_team, hours
from tests.services import counting
from tests.services.post import FRIDAY, Post, deliver, reach
from tests.services.unanswered import DAY_AFTER, REMINDED, asked_for, meetings, summoned, written
from tests.services.ways import summoned as by_every_way

Travel = Callable[[datetime], None]
NONE = "chased 0, set 0, handed over 0, failed 0"


def test_where_the_pack_says_flag_nobody_sets_a_time(town: Town, post: Post, travel: Travel) -> None:
    summoned(town, post)
    flags = replace(town.centre.packs[PACK], no_answer=NoAnswer(then=Then.FLAG, after_days=1, notice_days=7, moves=1))
    centre = replace(town.centre, packs={**town.centre.packs, PACK: flags})
    travel(DAY_AFTER)
    assert no_answer.run(centre) == NONE
    assert (meetings(), asked_for()) == ([], [])


def test_who_was_never_written_to_is_a_persons_to_call(town: Town, post: Post, travel: Travel) -> None:
    a_summons(town.centre)
    travel(REMINDED)
    assert no_answer.run(town.centre) == NONE, "there is nothing to be reminded of"
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == "chased 0, set 0, handed over 1, failed 0"
    assert no_answer.run(town.centre) == NONE, "and a person is called once"
    assert (asked_for(), meetings()) == ([Obstacle.NEVER_TOLD], [])


def test_who_heard_late_has_as_many_days_as_anybody(town: Town, post: Post, travel: Travel) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    travel(datetime(2026, 11, 27, 9, tzinfo=clock.ZONE))  # the mail server was down until now
    deliver(town.centre, post)
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == NONE
    travel(datetime(2026, 12, 8, 5, 50, tzinfo=clock.ZONE))  # the eighth day, the 5th, is a Saturday: Monday the 7th
    assert no_answer.run(town.centre).startswith("chased 0, set 1")


@pytest.mark.parametrize(
    ("person", "summons", "why"),
    [
        ({"needs": ["interpreter:ar"]}, {}, Obstacle.INTERPRETER),
        ({}, {"locked_at": True}, Obstacle.LINK_LOCKED),
        ({"email": None}, {}, Obstacle.NO_WAY),
    ],
)
def test_what_makes_it_a_persons(
    town: Town, post: Post, travel: Travel, person: dict[str, object], summons: dict[str, object], why: Obstacle
) -> None:
    made = summoned(town, post)
    if summons:
        db.session.execute(update(Summons).where(Summons.id == made.id).values(locked_at=clock.now()))
    if person:
        db.session.execute(update(Citizen).where(Citizen.id == made.citizen_id).values(**person))
    db.session.commit()
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == "chased 0, set 0, handed over 1, failed 0"
    assert no_answer.run(town.centre) == NONE
    assert (asked_for(), meetings()) == ([why], [])


def test_an_sms_alone_is_no_summons_to_a_time(town: Town, travel: Travel) -> None:
    centre, citizen, _ = by_every_way(town, Medium.EMAIL, Medium.SMS)
    db.session.execute(update(Message).values(state=MessageState.SENT, sent_at=clock.now()))
    citizen.email_refused = citizen.email
    db.session.commit()
    travel(DAY_AFTER)
    assert no_answer.run(centre) == "chased 0, set 0, handed over 1, failed 0"
    assert (asked_for(), meetings()) == ([Obstacle.NO_WAY], [])


def test_a_companion_stands_in_nobodys_way(town: Town, post: Post, travel: Travel) -> None:
    summoned(town, post, needs=["companion", "tegnsprog"])
    travel(DAY_AFTER)
    assert no_answer.run(town.centre).startswith("chased 0, set 1")


def test_without_times_a_person_is_called_until_there_is_one(town: Town, post: Post, travel: Travel) -> None:
    elsewhere = a_staff(team=a_team())
    summoned(town, post, caseworker_id=elsewhere.id)
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == "chased 0, set 0, handed over 1, failed 0"
    assert asked_for() == [Obstacle.NO_TIMES]
    travel(DAY_AFTER + timedelta(days=1))
    assert no_answer.run(town.centre) == NONE
    hours(elsewhere, time(12), time(13), (5,))
    assert no_answer.run(town.centre).startswith("chased 0, set 1")
    assert asked_for() == [], "and the task is over"
    assert meetings()[0].starts_at == datetime(2026, 12, 11, 12, tzinfo=clock.ZONE)


def test_what_a_person_has_seen_to_is_theirs(town: Town, post: Post, travel: Travel) -> None:
    elsewhere = a_staff(team=a_team())
    summoned(town, post, caseworker_id=elsewhere.id)
    travel(DAY_AFTER)
    no_answer.run(town.centre)
    task = db.session.query(Task).one()
    assert tasks.done(town.centre, task.public_id, uuid4(), audit.staff(town.caseworker.id))
    hours(elsewhere)
    travel(DAY_AFTER + timedelta(days=1))
    assert no_answer.run(town.centre) == NONE


def test_who_has_cancelled_has_answered_and_may_choose_anew(town: Town, post: Post, travel: Travel) -> None:
    summons = summoned(town, post)
    travel(datetime(2026, 11, 24, 9, tzinfo=clock.ZONE))
    meeting = booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    travel(datetime(2026, 11, 26, 9, tzinfo=clock.ZONE))
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    travel(DAY_AFTER)
    assert no_answer.run(town.centre) == "chased 1, set 0, handed over 0, failed 0", "of the new last day, the 4th"
    travel(datetime(2026, 12, 5, 5, 50, tzinfo=clock.ZONE))  # eight days after, and one
    assert no_answer.run(town.centre).startswith("chased 0, set 1")


def test_who_reads_on_paper_has_the_week_from_the_day_the_letter_is_there(town: Town, travel: Travel) -> None:
    centre, _, summons = by_every_way(town, Medium.LETTER, digital_post_exempt=True, email=None, mobile=None)
    db.session.execute(update(Message).values(state=MessageState.SENT, sent_at=clock.now()))
    db.session.commit()
    there = messaging.letter_there_on(clock.today(), centre.settings.letter.days)
    waited = deadlines.book_by(there, centre.packs[PACK])
    travel(datetime.combine(waited - timedelta(days=1), time(5, 50), tzinfo=clock.ZONE))
    assert no_answer.run(centre) == NONE, "no letter goes for a reminder"
    travel(datetime.combine(waited + timedelta(days=1), time(5, 50), tzinfo=clock.ZONE))
    assert no_answer.run(centre).startswith("chased 0, set 1")
    (meeting,) = meetings()
    again = messaging.letter_there_on(clock.today(), centre.settings.letter.days)
    assert meeting.summons_id == summons.id
    assert meeting.starts_at.astimezone(clock.ZONE).date() >= again + timedelta(days=7)
    assert [row.channel for row in written("summons_fixed")] == ["letter"]


def test_finding_takes_two_statements_for_any_number(town: Town, post: Post, travel: Travel) -> None:
    summoned(town, post)
    travel(REMINDED - timedelta(days=2))
    with counting.statements() as few:
        no_answer.run(town.centre)
    for _ in range(5):
        summoned(town, post)
    with counting.statements() as many:
        no_answer.run(town.centre)
    assert len(few) == len(many)
