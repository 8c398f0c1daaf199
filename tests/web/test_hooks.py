"""What other systems hand over by HTTP: signed, repeatable, and without a hint to anybody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.receipt import Receipt
from jobcentre.models.reply import Reply
from jobcentre.rules.access import SIGNATURES_PER_ADDRESS
from jobcentre.rules.reach import Medium
from jobcentre.services import inbound
from jobcentre.web.hooks import LARGEST
from jobcentre.web.signatures import HEADER, is_signed, signature
from tests.builders import Town, a_citizen
from tests.services.ways import message, summoned
from tests.web.visitor import Visitor

SECRET = "en-hemmelighed-til-prøver"
HOOKS = {
    "/hooks/sms/receipts": "application/json",
    "/hooks/sms/inbound": "application/json",
    "/hooks/mail": "message/rfc822",
    "/hooks/digital-post": "application/xml",
}
TEXT = json.dumps({"id": "t1", "from": "+4520000000", "message": "STOP"}).encode()
MAIL = b"From: emilie@example.dk\r\nTo: jobcenter@eksempel.example\r\nMessage-ID: <1@x>\r\n\r\nJeg kommer.\r\n"


@dataclass
class Gateway:
    """Another system, with or without the secret."""

    app: Flask
    secret: str = SECRET

    def send(self, path: str, body: bytes, *, ago: int = 0, **options: Any) -> TestResponse:
        time = str(int(clock.stamp()) - ago)
        headers = {HEADER: f"t={time},v1={signature(time, body, self.secret)}", **options.pop("headers", {})}
        kind = options.pop("content_type", HOOKS.get(path))
        return Visitor(self.app).request("POST", path, data=body, headers=headers, content_type=kind, **options)


@pytest.fixture
def gateway(app: Flask, centre: Centre) -> Iterator[Gateway]:
    """A gateway whose secret stands in the settings."""
    settings = centre.settings
    signing = replace(
        settings,
        sms=replace(settings.sms, webhook_secret=SECRET),
        mailbox=replace(settings.mailbox, webhook_secret=SECRET),
        kombi=replace(settings.kombi, webhook_secret=SECRET),
    )
    app.extensions["jobcentre"] = replace(centre, settings=signing)
    yield Gateway(app)
    app.extensions["jobcentre"] = centre


def a_report(about: Message, state: str = "delivered") -> bytes:
    return json.dumps({"id": f"{state}-1", "reference": str(about.public_id), "status": state}).encode()


def sent(medium: Medium = Medium.SMS) -> Message:
    about = message(medium)
    about.state, about.sent_at = MessageState.SENT, clock.now()
    db.session.commit()
    return about


def count(of: type[Receipt] | type[Reply]) -> int:
    return db.session.execute(select(func.count(of.id))).scalar_one()


def test_a_receipt_is_taken_once(town: Town, gateway: Gateway) -> None:
    summoned(town, Medium.SMS)
    about = sent()
    for _ in range(3):
        answer = gateway.send("/hooks/sms/receipts", a_report(about))
        assert (answer.status_code, answer.json) == (202, {"status": "taken"})
    db.session.refresh(about)
    assert about.delivered_at is not None
    assert count(Receipt) == 1


def test_one_that_cannot_be_taken_keeps_no_other_out(
    town: Town, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = list[object]()
    monkeypatch.setattr(inbound, "receive_sms", lambda centre, text: came.append(text))  # None is no number: it fails
    assert gateway.send("/hooks/sms/inbound", b"[%s, %s]" % (TEXT, TEXT)).status_code == 500
    assert len(came) == 2


def test_an_sms_is_taken_once(town: Town, gateway: Gateway) -> None:
    citizen = a_citizen(town.centre)
    for _ in range(2):
        assert gateway.send("/hooks/sms/inbound", TEXT).status_code == 202
    assert db.session.get_one(Citizen, citizen.id, populate_existing=True).sms_stopped_at is not None
    assert count(Reply) == 1


def test_a_mail_is_taken_once(town: Town, gateway: Gateway) -> None:
    a_citizen(town.centre, email="emilie@example.dk")
    for _ in range(2):
        assert gateway.send("/hooks/mail", MAIL).status_code == 202
    assert count(Reply) == 1


def test_a_receipt_of_digital_post_is_taken(town: Town, gateway: Gateway) -> None:
    summoned(town, Medium.DIGITAL_POST)
    about = sent(Medium.DIGITAL_POST)
    status = (
        "<PKO_PostStatus><TransmissionId>t</TransmissionId>"
        f"<MessageUUID>{about.public_id}</MessageUUID><TransaktionsStatusKode>Afleveret Digital Post"
        "</TransaktionsStatusKode><TransaktionsDatoTid>2026-11-23T09:00:00</TransaktionsDatoTid></PKO_PostStatus>"
    )
    assert gateway.send("/hooks/digital-post", status.encode()).status_code == 202
    db.session.refresh(about)
    assert about.delivered_at is not None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/hooks/sms/receipts", b'{"id": 1, "reference": "unknown", "status": "delivered"}'),
        ("/hooks/sms/inbound", b'{"id": 1, "from": "+4530000000", "message": "Hej"}'),
        ("/hooks/mail", MAIL),
    ],
)
def test_what_is_about_nobody_gets_the_same_answer(town: Town, gateway: Gateway, path: str, body: bytes) -> None:
    answer = gateway.send(path, body)
    assert (answer.status_code, answer.json) == (202, {"status": "taken"})
    assert count(Receipt) + count(Reply) == 0


@pytest.mark.parametrize("path", HOOKS)
def test_without_a_secret_in_the_settings_there_is_no_such_address(app: Flask, town: Town, path: str) -> None:
    for secret in ("", SECRET):
        assert Gateway(app, secret).send(path, b"{}").status_code == 404


@pytest.mark.parametrize("path", HOOKS)
def test_nothing_is_believed_without_the_right_signature(town: Town, gateway: Gateway, path: str) -> None:
    for answer in (
        Gateway(gateway.app, "en anden hemmelighed").send(path, TEXT),
        gateway.send(path, TEXT, ago=301),
        gateway.send(path, TEXT, ago=-301),
        gateway.send(path, TEXT, headers={HEADER: ""}),
        Visitor(gateway.app).request("POST", path, data=TEXT, content_type="application/json"),
    ):
        assert answer.status_code == 401
        assert answer.is_json
    assert count(Receipt) + count(Reply) == 0


def test_a_body_that_was_changed_on_the_way_is_refused(town: Town, gateway: Gateway) -> None:
    a_citizen(town.centre)
    time = str(int(clock.stamp()))
    header = {HEADER: f"t={time},v1={signature(time, TEXT, SECRET)}"}
    assert gateway.send("/hooks/sms/inbound", TEXT.replace(b"STOP", b"STOP "), headers=header).status_code == 401
    assert gateway.send("/hooks/sms/inbound", TEXT, headers=header).status_code == 202


SIGNED = signature("1000", b"body", "secret")


@pytest.mark.parametrize(
    ("header", "now", "fits"),
    [
        (f"t=1000,v1={SIGNED}", 1000, True),
        (f"t=1000, v1={SIGNED}", 1300, True),
        (f"t=1000,v1={'0' * 64},v1={SIGNED}", 700, True),  # while a secret is changed
        (f"t=1000,v1={SIGNED}", 1301, False),
        (f"t=1000,v1={SIGNED}", 699, False),
        (f"t=1001,v1={SIGNED}", 1000, False),
        (f"t=1000,t=1001,v1={SIGNED}", 1000, False),
        (f"v1={SIGNED}", 1000, False),
        ("t=1000", 1000, False),
        (f"t=1000,v1={SIGNED.upper()}", 1000, False),
        (f"t=1000,v1={SIGNED[:-1]}", 1000, False),
        (f"t=1000,v0={SIGNED}", 1000, False),
        (f"t=-1000,v1={SIGNED}", 1000, False),
        (f"t={'9' * 400},v1={SIGNED}", 1000, False),
        ("æøå", 1000, False),
        ("", 1000, False),
        (f"t=1000,{','.join('v1=' + '0' * 64 for _ in range(9))},v1={SIGNED}", 1000, False),
    ],
)
def test_a_signature_fits_or_does_not(header: str, now: float, fits: bool) -> None:
    assert is_signed(header, b"body", "secret", now) is fits
    assert not is_signed(header, b"body.", "secret", now)
    assert not is_signed(header, b"body", "", now)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/hooks/sms/receipts", b"not json"),
        ("/hooks/sms/receipts", b'{"id": 1}'),
        ("/hooks/sms/inbound", b'{"from": "+4520000000"}'),
        ("/hooks/mail", b"not a mail"),
        ("/hooks/digital-post", b"<not-xml"),
    ],
)
def test_what_cannot_be_understood_is_told_in_a_sentence(town: Town, gateway: Gateway, path: str, body: bytes) -> None:
    answer = gateway.send(path, body)
    assert answer.status_code == 400
    assert answer.json is not None
    assert len(answer.json["error"]) > 10


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_is_not_what_is_wanted(town: Town, gateway: Gateway, kind: str) -> None:
    answer = gateway.send("/hooks/mail", MAIL, content_type=kind)
    assert answer.status_code == 400
    assert answer.json is not None
    assert "Content-Type" in answer.json["error"]


def test_what_is_too_large_is_refused_before_it_is_read(town: Town, gateway: Gateway) -> None:
    answer = gateway.send("/hooks/sms/inbound", b" " * (LARGEST + 1))
    assert answer.status_code == 413
    assert answer.is_json


def test_guessing_is_slowed_down_and_the_right_signature_is_not(town: Town, gateway: Gateway) -> None:
    wrong = Gateway(gateway.app, "gæt")
    answers = [wrong.send("/hooks/mail", MAIL) for _ in range(SIGNATURES_PER_ADDRESS.tries + 1)]
    assert [answer.status_code for answer in answers] == [401] * SIGNATURES_PER_ADDRESS.tries + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert gateway.send("/hooks/mail", MAIL).status_code == 202
    elsewhere = wrong.send("/hooks/mail", MAIL, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 401


@pytest.mark.parametrize("path", HOOKS)
def test_nothing_is_shown_to_who_only_looks(app: Flask, town: Town, path: str) -> None:
    assert Visitor(app).open(path).status_code == 405
