"""SMS through a gateway in every mood, and of every class of guarantee."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from jobcentre.channels import Failure, Guarantee, PermanentFailure, TemporaryFailure
from jobcentre.channels.sms import SmsGateway
from jobcentre.outbound import Outbound
from tests.channels.gateway import FIELDS, SMS, TOKEN, Gateway, running
from tests.peer import answering, json_answer


def test_a_message_is_taken_over_and_named(gateway: Gateway) -> None:
    receipt = gateway.channel().send(SMS)
    assert receipt.reference == "gw-1"
    assert gateway.delivered == [
        {"to": "+4520123456", "from": "Jobcenter", "message": SMS.content.decode(), "reference": str(SMS.id)}
    ]
    (head,) = gateway.heads
    assert head.startswith(b"POST /messages HTTP/1.1")
    assert f"Authorization: Bearer {TOKEN}".encode() in head
    assert b"Content-Type: application/json; charset=utf-8" in head


def test_what_is_filled_in_is_not_read_as_a_placeholder(gateway: Gateway) -> None:
    gateway.channel().send(replace(SMS, content=b"{token} {id} {nothing}"))
    assert gateway.delivered[0]["message"] == "{token} {id} {nothing}"


def test_names_make_objects_and_lists(gateway: Gateway) -> None:
    fields = ("sms.sender={sender}", "sms.recipients.0.msisdn={msisdn}", "sms.text={text}", "class=standard")
    gateway.channel(fields=fields, headers=("Idempotency-Key={id}", "X-Api-Key={token}")).send(SMS)
    assert gateway.delivered == [
        {
            "sms": {
                "sender": "Jobcenter",
                "recipients": [{"msisdn": "4520123456"}],
                "text": SMS.content.decode(),
            },
            "class": "standard",
        }
    ]
    assert f"Idempotency-Key: {SMS.id}".encode() in gateway.heads[0]
    assert f"X-Api-Key: {TOKEN}".encode() in gateway.heads[0]


@pytest.mark.parametrize(
    ("path", "answer", "reference"),
    [
        ("id", {"id": "a1"}, "a1"),
        ("id", {"id": 42}, "42"),
        ("ids.0", {"ids": [7, 8]}, "7"),
        ("data.messages.0.ref", {"data": {"messages": [{"ref": "x"}]}}, "x"),
        ("id", {"id": "y" * 500}, "y" * 200),
        # no name, no single one, or one that tells who the receiver is: then our own does
        ("id", {}, None),
        ("id", [], None),
        ("id", {"id": {"a": 1}}, None),
        ("id", {"id": True}, None),
        ("id", {"id": ""}, None),
        ("ids.9", {"ids": [7]}, None),
        ("id", {"id": "4520123456-1"}, None),
        ("id", {"id": "soren@mail.example"}, None),
        ("", {"id": "a1"}, None),
    ],
)
def test_the_reference_is_found_by_its_path(gateway: Gateway, path: str, answer: Any, reference: str | None) -> None:
    gateway.refusal = json_answer("200 OK", json.dumps(answer).encode())
    assert gateway.channel(reference=path).send(SMS).reference == (reference or str(SMS.id))


@pytest.mark.parametrize("body", [b"", b"OK", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_that_is_no_json_is_still_a_yes(gateway: Gateway, body: bytes) -> None:
    gateway.refusal = json_answer("200 OK", body)
    assert gateway.channel().send(SMS).reference == str(SMS.id)


RETRY = b"Retry-After: 30"
MAYBE, SURELY = False, True


@pytest.mark.parametrize(
    ("status", "header", "failure", "certain"),
    [
        ("400 Bad Request", b"X: y", PermanentFailure, None),
        ("413 Too Large", b"X: y", PermanentFailure, None),
        ("422 Unprocessable", b"X: y", PermanentFailure, None),
        ("429 Too Many Requests", b"X: y", TemporaryFailure, SURELY),
        ("429 Too Many Requests", RETRY, TemporaryFailure, SURELY),
        ("503 Unavailable", RETRY, TemporaryFailure, SURELY),
        ("500 Internal Server Error", b"X: y", TemporaryFailure, MAYBE),
        ("502 Bad Gateway", b"X: y", TemporaryFailure, MAYBE),
        ("503 Unavailable", b"X: y", TemporaryFailure, MAYBE),
        ("504 Gateway Timeout", b"X: y", TemporaryFailure, MAYBE),
        # what is wrong with us or with the settings is no message's fault
        ("401 Unauthorized", b"X: y", TemporaryFailure, SURELY),
        ("402 Payment Required", b"X: y", TemporaryFailure, SURELY),
        ("403 Forbidden", b"X: y", TemporaryFailure, SURELY),
        ("404 Not Found", b"X: y", TemporaryFailure, SURELY),
        ("405 Method Not Allowed", b"X: y", TemporaryFailure, SURELY),
        ("415 Unsupported", b"X: y", TemporaryFailure, SURELY),
        ("301 Moved", b"Location: http://127.0.0.1/", TemporaryFailure, SURELY),
        ("308 Moved", b"Location: http://127.0.0.1/", TemporaryFailure, SURELY),
        ("303 See Other", b"Location: http://127.0.0.1/", TemporaryFailure, MAYBE),
        ("408 Request Timeout", b"X: y", TemporaryFailure, MAYBE),
        ("409 Conflict", b"X: y", TemporaryFailure, MAYBE),
    ],
)
def test_the_status_decides(
    gateway: Gateway, status: str, header: bytes, failure: type[Failure], certain: bool | None
) -> None:
    gateway.refusal = json_answer(status, b'{"error": "no +4520123456 here"}', header)
    with pytest.raises(failure) as caught:
        gateway.channel().send(SMS)
    assert caught.value.reason == f"the SMS gateway answered {status[:3]}"
    assert getattr(caught.value, "certain", None) is certain
    gateway.refusal = None
    gateway.channel().send(SMS)
    assert len(gateway.delivered) == 1


@pytest.mark.parametrize(
    "number", ["+4533123456", "+4570101010", "20123456", "+45", "", "Jobcenter", "+4520123456\r\n"]
)
def test_what_takes_no_sms_is_refused_before_anybody_is_asked(gateway: Gateway, number: str) -> None:
    assert not gateway.channel().accepts(number)
    with pytest.raises(PermanentFailure) as caught:
        gateway.channel().send(replace(SMS, recipient=number))
    assert not number or number not in caught.value.reason
    assert gateway.peer.connections == 0


def test_nobody_there_is_temporary_and_certain(gateway: Gateway, unused_port: int) -> None:
    with pytest.raises(TemporaryFailure, match="ConnectionRefusedError") as caught:
        gateway.channel(url=f"http://127.0.0.1:{unused_port}/").send(SMS)
    assert (caught.value.certain, caught.value.nobody_there) == (True, True)


@pytest.mark.parametrize("mood", ["refused", "late", "cut", "nobody"])
def test_no_failure_tells_who_or_what(
    gateway: Gateway, mood: str, unused_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    if mood == "refused":
        gateway.refusal = json_answer("400 Bad", b"+4520123456 Husk t0ken")
    elif mood != "nobody":
        setattr(gateway, mood, True)
    channel = gateway.channel(timeout=0.4)
    if mood == "nobody":
        channel = replace(channel, url=f"http://127.0.0.1:{unused_port}/{TOKEN}")
    with pytest.raises(Failure) as caught:
        channel.send(SMS)
    for shown in (caught.value.reason, repr(channel), caplog.text):
        assert "20123456" not in shown
        assert "Husk" not in shown
        assert TOKEN not in shown.replace(f"127.0.0.1:{unused_port}/{TOKEN}", "")


def test_a_batch_shares_one_connection(gateway: Gateway) -> None:
    channel = gateway.channel()
    for number in range(10):
        channel.send(replace(SMS, id=UUID(int=number)))
    channel.close()
    assert (gateway.peer.connections, len(gateway.delivered)) == (1, 10)


def test_its_manner_is_what_the_settings_say(gateway: Gateway) -> None:
    made = gateway.channel(
        guarantee=Guarantee.KEY, key_window=timedelta(hours=24), receipt_within=timedelta(hours=4), per_second=20
    ).manner
    assert (made.guarantee, made.key_window, made.receipt_within) == (
        Guarantee.KEY,
        timedelta(hours=24),
        timedelta(hours=4),
    )
    assert (made.wakes, made.per_second) == (True, 20)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fields": ("to={recipient}",)}, "text"),
        ({"fields": ("message={text}",)}, "recipient"),
        ({"fields": (*FIELDS, "x={secret}")}, "secret"),
        ({"fields": (*FIELDS, "to={recipient}")}, "twice"),
        ({"fields": (*FIELDS, "to.number={recipient}")}, "both"),
        ({"fields": (*FIELDS, "alone")}, "name=value"),
        ({"fields": (*FIELDS, "=x")}, "name=value"),
        ({"fields": (*FIELDS, "a..b=x")}, "name=value"),
        ({"headers": ("X-Text={text}",)}, "text"),
        ({"guarantee": Guarantee.REFERENCE, "lookup_url": ""}, "lookup_url"),
        ({"guarantee": Guarantee.REFERENCE, "reference": ""}, "reference"),
        ({"guarantee": Guarantee.KEY, "fields": FIELDS[:3], "headers": ()}, "id"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_at_the_start(changes: dict[str, Any], told: str) -> None:
    wanted: dict[str, Any] = {
        "url": "https://sms.example/",
        "outbound": Outbound(),
        "fields": FIELDS,
        "reference": "id",
    }
    with pytest.raises(ValueError, match=told):
        SmsGateway(**wanted | changes)


def test_redirects_are_not_followed_with_the_text(gateway: Gateway) -> None:
    with running(Gateway()) as other:
        there = f"Location: http://127.0.0.1:{other.peer.port}/messages".encode()
        gateway.peer.script = answering(json_answer("307 There", b"", there))
        with pytest.raises(TemporaryFailure):
            gateway.channel().send(SMS)
        assert other.peer.connections == 0
