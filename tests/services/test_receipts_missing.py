"""Messages nobody has reported on in time: each goes on once, and none holds up another."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from jobcentre.services import arriving, fallback, messaging, receipts
from tests.builders import Town
from tests.conftest import NOW
from tests.services.reported import a_report, fresh, sent
from tests.services.trail import actions
from tests.services.ways import channels, message, summoned
from tests.services.ways import tasks as open_tasks

SENT, DEAD = MessageState.SENT, MessageState.DEAD
DELIVERED, FAILED = Arrival.DELIVERED, Arrival.FAILED
EMAIL, SMS, POST, LETTER = Medium.EMAIL, Medium.SMS, Medium.DIGITAL_POST, Medium.LETTER


def test_a_missing_receipt_moves_the_message_on_once(town: Town) -> None:
    centre, *_ = summoned(town, POST, LETTER)
    about = sent(POST, receipt_by=NOW - timedelta(seconds=1))
    assert receipts.overdue(centre) == "moved on 1"
    assert (fresh(about).state, about.receipt_by, about.failure) == (SENT, None, arriving.NO_RECEIPT)
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
    assert open_tasks() == []
    assert fresh(message(LETTER)).state is MessageState.VOID
    assert "task.done" in actions(about.citizen_id)


def test_a_copy_that_has_left_in_its_place_stays(town: Town) -> None:
    centre, *_ = summoned(town, POST, LETTER)
    about = sent(POST, receipt_by=NOW)
    receipts.overdue(centre)
    copy = sent(LETTER)
    receipts.report(centre, "digital_post", a_report(about.public_id))
    assert (fresh(copy).state, open_tasks()) == (SENT, [])


def test_an_email_that_was_read_takes_no_letter_back(town: Town) -> None:
    """They failed both; that the e-mail got there in the end does not make up for what binds."""
    centre, *_ = summoned(town, POST, EMAIL, LETTER)
    post, mail = message(POST), sent(EMAIL)
    post.state = DEAD
    db.session.commit()
    letter = messaging.write_instead(mail, LETTER)
    db.session.commit()
    assert letter is not None
    receipts.report(centre, "email", a_report(mail.public_id))
    assert fresh(letter).state is MessageState.PENDING


def test_while_another_is_missing_the_task_is_about_that(town: Town) -> None:
    centre, citizen, summons = summoned(town, POST, LETTER)
    first = sent(POST, receipt_by=NOW)
    again = messaging.plan_summons(summons, messaging.reach_of(centre, citizen), version=2)
    messaging.write(again)
    second = sent(POST, receipt_by=NOW)
    assert receipts.overdue(centre) == "moved on 2"
    about = select(Task.message_id).where(Task.done_at.is_(None))
    assert db.session.execute(about).scalars().all() == [second.id]
    receipts.report(centre, "digital_post", a_report(second.public_id))
    assert db.session.execute(about).scalars().all() == [first.id]
    receipts.report(centre, "digital_post", a_report(first.public_id))
    assert db.session.execute(about).scalars().all() == []


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


def test_a_database_that_is_away_is_not_asked_a_thousand_times(
    town: Town, fallen: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, *_ = summoned(town, EMAIL)
    sent(EMAIL, receipt_by=NOW)
    asked = list[int]()

    def away(*args: object, **kwargs: object) -> None:
        asked.append(1)
        raise OperationalError("select 1", {}, Exception())

    monkeypatch.setattr(receipts, "_next_overdue", away)
    with pytest.raises(OperationalError):
        receipts.overdue(centre)
    assert len(asked) == receipts.PATIENCE
