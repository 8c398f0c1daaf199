"""What was sent can be proved word for word, and cannot be changed."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jobcentre.channels import PermanentFailure, memo
from jobcentre.channels.letter import LetterFolder
from jobcentre.models.base import db
from jobcentre.models.message import MessageState
from jobcentre.models.occasion import Summons
from jobcentre.rules.access import Role
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from jobcentre.services import audit, delivery, evidence, links, messaging
from jobcentre.services.evidence.opening import XML, Exact
from jobcentre.texts import evidence as words
from tests.builders import Town, a_citizen, a_staff, a_summons
from tests.channels.memo.examples import MESSAGE, TEXT
from tests.services.post import Post, reach, row
from tests.services.proof import answered, entries, reported, sentences, summoned, trail_of


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_trail_in_words(town: Town, post: Post) -> None:
    citizen = summoned(town, post, email="emilie@example.dk")
    reported(town, Arrival.DELIVERED)
    (one,) = (found := trail_of(town, citizen)).entries
    assert (one.kind, one.channel, one.recipient, one.reference) == ("summons", "email", "emilie@example.dk", "ref-1")
    assert sentences(found) == ["Skrevet", "Afleveret til mailserveren", "Kvittering: leveret (5.1.1)", "Nået frem"]
    assert sentences(found, "en")[1] == "Handed over to the mail server"
    assert entries("message.listed") == 1


def test_what_did_not_arrive_says_why(town: Town, post: Post) -> None:
    def refuse(_outgoing: object) -> None:
        raise PermanentFailure("no mailbox here")

    post.before = refuse
    found = trail_of(town, summoned(town, post))
    assert found.entries[0].state is MessageState.DEAD
    assert sentences(found)[-1] == "Kunne ikke sendes (kode no mailbox here)"


def test_what_waits_says_when(town: Town) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    assert sentences(trail_of(town, summons.citizen))[-1] == "Skal sendes mandag den 23. november kl. 9.00"


def test_a_message_by_another_way_is_tied_to_the_first(town: Town, post: Post) -> None:
    citizen = summoned(town, post)
    first = row("summons")
    summons = db.session.execute(select(Summons)).scalar_one()
    (plan,) = messaging.plan_summons(summons, reach(town.centre, summons))
    messaging.write([replace(plan, channel=Medium.LETTER, columns={**plan.columns, "replaces_id": first.id})])
    db.session.commit()
    second, again = trail_of(town, citizen).entries
    assert (second.replaces, again.replaced_by) == (again.public_id, second.public_id)
    assert words.step(again.steps[-1].code, again.steps[-1].facts, "da") == "Sendt igen: brev"


def test_the_exact_text_byte_for_byte(town: Town, post: Post) -> None:
    citizen = summoned(town, post)
    message = row("summons")
    found = evidence.read(town.centre, citizen.public_id, message.public_id, audit.staff(town.caseworker.id))
    assert found is not None
    assert found.exact is not None
    assert found.exact.content == post.of("summons").content
    assert (found.exact.ending, "Vælg din tid her" in (found.exact.words or "")) == ("eml", True)
    assert entries("message.read") == 1


def test_another_persons_message_is_not_found(town: Town, post: Post, neighbour: Town) -> None:
    citizen = summoned(town, post)
    message, other, me = row("summons").public_id, a_citizen(town.centre), audit.staff(town.caseworker.id)
    assert evidence.read(town.centre, other.public_id, message, me) is None
    assert evidence.read(town.centre, citizen.public_id, uuid4(), me) is None
    assert evidence.trail(town.centre, uuid4(), me) is None
    assert evidence.export(town.centre, uuid4(), me, "da") is None


def test_an_export_holds_everything_and_says_what_it_is(town: Town, post: Post) -> None:
    citizen = summoned(town, post, given_name="<b>Emilie</b>")
    reported(town, Arrival.FAILED, b"550 5.1.1 no such user")
    answered(town, citizen)
    made = evidence.export(town.centre, citizen.public_id, audit.staff(town.caseworker.id), "da")
    assert made is not None
    assert made.name == "beskeder-20261123.zip"
    files = unpacked(made.content)
    message = row("summons")
    assert files[f"messages/{message.public_id}.eml"] == post.of("summons").content
    assert b"550 5.1.1 no such user" in [content for name, content in files.items() if name.startswith("receipts/")]
    assert [content for name, content in files.items() if name.startswith("replies/")] == [b"Jeg er syg i dag"]
    table = json.loads(files["evidence.json"])
    assert table["messages"][0]["receipts"][0]["outcome"] == "failed"
    assert table["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "evidence.json"
    }
    page = files["trail.html"].decode()
    assert "&lt;b&gt;Emilie" in page
    assert "Kvittering: kan ikke leveres (Adressen findes ikke, kode 5.1.1)" in page
    assert f'href="messages/{message.public_id}.eml"' in page
    assert "syg" not in page
    assert "Personlige links er skjult" not in page
    assert (table["whole"], table["messages"][0]["sha256"]) == (
        True,
        hashlib.sha256(post.of("summons").content).hexdigest(),
    )
    assert entries("message.exported") == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_finds_no_times_gets_neither_the_link_nor_the_citizens_words(town: Town, post: Post, role: Role) -> None:
    citizen, me = summoned(town, post), audit.staff(a_staff(role=role).id)
    token = links.token_of(town.centre, db.session.execute(select(Summons)).scalar_one())
    reported(town, Arrival.FAILED, b"550 no such user. Original message: /b/" + token.encode())
    answered(town, citizen)
    message = row("summons")
    read = evidence.read(town.centre, citizen.public_id, message.public_id, me)
    assert read is not None
    assert (read.whole, token in (read.words or ""), "/b/••••" in (read.words or "")) == (False, False, True)
    made = evidence.export(town.centre, citizen.public_id, me, "da")
    assert made is not None
    files = unpacked(made.content)
    assert set(files) == {f"messages/{message.public_id}.txt", "trail.html", "evidence.json"}
    for content in files.values():
        assert token.encode() not in content
        assert b"Jeg er syg" not in content
    table = json.loads(files["evidence.json"])
    assert table["messages"][0]["sha256"] == hashlib.sha256(post.of("summons").content).hexdigest()
    assert (table["whole"], table["replies"][0]["kind"]) == (False, "answer")
    assert "Personlige links er skjult" in files["trail.html"].decode()
    assert "Borgeren skrev" in files["trail.html"].decode()


def test_a_letter_is_withheld_from_who_may_not_see_its_link(town: Town, tmp_path: Path) -> None:
    summons = a_summons(town.centre)
    (plan,) = messaging.plan_summons(summons, reach(town.centre, summons))
    messaging.write([replace(plan, channel=Medium.LETTER)])
    db.session.commit()
    delivery.deliver_due(replace(town.centre, channels={"letter": LetterFolder(tmp_path)}))
    person, me = summons.citizen.public_id, audit.staff(a_staff(role=Role.AUDITOR).id)
    read = evidence.read(town.centre, person, row("summons").public_id, me)
    assert read is not None
    assert (read.words, read.whole) == (None, False)
    made = evidence.export(town.centre, person, me, "en")
    assert made is not None
    files = unpacked(made.content)
    assert set(files) == {"trail.html", "evidence.json"}
    (letter,) = (file.read_bytes() for file in tmp_path.glob("*.pdf"))
    assert json.loads(files["evidence.json"])["messages"][0]["sha256"] == hashlib.sha256(letter).hexdigest()
    assert "Personal links are hidden" in files["trail.html"].decode()


def test_a_nemsms_is_read_as_its_words(town: Town, post: Post) -> None:
    exact = Exact(memo.compose(TEXT), XML)
    assert exact.words == TEXT.text
    assert Exact(memo.compose(MESSAGE), XML).words is None


def test_an_export_in_english(town: Town, post: Post) -> None:
    citizen = summoned(town, post)
    made = evidence.export(town.centre, citizen.public_id, audit.staff(town.caseworker.id), "en")
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        page = archive.read("trail.html").decode()
    assert '<html lang="en">' in page
    assert "Handed over to the mail server" in page


@pytest.mark.parametrize(
    "change",
    [
        "body_sealed = 'other words'",
        "recipient_sealed = 'another address'",
        "sent_at = sent_at - interval '1 day'",
        "sent_at = null",
        "key = key || 'x'",
        "kind = 'moved'",
        "channel = 'sms'",
        "created_at = created_at - interval '1 day'",
        "citizen_id = null, staff_id = 1",
    ],
)
def test_what_has_been_sent_cannot_be_changed(town: Town, post: Post, change: str) -> None:
    summoned(town, post)
    with pytest.raises(IntegrityError, match="evidence"):
        db.session.execute(text(f"update message set {change}"))
    db.session.rollback()


def test_what_has_not_been_sent_can(town: Town) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.execute(text("update message set body_sealed = 'words', created_at = created_at - interval '1 day'"))
    db.session.rollback()


@pytest.mark.parametrize("change", ["outcome = 'delivered'", "code = ''", "raw_sealed = 'x'", "occurred_at = now()"])
def test_a_receipt_cannot_be_changed(town: Town, post: Post, change: str) -> None:
    summoned(town, post)
    reported(town, Arrival.FAILED)
    with pytest.raises(IntegrityError, match="evidence"):
        db.session.execute(text(f"update receipt set {change}"))
    db.session.rollback()


def test_a_letter_that_has_left_for_the_print_supplier(town: Town, tmp_path: Path) -> None:
    citizen = a_citizen(town.centre, cpr="6405010007")
    summons = a_summons(town.centre, citizen)
    (plan,) = messaging.plan_summons(summons, reach(town.centre, summons))
    messaging.write([replace(plan, channel=Medium.LETTER)])
    db.session.commit()
    delivery.deliver_due(replace(town.centre, channels={"letter": LetterFolder(tmp_path)}))
    (one,) = (found := trail_of(town, citizen)).entries
    assert (one.state, one.recipient) == (MessageState.SENT, "040501-••••")
    assert sentences(found) == ["Skrevet", "Afleveret til trykkeriet"]
    read = evidence.read(town.centre, citizen.public_id, one.public_id, audit.staff(town.caseworker.id))
    assert read is not None
    assert read.exact is not None
    assert read.exact.content == (tmp_path / f"{one.public_id}.pdf").read_bytes()
    assert (read.exact.document, read.exact.words) == (read.exact.content, None)
    line = json.loads((tmp_path / f"{one.public_id}.json").read_text(encoding="utf-8"))
    assert (line["national_number"], line["sha256"]) == ("6405010007", hashlib.sha256(read.exact.content).hexdigest())
    code = links.letter_code(town.centre, summons)
    db.session.rollback()
    assert links.find_code(town.centre, code, "here") is not None
