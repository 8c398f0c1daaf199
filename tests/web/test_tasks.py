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
from jobcentre.rules.needs import NeedKind
from jobcentre.services import tasks
from jobcentre.services.needs import Wanted
from tests.builders import Town, a_staff, a_summons
from tests.services.asking import ARABIC, ask
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
    TaskKind.SPELLS: "passer ikke sammen",
    TaskKind.NEEDS: "Der er ændret noget, siden I svarede",
    TaskKind.DOCUMENT: "har vedhæftet en fil til sit afbud",
    TaskKind.WANTS_INTERVIEW: "vil gerne have en samtale mere",
    TaskKind.NO_TIME_SET: "Borgeren har ikke valgt en tid",
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


def test_the_first_page_says_what_was_asked_for(town: Town, mette: Colleague) -> None:
    summons = a_summons(town.centre, a_person(town))
    for wanted in (Wanted(NeedKind.COMPANION), ARABIC):
        ask(town, summons, wanted)
    text = mette.open("/caseworker/").text
    assert "Har bedt om det her på sin side og venter på svar: tolk; en, der kommer med." in text


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


@pytest.mark.parametrize(
    ("channel", "badge", "why"),
    [
        ("email", "Adresse virker ikke", "Se, om adressen er rigtig"),
        ("sms", "Nummer virker ikke", "Se, om nummeret er rigtigt"),
        ("digital_post", "Kunne ikke leveres", "Digital Post kunne ikke leveres"),
        ("letter", "Kunne ikke leveres", "Et brev kunne ikke leveres"),
    ],
)
@pytest.mark.parametrize("address", ["/caseworker/", "/caseworker/people"])
def test_what_could_not_be_delivered_is_told_by_its_channel(
    town: Town, mette: Colleague, address: str, channel: str, badge: str, why: str
) -> None:
    citizen = a_person(town)
    opened(citizen, TaskKind.BOUNCED, channel)
    text = mette.open(address).text
    assert badge in text
    assert why in text
    assert badge in mette.open(page(citizen)).text
    if channel not in ("email", "sms"):
        assert "Adresse virker ikke" not in text
        assert "adressen er rigtig" not in text


def test_more_tasks_of_one_person_are_counted(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    opened(citizen, TaskKind.REPLY)
    assert "mere" not in mette.open("/caseworker/").text.partition('class="tasks"')[2]
    opened(citizen, TaskKind.BOUNCED)
    assert "og 1 mere" in mette.open("/caseworker/").text
    opened(citizen, TaskKind.UNCERTAIN)
    assert "og 2 mere" in mette.open("/caseworker/people").text


def test_what_no_longer_matters_is_folded_away(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    now = clock.now()
    for number, state in enumerate((MessageState.VOID, MessageState.SENT)):
        given = {"kind": "summons", "channel": "email", "citizen_id": citizen.id, "due_at": now, "created_at": now}
        sent_at = now if state is MessageState.SENT else None
        db.session.add(Message(key=f"{number}:email", state=state, sent_at=sent_at, **given))
    db.session.commit()
    mette.open(f"{page(citizen)}/messages")
    text = mette.open(page(citizen)).text
    before, _, folded = text.partition("1 besked passer ikke længere")
    assert ">Sendt<" in before
    assert "Passer ikke længere" not in before
    assert "Passer ikke længere" in folded
    history = text.partition("Det er sket")[2]
    assert "Beskederne blev vist" in history.partition("Vist og læst")[2]
    assert "Beskederne blev vist" not in history.partition("Vist og læst")[0]


def test_the_facts_stand_before_the_history(town: Town, mette: Colleague) -> None:
    text = mette.open(page(a_person(town))).text
    assert text.index("Oplysninger</h2>") < text.index("Det er sket</h2>")


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
        ("email_refused", "E-mailadressen virker ikke", "email", "Vi bruger e-mailadressen igen fra næste besked."),
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
