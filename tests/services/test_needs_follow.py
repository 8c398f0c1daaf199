"""What becomes of what was asked for when the time changes, when the duty ends, and when two rows become one."""

import io
import json
import zipfile
from datetime import datetime
from uuid import uuid4

import pytest
import time_machine

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import asked, attendance, audit, booking, evidence, needs, summoning, tasks
from jobcentre.services.needs import Wanted
from jobcentre.services.register import merging
from jobcentre.services.transaction import transaction
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons
from tests.services.asking import ARABIC, LATER, TIME, ask, by, finish, open_task, rows

COMPANION = Wanted(NeedKind.COMPANION)


def booked(town: Town) -> tuple[Summons, Meeting]:
    summons = a_summons(town.centre)
    return summons, a_meeting(town.centre, town.caseworker, summons)


def staff(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def occasion_of(summons: Summons) -> Occasion:
    return db.session.get_one(Occasion, summons.occasion_id)


def test_a_citizen_who_moves_calls_again_for_who_has_ordered_an_interpreter(town: Town) -> None:
    summons, meeting = booked(town)
    ask(town, summons, ARABIC)
    with time_machine.travel(LATER, tick=False):
        assert finish(town)
        at = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)
        booking.move(town.centre, meeting.public_id, at, uuid4(), by(summons))
        assert open_task() is not None
        assert needs.of(town.centre, summons.public_id)[0].seen


def test_a_citizen_who_cancels_calls_again_for_who_has_ordered_an_interpreter(town: Town) -> None:
    summons, meeting = booked(town)
    ask(town, summons, ARABIC)
    assert finish(town)
    booking.cancel(town.centre, meeting.public_id, CancelGround.WORK, uuid4(), by(summons))
    assert open_task() is not None


def test_staff_who_move_know_for_whom_and_a_companion_needs_no_order(town: Town) -> None:
    summons, meeting = booked(town)
    ask(town, summons, ARABIC)
    assert finish(town)
    at = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)
    booking.move(town.centre, meeting.public_id, at, uuid4(), staff(town))
    assert open_task() is None
    other = a_summons(town.centre, a_citizen(town.centre))
    ask(town, other, COMPANION)
    assert finish(town)
    booking.book(town.centre, other.public_id, datetime(2026, 11, 26, 10, tzinfo=clock.ZONE), uuid4(), by(other))
    assert open_task() is None


def test_a_duty_that_ends_leaves_no_wish_to_answer(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, TIME)
    summoning.withdraw(town.centre, occasion_of(summons).public_id, Ground.EXEMPTED, uuid4(), staff(town))
    assert open_task() is None


def test_an_interview_that_was_held_leaves_no_wish_to_answer(town: Town) -> None:
    summons, meeting = booked(town)
    ask(town, summons, ARABIC)
    with time_machine.travel(meeting.ends_at, tick=False):
        attendance.record(town.centre, meeting.public_id, Outcome.ATTENDED, "", uuid4(), staff(town))
    assert open_task() is None


def test_a_duty_that_ends_by_itself_calls_for_who_has_ordered_an_interpreter(town: Town) -> None:
    summons, _ = booked(town)
    ask(town, summons, ARABIC)
    assert finish(town)
    with transaction():
        assert summoning.withdraw_whole(town.centre, summons.occasion_id, Ground.LEFT, audit.SYSTEM)
    assert open_task() is not None


def test_a_new_summons_of_the_same_duty_keeps_the_interpreter_and_answers_the_wish(town: Town) -> None:
    summons = a_summons(town.centre)
    for wanted in (ARABIC, TIME):
        ask(town, summons, wanted)
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=clock.ZONE), tick=False):
        occasion = occasion_of(summons)
        called = summoning.summon_again(town.centre, occasion.public_id, uuid4(), staff(town))
        assert called.summons is not None
        (kept,) = needs.of(town.centre, called.summons)
        assert (kept.kind, kept.seen) == (NeedKind.INTERPRETER, False)
        assert needs.of(town.centre, summons.public_id) == ()
        assert open_task() is not None


def test_what_one_of_two_rows_wants_is_not_seen_because_they_became_one(town: Town) -> None:
    kept, gone = a_citizen(town.centre, team=town.team), a_citizen(town.centre, team=town.team)
    for one, wanted in ((kept, ARABIC), (gone, COMPANION)):
        ask(town, a_summons(town.centre, one), wanted)
    tasks_before = {task.public_id for task in tasks.of(kept.id)}
    with time_machine.travel(LATER, tick=False):
        merging.merge(town.centre, kept.public_id, gone.public_id, uuid4(), staff(town))
        assert [one.seen for one in asked.by_person(town.centre, kept.id, words=False)] == [False, False]
    (task,) = tasks.of(kept.id)
    assert {task.public_id}.isdisjoint(tasks_before)


def test_what_was_done_about_one_row_says_nothing_of_the_other(town: Town) -> None:
    kept, gone = a_citizen(town.centre, team=town.team), a_citizen(town.centre, team=town.team)
    ask(town, a_summons(town.centre, gone), COMPANION)
    theirs = open_task()
    ask(town, a_summons(town.centre, kept), ARABIC)
    mine = next(one for one in tasks.of(kept.id))
    with time_machine.travel(LATER, tick=False):
        assert theirs is not None
        assert tasks.done(town.centre, mine.public_id, uuid4(), staff(town))
        merging.merge(town.centre, kept.public_id, gone.public_id, uuid4(), staff(town))
        assert {(row.kind, row.seen_at is None) for row in rows()} == {
            (NeedKind.COMPANION, True),
            (NeedKind.INTERPRETER, False),
        }
        assert len(tasks.of(kept.id)) == 1


@pytest.mark.parametrize(("role", "read"), [(Role.CASEWORKER, True), (Role.AUDITOR, False)])
def test_what_was_asked_for_is_among_what_can_be_proved(town: Town, role: Role, *, read: bool) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, Wanted(NeedKind.OTHER_TIME, words="<b>Efter kl. 13</b>"))
    reader = audit.staff(a_staff(role=role, team=town.team).id)
    found = evidence.export(town.centre, summons.citizen.public_id, reader, "da")
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        (said,) = json.loads(archive.read("evidence.json"))["asked"]
        page = archive.read("trail.html").decode()
    assert (said["kind"], said["words"]) == ("other_time", "<b>Efter kl. 13</b>" if read else None)
    assert "en anden tid" in page
    assert ("&lt;b&gt;Efter kl. 13" in page) is read
