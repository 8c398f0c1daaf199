"""While nobody has answered what a citizen asks for, nobody is chased, given a time or called overdue."""

from datetime import date, datetime

import time_machine

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.message import MessageState
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.standing import PersonStanding
from jobcentre.services import audit, no_answer, people
from jobcentre.services.people import View
from jobcentre.texts.kinds import Kind
from tests.builders import Town
from tests.services.asking import ARABIC, TIME, ask, finish, trail
from tests.services.post import Post, deliver
from tests.services.unanswered import DAY_AFTER, LAST_DAY, REMINDED, asked_for, meetings, summoned, written


def test_while_nobody_has_answered_nobody_is_chased_and_no_time_is_set(town: Town, post: Post) -> None:
    summons = summoned(town, post)
    ask(town, summons, TIME)
    for morning in (REMINDED, LAST_DAY, DAY_AFTER):
        with time_machine.travel(morning, tick=False):
            no_answer.run(town.centre)
    assert (written(Kind.CHASER), meetings(), asked_for()) == ([], [], [])


def test_a_reminder_that_waits_is_not_sent_to_who_has_asked_since(town: Town, post: Post) -> None:
    summons = summoned(town, post)
    with time_machine.travel(REMINDED, tick=False):
        no_answer.run(town.centre)
        ask(town, summons, TIME)
        deliver(town.centre, post)
    assert [message.state for message in written(Kind.CHASER)] == [MessageState.VOID]


def test_who_has_no_answer_is_not_overdue_but_waits_for_one(town: Town, post: Post) -> None:
    summons = summoned(town, post, team=town.team)
    ask(town, summons, TIME)
    who = audit.staff(town.caseworker.id)
    with time_machine.travel(DAY_AFTER, tick=False):
        (row,) = people.search(town.centre, "", View.ALL, 1, who).rows
        assert row.standing is PersonStanding.ASKED
        assert row.asked == (NeedKind.OTHER_TIME,)
        shown = people.show(town.centre, summons.citizen.public_id, who)
    assert shown is not None
    assert shown.standing.standing is PersonStanding.ASKED


def test_after_the_answer_there_are_as_many_days_as_anybody_has(town: Town, post: Post) -> None:
    summons = summoned(town, post)
    ask(town, summons, TIME)
    with time_machine.travel(DAY_AFTER, tick=False):
        assert finish(town)
        no_answer.run(town.centre)
    db.session.refresh(summons)
    assert (summons.book_by, meetings()) == (date(2026, 12, 10), [])
    assert trail()[-1] == ("need.answered", {"need": "other_time", "book_by": "2026-12-10"})
    with time_machine.travel(datetime(2026, 12, 11, 5, 50, tzinfo=clock.ZONE), tick=False):
        no_answer.run(town.centre)
        assert len(meetings()) == 1, "who does not choose then is given a time, as anybody"


def test_no_time_is_set_for_who_has_asked_for_an_interpreter(town: Town, post: Post) -> None:
    summons = summoned(town, post)
    ask(town, summons, ARABIC)
    with time_machine.travel(DAY_AFTER, tick=False):
        no_answer.run(town.centre)
    assert (meetings(), asked_for()) == ([], [Obstacle.INTERPRETER])
