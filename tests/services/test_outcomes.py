"""An outcome that is corrected: nobody overwrites what they have not seen, and no note is lost."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import current_app
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.refusals import Closed, Code, Invalid
from jobcentre.services import agenda, attendance, audit, people
from jobcentre.services.audit import Who
from jobcentre.services.meeting_room import room
from tests.builders import Town, a_meeting, a_staff
from tests.conftest import NOW

THIS_MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=clock.ZONE)


@pytest.fixture
def meeting(town: Town) -> Meeting:
    return a_meeting(town.centre, town.caseworker, starts_at=THIS_MORNING)


@pytest.fixture
def mette(town: Town) -> Who:
    return audit.staff(town.caseworker.id)


def record(meeting: Meeting, who: Who, outcome: Outcome = Outcome.ATTENDED, note: str = "", **more: object) -> None:
    attendance.record(current_app.extensions["jobcentre"], meeting.public_id, outcome, note, uuid4(), who, **more)  # type: ignore[arg-type]


def test_a_stale_form_overwrites_nothing_and_says_who_wrote(town: Town, meeting: Meeting, mette: Who) -> None:
    record(meeting, mette, note="Aftalt praktik", version="")
    later = audit.staff(a_staff(team=town.team, name="Jonas Bruun").id)
    with pytest.raises(Closed) as refused:
        record(meeting, later, Outcome.TECHNICAL_FAILURE, version="")
    assert (refused.value.code, refused.value.facts) == (Code.OUTCOME_MEANWHILE, {"by": "Mette Skov", "at": NOW})
    found = agenda.meeting(town.centre, meeting.public_id, mette)
    assert found is not None
    assert (found.outcome, found.outcome_note, found.outcome_by) == (Outcome.ATTENDED, "Aftalt praktik", "Mette Skov")
    record(meeting, later, Outcome.TECHNICAL_FAILURE, version=found.version)


def test_a_correction_keeps_what_stood_there(town: Town, meeting: Meeting, mette: Who) -> None:
    record(meeting, mette, note="Aftalt praktik")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        record(meeting, mette, Outcome.TECHNICAL_FAILURE)
    found = agenda.meeting(town.centre, meeting.public_id, mette)
    assert found is not None
    (before,) = found.earlier
    assert (before.outcome, before.note, before.at, before.by) == (
        Outcome.ATTENDED,
        "Aftalt praktik",
        NOW,
        "Mette Skov",
    )


def test_the_trail_says_that_there_is_a_note_and_never_which(meeting: Meeting, mette: Who) -> None:
    record(meeting, mette, note="Aftalt praktik")
    (facts,) = db.session.execute(select(AuditEntry.facts).where(AuditEntry.action == "meeting.outcome")).scalars()
    assert facts == {"meeting": str(meeting.public_id), "outcome": "attended", "note": "written"}


def test_the_note_stands_on_the_persons_page_for_who_may_record(town: Town, meeting: Meeting, mette: Who) -> None:
    record(meeting, mette, note="Aftalt praktik")
    auditor = audit.staff(a_staff(role="auditor").id)
    for who, note in ((mette, "Aftalt praktik"), (auditor, "")):
        person = people.show(town.centre, meeting.citizen.public_id, who)
        assert person is not None
        assert person.meetings[0].note == note


def test_an_absence_is_asked_about_when_the_citizen_entered(town: Town, meeting: Meeting, mette: Who) -> None:
    with time_machine.travel(THIS_MORNING + timedelta(minutes=11), tick=False):
        room.enter(town.centre, meeting.public_id, audit.CITIZEN, uuid4())
    found = agenda.meeting(town.centre, meeting.public_id, mette)
    assert found is not None
    assert found.entered_at == THIS_MORNING + timedelta(minutes=11)
    with pytest.raises(Invalid) as refused:
        record(meeting, mette, Outcome.ABSENT)
    assert refused.value.code == Code.ABSENCE_ENTERED
    record(meeting, mette, Outcome.ABSENT, sure=True)
    record(meeting, mette, Outcome.ABSENT, note="Gik straks igen")


def test_an_absence_is_asked_about_in_the_first_ten_minutes(town: Town, mette: Who) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=NOW - timedelta(minutes=9))
    with pytest.raises(Invalid) as refused:
        record(meeting, mette, Outcome.ABSENT)
    assert refused.value.code == Code.ABSENCE_EARLY
    record(meeting, mette, Outcome.EXCUSED)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        record(meeting, mette, Outcome.ABSENT)
