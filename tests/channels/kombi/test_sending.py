"""Digital Post and NemSMS against Serviceplatformen on the loopback."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from jobcentre.channels import Guarantee, Outgoing, PermanentFailure, memo
from jobcentre.channels.digital_post import KombiNemSms, KombiPost
from tests.channels.kombi import inspection
from tests.channels.kombi.envelopes import outgoing
from tests.channels.kombi.service import TRANSMISSION, Platform
from tests.channels.memo.examples import CPR, MESSAGE, TEXT


def test_a_message_arrives_as_it_was_composed(channel: KombiPost, platform: Platform) -> None:
    sent = outgoing(MESSAGE)
    receipt = channel.send(sent)
    assert platform.messages == [sent.content]
    assert platform.faults == []
    assert receipt.reference == TRANSMISSION


def test_the_transaction_and_the_message_have_the_messages_own_id(channel: KombiPost, platform: Platform) -> None:
    channel.send(outgoing(MESSAGE))
    assert platform.transactions == [str(MESSAGE.id)]
    assert str(MESSAGE.id).encode() in platform.received[0]


def test_sent_again_it_is_the_same_message(channel: KombiPost, platform: Platform) -> None:
    channel.send(outgoing(MESSAGE))
    channel.send(outgoing(MESSAGE))
    assert len(set(platform.received)) == 1
    assert platform.transactions == [str(MESSAGE.id)] * 2


def test_a_text_message_arrives_too(nemsms: KombiNemSms, platform: Platform) -> None:
    nemsms.send(outgoing(TEXT))
    assert platform.messages == [outgoing(TEXT).content]
    assert b"<KombiValgKode>NemSMS</KombiValgKode>" in platform.received[0]


def test_who_has_no_mailbox_is_not_written_to(channel: KombiPost, nemsms: KombiNemSms, platform: Platform) -> None:
    platform.registered["digitalpost"].clear()
    with pytest.raises(PermanentFailure, match=r"^not registered$"):
        channel.send(outgoing(MESSAGE))
    nemsms.send(outgoing(TEXT))
    assert len(platform.received) == 1


def test_who_takes_no_nemsms_gets_none(nemsms: KombiNemSms, platform: Platform) -> None:
    platform.registered["nemsms"].clear()
    with pytest.raises(PermanentFailure, match=r"^not registered$"):
        nemsms.send(outgoing(TEXT))
    assert platform.received == []


ANOTHER = UUID("7f0c2b1e-7d4a-4c58-9b60-1a2b3c4d5e6f")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(outgoing(MESSAGE), recipient="6405010008"),
        replace(outgoing(MESSAGE), sender="00000001"),
        replace(outgoing(MESSAGE), id=ANOTHER),
        replace(outgoing(MESSAGE), content=memo.compose(TEXT)),
        replace(outgoing(MESSAGE), content=b"<memo:Message"),
        replace(outgoing(MESSAGE), content=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ],
)
def test_what_is_not_for_the_one_on_the_envelope_stays(channel: KombiPost, platform: Platform, wrong: Outgoing) -> None:
    platform.registered["digitalpost"].add("6405010008")
    with pytest.raises(PermanentFailure) as caught:
        channel.send(wrong)
    assert wrong.recipient not in caught.value.reason
    assert platform.paths == []


@pytest.mark.parametrize(
    "number", ["", "640501-0007", "64050100078", "9905010007", "0" * 10, "' or 1=1", "6405010007\n"]
)
def test_only_a_national_id_is_accepted(channel: KombiPost, platform: Platform, number: str) -> None:
    assert channel.accepts(CPR)
    assert not channel.accepts(number)
    with pytest.raises(PermanentFailure) as caught:
        channel.send(replace(outgoing(MESSAGE), recipient=number))
    assert not number or number not in caught.value.reason
    assert platform.paths == []


def test_how_it_behaves(channel: KombiPost, nemsms: KombiNemSms) -> None:
    told = replace(channel, receipt_within=timedelta(hours=48), per_second=10)
    assert told.manner.guarantee is Guarantee.NEITHER
    assert told.manner.receipt_within == timedelta(hours=48)
    assert told.manner.per_second == 10
    assert not told.manner.wakes
    assert nemsms.manner.wakes
    assert (channel.name, nemsms.name) == ("digital_post", "nemsms")


def test_the_other_side_would_notice() -> None:
    """The check of the loopback service is one: it finds what is planted."""
    good = b"<kombi_request><KombiValgKode>Digital Post</KombiValgKode>%s</kombi_request>"
    body = good % memo.compose(MESSAGE).partition(b"?>")[2]
    assert inspection.faults(body) == []
    for old, new in (
        (b"Digital Post<", b"NemSMS<"),
        (b">Eksempel Kommune<", b"><"),
        (b'memoVersion="1.2"', b'memoVersion="1.1"'),
        (b"09:00:00Z", b"09:00:00+01:00"),
        (b">da<", b">dan<"),
        (b"https://jobcentre.example/b", b"http://jobcentre.example/b"),
        (b">AFTALE<", b">SELVBETJENING<"),
        (b"3f0c2b1e-7d4a-4c58", b"3f0c2b1e-7d4a-1c58"),
        (b"<memo:mandatory>false</memo:mandatory>", b""),
        (b"L\xc3\xa6s den i Digital Post.", b"x" * 150),
    ):
        assert old in body
        assert inspection.faults(body.replace(old, new)) != []
