"""What a gateway does with a message it has seen, and what we know after a cut: classes A, B and C."""

from dataclasses import replace
from uuid import UUID

import pytest

from jobcentre.channels import Guarantee, TemporaryFailure
from tests.channels.gateway import SMS, TOKEN, Gateway, running
from tests.peer import json_answer


@pytest.mark.parametrize(("mood", "timeout"), [("late", 1.0), ("cut", 10.0)])
def test_after_a_timeout_or_a_cut_nobody_knows(gateway: Gateway, mood: str, timeout: float) -> None:
    setattr(gateway, mood, True)
    with pytest.raises(TemporaryFailure, match="no answer") as caught:
        gateway.channel(timeout=timeout).send(SMS)
    assert not caught.value.certain
    assert len(gateway.delivered) == gateway.peer.connections == 1, "it is not tried again by itself"


def test_class_a_sends_the_same_id_once() -> None:
    with running(Gateway(guarantee=Guarantee.KEY, cut=True)) as gateway:
        channel = gateway.channel()
        with pytest.raises(TemporaryFailure):
            channel.send(SMS)
        gateway.cut = False
        assert channel.send(SMS).reference == "gw-1"
        assert len(gateway.delivered) == 1


def test_class_a_may_say_of_an_id_it_knows_that_it_has_it() -> None:
    with running(Gateway(guarantee=Guarantee.KEY, refusal=json_answer("409 Conflict", b'{"id": "gw-1"}'))) as gateway:
        assert gateway.channel().send(SMS).reference == "gw-1"
        gateway.refusal = json_answer("409 Conflict", b"known")
        assert gateway.channel().send(SMS).reference == str(SMS.id)


def test_class_b_can_be_asked() -> None:
    with running(Gateway(guarantee=Guarantee.REFERENCE, cut=True)) as gateway:
        channel = gateway.channel()
        assert channel.guarantee is Guarantee.REFERENCE
        with pytest.raises(TemporaryFailure):
            channel.send(SMS)
        gateway.cut = False
        found = channel.find(SMS)
        assert found is not None
        assert found.reference == "gw-1"
        assert channel.find(replace(SMS, id=UUID(int=7))) is None
        assert gateway.asked == [str(SMS.id), str(UUID(int=7))]
        assert f"Authorization: Bearer {TOKEN}".encode() in gateway.heads[-1]


def test_class_c_promises_nothing() -> None:
    with running(Gateway(cut=True)) as gateway:
        channel = gateway.channel()
        with pytest.raises(TemporaryFailure):
            channel.send(SMS)
        gateway.cut = False
        channel.send(SMS)
        assert [message["reference"] for message in gateway.delivered] == [str(SMS.id)] * 2


@pytest.mark.parametrize(
    "answer",
    [
        json_answer("200 OK", b"[]"),
        json_answer("200 OK", b"what?"),
        json_answer("500 Oh", b"{}"),
        json_answer("401 Who", b"{}"),
        json_answer("302 There", b'{"id": "a1"}'),
    ],
)
def test_an_answer_that_names_no_message_says_neither_yes_nor_no(gateway: Gateway, answer: bytes) -> None:
    gateway.refusal = answer
    with pytest.raises(TemporaryFailure, match="asked for a message") as caught:
        gateway.channel().find(SMS)
    assert not caught.value.certain


def test_a_gateway_that_cannot_be_asked_is_no_no(gateway: Gateway, unused_port: int) -> None:
    with pytest.raises(TemporaryFailure) as caught:
        gateway.channel(lookup_url=f"http://127.0.0.1:{unused_port}/{{id}}").find(SMS)
    assert not caught.value.certain, "the message may have got through earlier"
