"""A person's tasks on their page, and the ways to write to them."""

from uuid import uuid4

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.access import Role
from jobcentre.services import tasks
from tests.builders import Town, a_staff
from tests.services.ways import LANDLINE, with_ways
from tests.services.ways import tasks as open_tasks
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person

WORDS = {
    TaskKind.UNREACHABLE: "ingen måde at sende det på",
    TaskKind.UNCERTAIN: "Beskeden er måske kommet frem",
    TaskKind.BOUNCED: "E-mailadressen virker ikke",
    TaskKind.RECEIPT_MISSING: "Ingen har meldt tilbage",
    TaskKind.REPLY: "Borgeren har skrevet til jer",
    TaskKind.DECLINED: "Borgerens kalender har sagt nej",
}


@pytest.fixture
def every_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Centre:
    """The application with every channel there is."""
    centre = with_ways(app.extensions["jobcentre"])
    monkeypatch.setitem(app.extensions, "jobcentre", centre)
    return centre


def page(citizen: Citizen) -> str:
    return f"/caseworker/people/{citizen.public_id}"


def opened(citizen: Citizen, kind: TaskKind, channel: str | None = "email") -> tasks.OpenTask:
    tasks.open_task(kind, citizen.id, channel=channel)
    db.session.commit()
    return next(one for one in tasks.of(citizen.id) if one.kind is kind)


@pytest.mark.parametrize("kind", TaskKind)
def test_a_task_says_what_to_do_and_is_done_once(town: Town, mette: Colleague, kind: TaskKind) -> None:
    citizen = a_person(town)
    task = opened(citizen, kind)
    assert citizen.name in mette.open("/caseworker/").text
    shown = mette.open(page(citizen)).text
    assert WORDS[kind] in shown
    assert "Færdig" in shown
    done = f"{page(citizen)}/tasks/{task.public_id}/done"
    pressed = str(uuid4())
    for _ in range(2):
        text = mette.follow(mette.send(done, request_id=pressed)).text
        assert "Opgaven er klaret." in text
        assert WORDS[kind] not in text
    assert "Opgave klaret" in text
    assert "Det er der ikke brug for mere" in mette.follow(mette.send(done, request_id=str(uuid4()))).text


def test_the_first_page_leads_to_the_task(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    opened(citizen, TaskKind.REPLY)
    text = mette.open("/caseworker/").text
    assert "Har skrevet" in text
    assert f"{page(citizen)}#tasks" in text


def test_who_only_reads_cannot_end_a_task(town: Town, app: Flask) -> None:
    citizen = a_person(town)
    task = opened(citizen, TaskKind.REPLY)
    auditor = signed_in(app, a_staff(role=Role.AUDITOR))
    text = auditor.open(page(citizen)).text
    assert WORDS[TaskKind.REPLY] in text
    assert "Færdig" not in text
    assert auditor.send(f"{page(citizen)}/tasks/{task.public_id}/done").status_code == 403
    assert open_tasks() == [("reply", "email")]


def test_what_went_another_way_says_which(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    now, common = clock.now(), {"kind": "summons", "citizen_id": citizen.id}
    dead = Message(key="a:sms", channel="sms", due_at=now, created_at=now, state=MessageState.DEAD, **common)
    db.session.add(dead)
    db.session.flush()
    db.session.add(Message(key="a:nemsms", channel="nemsms", due_at=now, created_at=now, replaces_id=dead.id, **common))
    tasks.open_task(TaskKind.BOUNCED, citizen.id, message_id=dead.id, channel="sms")
    db.session.commit()
    text = mette.open(page(citizen)).text
    assert "Telefonnummeret kan ikke modtage SMS" in text
    assert "Beskeden er i stedet sendt som NemSMS." in text
    assert "Indkaldelse" in text


@pytest.mark.usefixtures("every_way")
def test_the_page_says_how_somebody_is_reached(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    assert "Digital Post, e-mail, SMS" in mette.open(page(citizen)).text
    citizen.digital_post_exempt, citizen.mobile = True, LANDLINE
    db.session.commit()
    text = mette.open(page(citizen)).text
    assert "Brev, e-mail" in text
    assert "Telefonnummeret kan ikke modtage SMS" in text
    assert "Prøv nummeret igen" not in text, "it is no number for SMS, today or tomorrow"


def test_who_cannot_be_written_to(town: Town, mette: Colleague) -> None:
    assert "Vi kan ikke skrive til borgeren" in mette.open(page(a_person(town, email=None))).text


@pytest.mark.usefixtures("every_way")
@pytest.mark.parametrize(
    ("column", "flag", "way", "said"),
    [
        ("email_refused", "E-mailadressen virker ikke", "email", "Vi skriver til e-mailadressen igen."),
        ("mobile_refused", "Telefonnummeret kan ikke modtage SMS", "mobile", "Vi sender SMS til nummeret igen."),
        ("sms_stopped_at", "Vil ikke have SMS", "sms", "Borgeren får SMS igen."),
    ],
)
def test_a_way_that_was_given_up_is_shown_and_can_be_used_again(
    town: Town, mette: Colleague, column: str, flag: str, way: str, said: str
) -> None:
    citizen = a_person(town)
    setattr(citizen, column, clock.now() if way == "sms" else getattr(citizen, way))
    db.session.commit()
    assert flag in mette.open(page(citizen)).text
    pressed = str(uuid4())
    for _ in range(2):
        text = mette.follow(mette.send(f"{page(citizen)}/contact", way=way, request_id=pressed)).text
        assert said in text
        assert flag not in text
    again = mette.follow(mette.send(f"{page(citizen)}/contact", way=way, request_id=str(uuid4()))).text
    assert "Det er der ikke brug for mere" in again


def test_a_way_nobody_knows_is_refused(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    mette.open(page(citizen))
    assert mette.send(f"{page(citizen)}/contact", way="dove").status_code == 400
