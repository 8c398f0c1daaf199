"""Mail that comes in: to its person, once, and never an act."""

from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.channels.incoming import Malformed
from jobcentre.models.base import db, scope
from jobcentre.models.message import Message, MessageState
from jobcentre.models.reply import ReplyKind
from jobcentre.rules.reach import Medium
from jobcentre.services import inbound
from tests.builders import Town, a_meeting, a_town
from tests.channels.incoming import reports
from tests.services.citizens_mail import HOUSE, a_mail, answering, emilie, replies, said
from tests.services.trail import actions
from tests.services.ways import message, summoned
from tests.services.ways import tasks as open_tasks


def test_an_answer_lands_with_its_person_and_calls_for_somebody(town: Town) -> None:
    centre, citizen, _ = summoned(town, Medium.EMAIL)
    about = message(Medium.EMAIL)
    assert inbound.receive_mail(
        centre, a_mail("Jeg kommer.\r\n\r\n> Hej", answering(about), sender="anden@example.org")
    )
    (reply,) = replies()
    assert (reply.citizen_id, reply.message_id, reply.kind) == (citizen.id, about.id, ReplyKind.ANSWER)
    assert (reply.channel, reply.event_id, reply.received_at) == ("email", "m1@example.dk", clock.now())
    assert [said(centre, reply, column) for column in ("sender", "subject", "words")] == [
        "anden@example.org",
        "Sv: Samtale",
        "Jeg kommer.",
    ]
    assert open_tasks() == [("reply", "email")]
    assert actions(citizen.id)[-2:] == ["reply.received", "task.opened"]


def test_the_same_mail_a_second_time_has_no_effect(town: Town) -> None:
    emilie(town)
    for _ in range(3):
        assert inbound.receive_mail(town.centre, a_mail())
    assert len(replies()) == 1


def test_a_person_is_known_by_the_address(town: Town) -> None:
    citizen = emilie(town, email="EMILIE@example.dk")
    assert inbound.receive_mail(town.centre, a_mail())
    assert [reply.citizen_id for reply in replies()] == [citizen.id]


@pytest.mark.parametrize("header", ["", "Authentication-Results: mx.example; dmarc=fail"])
def test_a_made_up_sender_is_nobody_unless_a_message_is_answered(town: Town, header: str) -> None:
    emilie(town)
    assert inbound.receive_mail(town.centre, a_mail("Hej", *filter(None, [header]))) is (header == "")
    centre, *_ = summoned(town, Medium.EMAIL)
    assert inbound.receive_mail(
        centre, a_mail("Hej", answering(message(Medium.EMAIL)), *filter(None, [header]), name="m2")
    )


def test_an_address_of_two_people_is_nobodys(town: Town) -> None:
    emilie(town)
    emilie(town)
    assert not inbound.receive_mail(town.centre, a_mail())
    assert replies() == []


def test_a_stranger_is_nobody(town: Town) -> None:
    assert not inbound.receive_mail(town.centre, a_mail("Køb nu", answering(uuid4())))
    assert not inbound.receive_mail(town.centre, a_mail("Køb nu", sender=""))


def test_the_address_counts_in_the_municipality_that_was_written_to(town: Town) -> None:
    other = a_town(town.centre, email="andre@nabo.example")
    with scope(other.municipality.id):
        emilie(other)
    mine = emilie(town)
    assert inbound.receive_mail(town.centre, a_mail())
    assert [reply.citizen_id for reply in replies()] == [mine.id]
    assert not inbound.receive_mail(town.centre, a_mail(name="m2").replace(HOUSE.encode(), b"ukendt@eksempel.example"))


def test_an_answer_to_a_caseworkers_own_mail_is_left_to_people(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker)
    about = Message(
        key=f"k{uuid4()}", kind="staff_moved", channel="email", staff_id=town.caseworker.id, meeting_id=meeting.id,
        due_at=clock.now(), created_at=clock.now(), state=MessageState.SENT, sent_at=clock.now(),
    )  # fmt: skip
    db.session.add(about)
    db.session.commit()
    assert not inbound.receive_mail(town.centre, a_mail("Ok", answering(about), sender=town.caseworker.email))


def test_an_automatic_answer_is_kept_and_bothers_nobody(town: Town) -> None:
    emilie(town)
    assert inbound.receive_mail(town.centre, a_mail("Jeg er på ferie.", "Auto-Submitted: auto-replied"))
    assert [reply.kind for reply in replies()] == [ReplyKind.ABSENT]
    assert open_tasks() == []


def test_attachments_are_named(town: Town) -> None:
    emilie(town)
    kind = "Content-Type: multipart/mixed; boundary=b"
    body = '--b\r\n\r\nSe her\r\n--b\r\nContent-Type: application/pdf; name="syg.pdf"\r\n\r\nx\r\n--b--'
    inbound.receive_mail(town.centre, a_mail(body, kind))
    assert said(town.centre, replies()[0]) == "Se her\n\n[Vedhæftet i postkassen: syg.pdf]"


def test_a_bounce_finds_its_message(town: Town) -> None:
    centre, *_ = summoned(town, Medium.EMAIL)
    about = message(Medium.EMAIL)
    about.state, about.sent_at = MessageState.SENT, clock.now()
    db.session.commit()
    raw = reports.written(reports.POSTFIX.replace(reports.OURS, str(about.public_id)))
    assert inbound.receive_mail(centre, raw)
    db.session.refresh(about)
    assert (about.state, about.failure) == (MessageState.DEAD, "5.1.1")
    assert replies() == []


def test_a_bounce_of_somebody_elses_mail_is_left_to_people(town: Town) -> None:
    assert not inbound.receive_mail(town.centre, reports.written(reports.POSTFIX))


def test_what_is_no_mail_is_malformed(town: Town) -> None:
    with pytest.raises(Malformed):
        inbound.receive_mail(town.centre, b"hej")
