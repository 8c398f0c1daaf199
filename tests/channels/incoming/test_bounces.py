"""What mail servers say of our messages: their standard, and their own ways of saying it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.channels.incoming import IncomingMail, Malformed, Report, mails
from jobcentre.rules.receipts import Arrival
from tests.channels.incoming import odd_reports, reports
from tests.channels.incoming.reports import OUR_ID, OURS, written

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TABLE = {
    "postfix": (reports.POSTFIX, Arrival.FAILED, "5.1.1"),
    "postfix, late": (reports.POSTFIX_LATE, Arrival.DELAYED, "4.4.1"),
    "postfix, arrived": (reports.POSTFIX_ARRIVED, Arrival.DELIVERED, "2.0.0"),
    "exchange gives up on a class 4": (reports.EXCHANGE, Arrival.FAILED, "4.4.7"),
    "gmail, the code only in the diagnosis": (reports.GMAIL, Arrival.FAILED, "5.1.1"),
    "qmail, no standard and a bare number": (odd_reports.QMAIL, Arrival.FAILED, "5.0.0"),
    "exim, no standard": (odd_reports.EXIM, Arrival.FAILED, "5.2.2"),
    "exim, late": (odd_reports.EXIM_LATE, Arrival.DELAYED, "4.0.0"),
    "danish, no code at all": (odd_reports.DANISH, Arrival.FAILED, "5.0.0"),
    "shown by a mail program": (odd_reports.SEEN, Arrival.DELIVERED, "displayed"),
}


def report(text: str) -> Report:
    found = mails.read(written(text), NOW)
    assert isinstance(found, Report)
    return found


@pytest.mark.parametrize(("text", "outcome", "code"), TABLE.values(), ids=TABLE.keys())
def test_a_report_is_understood(text: str, outcome: Arrival, code: str) -> None:
    found = report(text)
    assert (found.message, found.outcome, found.code) == (UUID(OURS), outcome, code)
    assert found.reference is None
    assert found.raw == written(text)


@pytest.mark.parametrize(("text", "outcome", "code"), TABLE.values(), ids=TABLE.keys())
def test_the_same_report_is_the_same_event(text: str, outcome: Arrival, code: str) -> None:
    assert report(text).event_id == report(text).event_id


def test_late_and_given_up_are_two_events_even_under_one_name() -> None:
    assert report(reports.POSTFIX).event_id != report(reports.POSTFIX_LATE).event_id


def test_the_time_is_theirs_and_never_ahead_of_ours() -> None:
    assert report(reports.POSTFIX).occurred_at == datetime(2026, 11, 23, 8, 0, 12, tzinfo=UTC)
    tomorrow = reports.POSTFIX.replace("Mon, 23 Nov 2026 09:00:12 +0100", "Tue, 24 Nov 2026 09:00:12 +0100")
    nonsense = reports.POSTFIX.replace("Mon, 23 Nov 2026 09:00:12 +0100", "in a while")
    assert report(tomorrow).occurred_at == report(nonsense).occurred_at == NOW


def test_of_several_receivers_the_best_counts() -> None:
    second = "\nFinal-Recipient: rfc822; other@example.dk\nAction: delivered\nStatus: 2.1.5\n\n--4D1"
    text = reports.POSTFIX.replace("    rejected: User unknown\n\n--4D1", f"    rejected: User unknown\n{second}", 1)
    assert (report(text).outcome, report(text).code) == (Arrival.DELIVERED, "2.1.5")


def test_a_report_on_somebody_elses_mail_is_not_ours() -> None:
    found = mails.read(written(reports.POSTFIX.replace(OUR_ID, "<1234@elsewhere.example>")), NOW)
    assert isinstance(found, IncomingMail)
    assert found.automatic
    assert found.answers == ()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("From: postmaster@firma.example\nSubject: Re: Samtale", "Jeg kan komme. Det koster 550 kr. i benzin."),
        ("From: emilie@example.dk\nSubject: Re: Delivery", "My delivery failed, 5.1.1 or so?"),
        ("Return-Path: <>\nAuto-Submitted: auto-replied\nFrom: emilie@example.dk\nSubject: Ferie", "Ring 512 - 2. sal"),
        ("Return-Path: <>\nFrom: emilie@example.dk\nSubject: Ikke til stede", "Jeg er væk til den 4.5.6"),
    ],
)
def test_a_person_who_answers_is_no_bounce(headers: str, body: str) -> None:
    text = f"{headers}\nTo: jobcenter@eksempel.example\nIn-Reply-To: {OUR_ID}\n\n{body}\n"
    assert isinstance(mails.read(written(text), NOW), IncomingMail)


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\nhej", b"hej"])
def test_what_is_no_mail_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        mails.read(raw, NOW)


def test_a_mail_within_a_mail_without_end_is_no_crash() -> None:
    nested = "From: a@example.dk\n" + "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(400)
    )
    assert_harmless(written(nested))


@given(st.binary(max_size=400))
def test_no_bytes_are_a_crash(noise: bytes) -> None:
    assert_harmless(b"From: a@example.dk\r\nContent-Type: multipart/report; boundary=x\r\n" + noise)


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_a_damaged_report_is_no_crash(at: int, noise: bytes) -> None:
    raw = written(reports.GMAIL)
    assert_harmless(raw[:at] + noise + raw[at + len(noise) :])


def assert_harmless(raw: bytes) -> None:
    try:
        found = mails.read(raw, NOW)
    except Malformed:
        return
    if isinstance(found, Report):
        assert found.occurred_at <= NOW + timedelta(0)
        assert found.event_id
