"""What SMS gateways say in JSON, in their words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from jobcentre.channels.incoming import Malformed, sms
from jobcentre.rules.receipts import Arrival
from tests.channels.incoming.reports import OURS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIELDS = ("event=id", "message=reference", "state=status", "code=error", "at=timestamp")
STATES = ("delivered=delivered", "failed=failed", "failed=undelivered", "delayed=buffered", "accepted=accepted")
TEXT_FIELDS = ("event=id", "from=from", "to=to", "text=message", "at=timestamp")
TOLD = {"id": "e1", "reference": OURS, "status": "delivered", "timestamp": "2026-11-23T08:59:00+00:00"}
WROTE = {"id": "t1", "from": "+4520000000", "to": "1204", "message": "Aflys", "timestamp": 1795424340}


def reports(told: Any, fields: tuple[str, ...] = FIELDS) -> tuple[Any, ...]:
    return sms.reports(json.dumps(told).encode(), fields, STATES, NOW)


def texts(told: Any) -> tuple[Any, ...]:
    return sms.texts(json.dumps(told).encode(), TEXT_FIELDS, NOW)


def test_a_report_says_what_became_of_which_message() -> None:
    (found,) = reports(TOLD)
    assert (found.event_id, found.message, found.reference) == (f"delivered:{OURS}:e1", UUID(OURS), OURS)
    assert (found.outcome, found.code) == (Arrival.DELIVERED, "delivered")
    assert found.occurred_at == NOW - timedelta(minutes=1)
    assert json.loads(found.raw) == TOLD


def test_several_come_in_one_request() -> None:
    found = [found.event_id for found in reports([TOLD, {**TOLD, "id": 7}])]
    assert found == [f"delivered:{OURS}:e1", f"delivered:{OURS}:7"]


def test_a_gateway_may_name_all_reports_on_a_message_or_in_a_batch_the_same() -> None:
    """Else an early "accepted" would hide that it was delivered, and one person's report another's."""
    told = [{**TOLD, "status": "accepted"}, TOLD, {**TOLD, "reference": "4711"}, TOLD]
    assert len({found.event_id for found in reports(told)}) == 3


def test_one_that_cannot_be_read_keeps_no_other_out() -> None:
    assert len(reports([{"status": "delivered"}, TOLD])) == len(texts([{**WROTE, "message": " "}, WROTE])) == 1


def test_the_same_words_in_another_hour_are_another_sms() -> None:
    """A gateway that gives neither an id nor a time: whoever stopped, started and stops again has stopped."""
    told = json.dumps({"from": "+4520000000", "message": "STOP"}).encode()
    first, repeated, later = (
        sms.texts(told, TEXT_FIELDS, NOW + timedelta(minutes=minutes))[0].event_id for minutes in (0, 20, 60)
    )
    assert first == repeated != later


def test_a_gateways_own_name_for_the_message_is_a_reference() -> None:
    (found,) = reports({**TOLD, "reference": 4711})
    assert (found.message, found.reference) == (None, "4711")


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("UNDELIVERED", Arrival.FAILED),
        ("failed", Arrival.FAILED),
        ("buffered", Arrival.DELAYED),
        ("something new", Arrival.ACCEPTED),
    ],
)
def test_states_are_the_settings_to_name(state: str, outcome: Arrival) -> None:
    (found,) = reports({**TOLD, "status": state, "error": "27"})
    assert (found.outcome, found.code) == (outcome, "27")


def test_names_may_lie_deep() -> None:
    told = {"data": {"sms": {"ref": OURS, "state": "failed"}}}
    (found,) = reports(told, ("message=data.sms.ref", "state=data.sms.state"))
    assert (found.message, found.outcome, found.occurred_at) == (UUID(OURS), Arrival.FAILED, NOW)


def test_without_an_id_the_same_said_again_is_the_same_event() -> None:
    told = {name: value for name, value in TOLD.items() if name != "id"}
    assert reports(told)[0].event_id == reports(told)[0].event_id != reports({**told, "status": "failed"})[0].event_id


@pytest.mark.parametrize(
    "at", [1795424340, 1795424340000, "1795424340", "2026-11-23T09:59:00+01:00", "2026-11-23T08:59"]
)
def test_times_come_in_many_forms(at: object) -> None:
    assert reports({**TOLD, "timestamp": at})[0].occurred_at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("at", ["soon", "", None, -5, 99, "9" * 40, True, {}, "2030-01-01T00:00:00Z"])
def test_a_time_that_is_none_is_now(at: object) -> None:
    assert reports({**TOLD, "timestamp": at})[0].occurred_at == NOW


MALFORMED = [b"", b"{", b"\xff", b"[]", b"3", b'"x"', b"[3]", b"{}", b'{"reference": "r"}', b'{"status": "failed"}']


@pytest.mark.parametrize("body", [*MALFORMED, b"[" * 100_000])
def test_what_is_no_report_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        sms.reports(body, FIELDS, STATES, NOW)


def test_a_text_has_a_number_and_words() -> None:
    (found,) = texts({**WROTE, "message": " Aflys\r\nmit\x00 møde "})
    assert (found.event_id, found.sender, found.text) == ("t1", "+4520000000", "Aflys\nmit møde")
    assert found.at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("said", ["+4520000000", "4520000000", "004520000000", "20000000", "20 00 00 00", 4520000000])
def test_a_number_is_the_same_however_it_is_written(said: object) -> None:
    assert texts({**WROTE, "from": said})[0].sender == "+4520000000"


@pytest.mark.parametrize("said", ["Netbanken", "1204", "+45 20 00", "abc20000000"])
def test_what_is_no_number_is_nobodys(said: str) -> None:
    assert texts({**WROTE, "from": said})[0].sender in ("", "+451204")


@pytest.mark.parametrize("missing", ["from", "message"])
def test_a_text_without_sender_or_words_is_malformed(missing: str) -> None:
    with pytest.raises(Malformed):
        texts({**WROTE, missing: ""})
