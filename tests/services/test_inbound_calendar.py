"""What calendars answer: information, and never an act."""

from datetime import timedelta

import pytest

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.reply import ReplyKind
from jobcentre.services import inbound
from tests.builders import Town, a_meeting, a_summons
from tests.services.citizens_mail import a_mail, emilie, replies, said
from tests.services.ways import tasks as open_tasks


def invited(town: Town) -> Meeting:
    return a_meeting(town.centre, town.caseworker, a_summons(town.centre, emilie(town)), sequence=2)


def a_calendar(
    meeting: Meeting, status: str, attendee: str = "emilie@example.dk", sequence: int = 2, more: str = ""
) -> bytes:
    calendar = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{meeting.uid}\r\n"
        f"SEQUENCE:{sequence}\r\nDTSTAMP:20261123T080000Z\r\nDTSTART:20261125T090000Z\r\n"
        f"ATTENDEE;PARTSTAT={status}:mailto:{attendee}\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    kind = 'Content-Type: multipart/alternative; boundary="b"'
    body = f"--b\r\n\r\nSvar\r\n--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n{calendar}--b--"
    return a_mail(body, kind, "Auto-Submitted: auto-generated", sender=attendee, name=f"{status}{sequence}")


def test_a_calendars_yes_is_kept_quietly(town: Town) -> None:
    meeting = invited(town)
    assert inbound.receive_mail(town.centre, a_calendar(meeting, "ACCEPTED"))
    assert [(reply.kind, reply.citizen_id) for reply in replies()] == [(ReplyKind.ACCEPTED, meeting.citizen_id)]
    assert open_tasks() == []


@pytest.mark.parametrize("status", ["DECLINED", "TENTATIVE"])
def test_a_calendars_no_calls_for_somebody_and_cancels_nothing(town: Town, status: str) -> None:
    meeting = invited(town)
    assert inbound.receive_mail(town.centre, a_calendar(meeting, status, more="COMMENT:Jeg er syg\r\n"))
    (reply,) = replies()
    assert (reply.kind, said(town.centre, reply)) == (ReplyKind.DECLINED, "Jeg er syg")
    assert open_tasks() == [("declined", "email")]
    db.session.refresh(meeting)
    assert (meeting.status, meeting.outcome) == (MeetingStatus.CONFIRMED, None)


def test_a_no_to_what_no_longer_stands_is_kept_and_calls_for_nobody(town: Town) -> None:
    meeting = invited(town)
    inbound.receive_mail(town.centre, a_calendar(meeting, "DECLINED", sequence=1))
    meeting.starts_at -= timedelta(days=3)
    db.session.commit()
    inbound.receive_mail(town.centre, a_calendar(meeting, "DECLINED"))
    assert [reply.kind for reply in replies()] == [ReplyKind.DECLINED] * 2
    assert open_tasks() == []


def test_the_caseworkers_own_calendar_is_nobodys_reply(town: Town) -> None:
    meeting = invited(town)
    assert inbound.receive_mail(town.centre, a_calendar(meeting, "DECLINED", attendee=town.caseworker.email))
    assert replies() == []
    assert open_tasks() == []


def test_whoever_else_answers_an_invitation_is_shown_as_the_sender(town: Town) -> None:
    meeting = invited(town)
    assert inbound.receive_mail(town.centre, a_calendar(meeting, "DECLINED", attendee="mor@example.org"))
    assert said(town.centre, replies()[0], "sender") == "mor@example.org"


def test_a_calendar_object_about_nothing_of_ours_is_an_ordinary_mail(town: Town) -> None:
    meeting = invited(town)
    raw = (
        a_calendar(meeting, "DECLINED")
        .replace(meeting.uid.encode(), b"other@uid")
        .replace(b"Auto-Submitted", b"X-Auto")
    )
    assert inbound.receive_mail(town.centre, raw)
    assert [reply.kind for reply in replies()] == [ReplyKind.ANSWER]
