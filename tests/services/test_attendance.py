"""Recording what came of a meeting."""

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.refusals import Closed, NotOpenYet
from jobcentre.services import attendance, audit
from tests.builders import Town, a_meeting
from tests.services.trail import actions

THIS_MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=clock.ZONE)


def recorded(town: Town, meeting: Meeting, outcome: Outcome, note: str = "") -> Meeting:
    attendance.record(town.centre, meeting.public_id, outcome, note, uuid4(), audit.staff(town.caseworker.id))
    db.session.expire_all()
    return db.session.execute(select(Meeting)).scalar_one()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_ends_occasion_and_summons(town: Town, outcome: Outcome) -> None:
    meeting = recorded(town, a_meeting(town.centre, town.caseworker, starts_at=THIS_MORNING), outcome, "Kort note")
    assert (meeting.outcome, meeting.outcome_note, meeting.outcome_at) == (outcome, "Kort note", clock.now())
    assert db.session.execute(select(Occasion.closed_at)).scalar_one() is not None
    assert db.session.execute(select(Summons.closed_at)).scalar_one() is not None


def test_nobody_is_absent_from_what_has_not_begun(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker)
    with pytest.raises(NotOpenYet):
        recorded(town, meeting, Outcome.ABSENT)


def test_a_mistake_can_be_corrected(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=THIS_MORNING)
    recorded(town, meeting, Outcome.ABSENT)
    assert recorded(town, meeting, Outcome.TECHNICAL_FAILURE).outcome is Outcome.TECHNICAL_FAILURE


def test_a_cancelled_meeting_has_no_outcome(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=THIS_MORNING, status=MeetingStatus.CANCELLED)
    with pytest.raises(Closed):
        recorded(town, meeting, Outcome.ATTENDED)


def test_the_same_form_sent_twice_is_one_entry(town: Town) -> None:
    meeting, request = a_meeting(town.centre, town.caseworker, starts_at=THIS_MORNING), uuid4()
    who = audit.staff(town.caseworker.id)
    for _ in range(2):
        attendance.record(town.centre, meeting.public_id, Outcome.ATTENDED, "", request, who)
    assert actions() == ["meeting.outcome"]
