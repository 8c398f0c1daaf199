"""Where each person stands: one verdict, the most urgent one."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import MeetingStatus, Party
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Held, Occasion
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, people, summoning
from jobcentre.services.people import PersonStanding
from tests.builders import (
    Town,
    a_citizen,
    a_meeting,
    a_spell,
    a_summons,
    an_exemption,
    an_occasion,
)

THIS_MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=clock.ZONE)
YESTERDAY = date(2026, 11, 22)


def me(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def a_person(town: Town, **given: object) -> Citizen:
    """Somebody of the town's team who is unemployed."""
    citizen = a_citizen(town.centre, team=town.team, **given)
    a_spell(citizen)
    return citizen


def standing(town: Town, citizen: Citizen) -> PersonStanding:
    found = people.show(town.centre, citizen.public_id, me(town))
    assert found is not None
    return found.standing.standing


def a_message(citizen: Citizen, state: MessageState, minutes: int = 0) -> Message:
    at = clock.now() + timedelta(minutes=minutes)
    row = Message(key=str(uuid4()), kind="summons", channel="email", citizen_id=citizen.id, due_at=at, created_at=at)
    row.state = state
    db.session.add(row)
    db.session.commit()
    return row


def over(town: Town, citizen: Citizen, outcome: Outcome) -> None:
    summons = a_summons(town.centre, citizen)
    a_meeting(town.centre, town.caseworker, summons, starts_at=THIS_MORNING, outcome=outcome)
    summoning.close(summons.occasion_id)
    db.session.commit()


def test_nothing_has_happened_yet(town: Town) -> None:
    citizen = a_citizen(town.centre, team=town.team)
    a_spell(citizen, date(2026, 10, 1))
    assert standing(town, citizen) is PersonStanding.NOT_DUE


def test_choosing_a_time(town: Town) -> None:
    citizen = a_person(town)
    summons = a_summons(town.centre, citizen)
    assert standing(town, citizen) is PersonStanding.CHOOSING
    summons.book_by = clock.today() + timedelta(days=2)
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.CHOOSING_SOON
    summons.book_by = clock.today()
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.CHOOSING_SOON
    summons.book_by = YESTERDAY
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.OVERDUE


def test_a_locked_link_is_more_urgent_than_a_missed_deadline(town: Town) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen, book_by=YESTERDAY, locked_at=clock.now())
    assert standing(town, citizen) is PersonStanding.LINK_LOCKED


@pytest.mark.parametrize("held", list(Held))
def test_held_back(town: Town, held: Held) -> None:
    citizen = a_person(town)
    an_occasion(citizen, held=held)
    assert standing(town, citizen).value == f"held_{held.value}"


def test_booked_and_then_over(town: Town) -> None:
    citizen = a_person(town)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))
    assert standing(town, citizen) is PersonStanding.BOOKED
    meeting.starts_at, meeting.ends_at = THIS_MORNING, THIS_MORNING + timedelta(minutes=30)
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.OUTCOME_MISSING


def test_cancelled_and_not_booked_again(town: Town) -> None:
    citizen = a_person(town)
    cancelled = {"status": MeetingStatus.CANCELLED, "cancelled_by": Party.CITIZEN, "cancel_ground": CancelGround.WORK}
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), **cancelled)
    assert standing(town, citizen) is PersonStanding.CANCELLED


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.ATTENDED, PersonStanding.ATTENDED),
        (Outcome.ABSENT, PersonStanding.ABSENT),
        (Outcome.EXCUSED, PersonStanding.NEW_TIME),
        (Outcome.TECHNICAL_FAILURE, PersonStanding.NEW_TIME),
    ],
)
def test_after_a_meeting(town: Town, outcome: Outcome, expected: PersonStanding) -> None:
    citizen = a_person(town)
    over(town, citizen, outcome)
    assert standing(town, citizen) is expected


def test_who_has_found_work_is_left_alone_after_an_absence(town: Town) -> None:
    citizen = a_citizen(town.centre, team=town.team)
    a_spell(citizen, ended_on=YESTERDAY)
    over(town, citizen, Outcome.ABSENT)
    assert standing(town, citizen) not in people.NEEDS


def test_who_is_exempt_is_left_alone(town: Town) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen, book_by=YESTERDAY)
    exemption = an_exemption(citizen)
    assert standing(town, citizen) is PersonStanding.EXEMPT
    exemption.ended_at = clock.now()
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.OVERDUE


def test_a_message_that_never_arrived_until_one_does(town: Town) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    a_message(citizen, MessageState.DEAD)
    assert standing(town, citizen) is PersonStanding.MESSAGE_FAILED
    a_message(citizen, MessageState.SENT, minutes=1)
    assert standing(town, citizen) is PersonStanding.CHOOSING


def test_a_new_summons_after_an_absence_counts(town: Town) -> None:
    citizen = a_person(town)
    over(town, citizen, Outcome.ABSENT)
    found = people.show(town.centre, citizen.public_id, me(town))
    assert found is not None
    assert found.standing.occasion is not None
    summoning.summon_again(town.centre, found.standing.occasion, uuid4(), me(town))
    assert standing(town, citizen) is PersonStanding.CHOOSING


def test_a_locked_link_is_a_task_also_for_who_has_a_time(town: Town) -> None:
    """They can no longer move or cancel."""
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen, locked_at=clock.now()))
    assert standing(town, citizen) is PersonStanding.LINK_LOCKED
    an_exemption(citizen)
    assert standing(town, citizen) is PersonStanding.LINK_LOCKED, "the meeting stands all the same"


@pytest.mark.parametrize("state", [MessageState.EXPIRED, MessageState.DEAD, MessageState.UNCERTAIN])
def test_who_misses_the_offer_of_an_earlier_time_has_lost_nothing(town: Town, state: MessageState) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))
    missed = a_message(citizen, state)
    missed.kind = "earlier_time"
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.BOOKED


def test_what_was_missed_about_a_meeting_that_is_over_matters_no_more(town: Town) -> None:
    citizen = a_person(town)
    former = a_summons(town.centre, citizen)
    meeting = a_meeting(town.centre, town.caseworker, former, starts_at=THIS_MORNING + timedelta(hours=3))
    missed = a_message(citizen, MessageState.EXPIRED)
    missed.kind, missed.summons_id, missed.meeting_id = "reminder_hours", former.id, meeting.id
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.MESSAGE_FAILED
    with time_machine.travel(meeting.ends_at, tick=False):
        assert standing(town, citizen) is PersonStanding.OUTCOME_MISSING
    missed.meeting_id, meeting.outcome = None, Outcome.TECHNICAL_FAILURE
    summoning.close(former.occasion_id)
    db.session.commit()
    duty = db.session.get_one(Occasion, former.occasion_id)
    summoning.summon_again(town.centre, duty.public_id, uuid4(), me(town))
    assert standing(town, citizen) is PersonStanding.CHOOSING
    missed.kind = "withdrawn"
    db.session.commit()
    assert standing(town, citizen) is PersonStanding.MESSAGE_FAILED, "the citizen goes on thinking of it"
