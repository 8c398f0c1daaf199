"""Receipts of Digital Post as Beskedfordeler hands them out, and what else somebody might hand over."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from jobcentre.channels.incoming import Malformed, post_receipts
from jobcentre.rules.receipts import Arrival

MESSAGE = UUID("3f0c2b1e-7d4a-4c58-9b60-1a2b3c4d5e6f")
EVENT = "0d5b6c0e-52cf-4e6c-8ff6-0b7f3d3d1b11"
TRANSMISSION = "1c1f0a4e-6f0b-4a3d-9d1c-111122223333"
TYPES = "http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types"


def status(
    code: str = "Afleveret Digital Post", at: str = "2026-11-23T10:15:00Z", more: str = "", message: str = str(MESSAGE)
) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><PKO_PostStatus xmlns="{TYPES}"><TransmissionId>{TRANSMISSION}'
        f"</TransmissionId><MessageUUID>{message}</MessageUUID><KanalKode>Digital Post</KanalKode>"
        f"<TransaktionsDatoTid>{at}</TransaktionsDatoTid><TransaktionsStatusKode>{code}</TransaktionsStatusKode>"
        f"<CorrelationId>c</CorrelationId>{more}</PKO_PostStatus>"
    ).encode()


def fault(code: str) -> str:
    return f"<FejlDetaljer><FejlKode>{code}</FejlKode><FejlTekst>Emilie 640501-0007</FejlTekst></FejlDetaljer>"


def enveloped(content: bytes, event: str = EVENT) -> bytes:
    """An event as it comes by HTTP or AMQP; the namespaces are those of the real one."""
    packed = base64.encodebytes(content).decode()
    return (
        '<ns2:Haendelsesbesked xmlns:ns2="urn:oio:besked:kuvert:1.0" xmlns="urn:oio:sagdok:3.0.0" '
        'xmlns:ns3="urn:besked:kuvert:1.0"><ns2:BeskedId><UUIDIdentifikator>'
        f"{event}</UUIDIdentifikator></ns2:BeskedId><ns2:BeskedVersion>1.0</ns2:BeskedVersion><ns2:Beskedkuvert>"
        "<ns2:Leveranceinformation><ns2:Dannelsestidspunkt><TidsstempelDatoTid>2026-11-23T10:16:00Z"
        "</TidsstempelDatoTid></ns2:Dannelsestidspunkt></ns2:Leveranceinformation></ns2:Beskedkuvert>"
        f"<ns2:Beskeddata><ns3:Base64>{packed}</ns3:Base64></ns2:Beskeddata></ns2:Haendelsesbesked>"
    ).encode()


def test_a_receipt_in_its_envelope() -> None:
    raw = enveloped(status())
    report = post_receipts.parse(raw)
    assert (report.event_id, report.message, report.reference) == (EVENT, MESSAGE, TRANSMISSION)
    assert (report.outcome, report.code) == (Arrival.DELIVERED, "")
    assert report.occurred_at == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    assert report.raw == raw


def test_as_beskedfordeler_pushes_it_there_is_one_more_element_around() -> None:
    inner = enveloped(status()).decode()
    raw = f'<sts:ModtagBeskedInput xmlns:sts="urn:oio:sts:1.0.0">{inner}</sts:ModtagBeskedInput>'.encode()
    assert (post_receipts.parse(raw).event_id, post_receipts.parse(raw).message) == (EVENT, MESSAGE)


def test_a_status_alone_is_known_by_its_bytes() -> None:
    first, again = post_receipts.parse(status()), post_receipts.parse(status())
    other = post_receipts.parse(status(at="2026-11-23T10:15:01Z"))
    assert first.event_id == again.event_id != other.event_id


@pytest.mark.parametrize(
    ("code", "more", "outcome", "told"),
    [
        ("Afleveret Digital Post", "", Arrival.DELIVERED, ""),
        ("afleveret  digital post ", "", Arrival.DELIVERED, ""),
        ("Afleveret NemSMS", "", Arrival.DELIVERED, ""),
        ("Modtaget Digital Post", "", Arrival.ACCEPTED, ""),
        ("Fejlet", fault("4301"), Arrival.FAILED, "4301"),
        ("Fejlet", "", Arrival.FAILED, "unclear"),
        ("Fejlet Digital Post", "", Arrival.FAILED, "unclear"),
        ("Fejlet", fault("Emilie has no mailbox"), Arrival.FAILED, "unclear"),
        ("Fejlet", fault("6405010007"), Arrival.FAILED, "unclear"),
        ("Modtaget Digital Post", fault("memo.not.valid"), Arrival.FAILED, "memo.not.valid"),
        ("Afleveret Digital Post", fault("0"), Arrival.DELIVERED, ""),
        ("Modtaget Digital Post", fault("0"), Arrival.ACCEPTED, ""),
        ("Klar", "", Arrival.ACCEPTED, ""),
        ("", "", Arrival.ACCEPTED, ""),
    ],
)
def test_what_it_says(code: str, more: str, outcome: Arrival, told: str) -> None:
    report = post_receipts.parse(enveloped(status(code, more=more)))
    assert (report.outcome, report.code) == (outcome, told)


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("2026-11-23T11:15:00+01:00", datetime(2026, 11, 23, 10, 15, tzinfo=UTC)),
        ("2026-11-23T11:15:00", datetime(2026, 11, 23, 10, 15, tzinfo=UTC)),
        ("2026-07-01T11:15:00.1234567", datetime(2026, 7, 1, 9, 15, 0, 123456, tzinfo=UTC)),
        ("", datetime(2026, 11, 23, 10, 16, tzinfo=UTC)),
    ],
)
def test_its_time_is_danish_unless_it_says_otherwise(at: str, utc: datetime) -> None:
    assert post_receipts.parse(enveloped(status(at=at))).occurred_at == utc


def test_without_our_id_their_reference_is_left() -> None:
    report = post_receipts.parse(enveloped(status(message="")))
    assert (report.message, report.reference) == (None, TRANSMISSION)


BOMB = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><PKO_PostStatus>&c;</PKO_PostStatus>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><PKO_PostStatus>&b;</PKO_PostStatus>'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not xml",
        b"<a>",
        b"\xff\xfe",
        b"<a/>",
        BOMB,
        OUTSIDE,
        b"<PKO_PostStatus/>",
        enveloped(b"not xml"),
        enveloped(BOMB),
        status().replace(b"?>", b"?><!DOCTYPE PKO_PostStatus>"),
        enveloped(b"<a/>"),
        enveloped(status(at="yesterday")),
        enveloped(status(message="x").replace(TRANSMISSION.encode(), b"")),
        enveloped(status()).replace(b"Base64>", b"Text>"),
        b"<a><Base64>%%%</Base64></a>",
        b"<a>" * 10_000,
        b"<a>" + b"x" * 300_000 + b"</a>",
        enveloped(status(more="<!-- " + "x" * 300_000 + " -->")),
    ],
)
def test_what_is_no_receipt_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        post_receipts.parse(raw)
    assert "root" not in str(caught.value)
    assert str(MESSAGE) not in str(caught.value)
