"""Messages nobody has reported on in time: each goes on once, and none holds up another."""

from datetime import datetime, timedelta

import pytest

from jobcentre.centre import Centre
from jobcentre.models.base import scope
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from jobcentre.services import fallback, receipts
from tests.builders import Town
from tests.conftest import NOW
from tests.services.reported import a_report, fresh, sent
from tests.services.ways import channels, summoned
from tests.services.ways import tasks as open_tasks

SENT, DEAD = MessageState.SENT, MessageState.DEAD
DELIVERED, FAILED = Arrival.DELIVERED, Arrival.FAILED
EMAIL, SMS, POST, LETTER = Medium.EMAIL, Medium.SMS, Medium.DIGITAL_POST, Medium.LETTER


def test_a_missing_receipt_moves_the_message_on_once(town: Town) -> None:
    centre, *_ = summoned(town, POST, LETTER)
    about = sent(POST, receipt_by=NOW - timedelta(seconds=1))
    assert receipts.overdue(centre) == "moved on 1"
    assert (fresh(about).state, about.receipt_by, about.failure) == (SENT, None, receipts.NO_RECEIPT)
    assert channels() == ["digital_post", "letter"]
    assert open_tasks() == [("receipt_missing", "digital_post")]
    assert receipts.overdue(centre) == "moved on 0"
    assert channels() == ["digital_post", "letter"]


def test_a_receipt_that_comes_late_takes_the_doubt_away(town: Town) -> None:
    centre, *_ = summoned(town, POST, LETTER)
    about = sent(POST, receipt_by=NOW)
    receipts.overdue(centre)
    receipts.report(centre, "digital_post", a_report(about.public_id))
    assert (fresh(about).delivered_at, about.failure) == (NOW, None)


@pytest.mark.parametrize(
    "columns",
    [
        {"receipt_by": NOW + timedelta(seconds=1)},
        {"receipt_by": None},
        {"receipt_by": NOW, "delivered_at": NOW},
        {"receipt_by": NOW, "failed_at": NOW},
        {"receipt_by": NOW, "state": MessageState.VOID},
    ],
)
def test_what_is_not_missing_goes_nowhere(town: Town, fallen: list[object], columns: dict[str, datetime]) -> None:
    centre, *_ = summoned(town, EMAIL)
    sent(EMAIL, **columns)
    assert receipts.overdue(centre) == "moved on 0"
    assert fallen == []


def test_one_that_cannot_be_handled_holds_up_no_other(
    town: Town, fallen: list[tuple[int, TaskKind]], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, *_ = summoned(town, EMAIL, SMS)
    poison, other = sent(EMAIL, receipt_by=NOW), sent(SMS, receipt_by=NOW)

    def choke(centre: Centre, about: Message, why: TaskKind, now: datetime) -> None:
        if about.id == poison.id:
            raise LookupError
        fallen.append((about.id, why))

    monkeypatch.setattr(fallback, "failed", choke)
    assert receipts.overdue(centre) == "moved on 1, failed 1"
    assert fallen == [(other.id, TaskKind.RECEIPT_MISSING)]
    assert fresh(poison).receipt_by == NOW  # looked at again the next time


def test_a_municipality_sees_to_its_own_alone(town: Town, neighbour: Town) -> None:
    centre, *_ = summoned(town, EMAIL)
    sent(EMAIL, receipt_by=NOW)
    with scope(neighbour.municipality.id):
        assert receipts.overdue(centre) == "moved on 0"
