"""What providers report: once each, in any order, and never twice acted upon."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.channels import Outgoing
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import MessageState
from jobcentre.models.receipt import Receipt
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from jobcentre.services import delivery, receipts
from tests.builders import Town
from tests.conftest import NOW
from tests.services.post import Post, posting
from tests.services.reported import a_report, fresh, kept, sent
from tests.services.ways import channels, message, summoned
from tests.services.ways import tasks as open_tasks

SENT, DEAD = MessageState.SENT, MessageState.DEAD
DELIVERED, FAILED = Arrival.DELIVERED, Arrival.FAILED
EMAIL, SMS, POST, LETTER = Medium.EMAIL, Medium.SMS, Medium.DIGITAL_POST, Medium.LETTER


def test_a_delivery_is_written_down_and_ends_the_waiting(town: Town, fallen: list[object]) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = sent()
    assert receipts.report(centre, "email", a_report(about.public_id, occurred_at=NOW - timedelta(seconds=1)))
    assert (fresh(about).state, about.receipt_by, about.failure) == (SENT, None, None)
    assert about.delivered_at == NOW  # never before it was written
    (receipt,) = kept()
    assert (receipt.message_id, receipt.provider, receipt.outcome) == (about.id, "email", DELIVERED)
    assert (receipt.received_at, receipt.occurred_at) == (clock.now(), NOW - timedelta(seconds=1))
    assert fallen == []


def test_what_the_provider_said_is_kept_sealed(town: Town) -> None:
    centre, *_ = summoned(town, EMAIL)
    receipts.report(centre, "email", a_report(sent().public_id, event="e", raw=b"x" * 100_000))
    (receipt,) = kept()
    assert receipt.raw_sealed is not None
    assert receipt.raw_key is not None
    opened = centre.keys.open(receipt.raw_sealed, receipt.raw_key, receipts.place("email", "e"))
    assert opened == b"x" * receipts.LARGEST_RAW


def test_a_hard_bounce_ends_the_message_and_the_next_channel_takes_over(town: Town) -> None:
    centre, *_ = summoned(town, POST, LETTER, EMAIL)
    about = sent(POST)
    receipts.report(centre, "digital_post", a_report(about.public_id, FAILED, code="mailbox closed"))
    assert (fresh(about).state, about.failure, about.failed_at) == (DEAD, "mailbox closed", clock.now())
    assert channels() == ["digital_post", "email", "letter"]
    assert message(LETTER).replaces_id == about.id
    assert open_tasks() == [("bounced", "digital_post")]


def test_a_bounced_address_is_not_used_again(town: Town) -> None:
    centre, citizen, _ = summoned(town, EMAIL, SMS)
    receipts.report(centre, "email", a_report(sent().public_id, FAILED))
    found = db.session.get_one(Citizen, citizen.id, populate_existing=True)
    assert found.email_refused == citizen.email


def test_the_same_report_has_no_second_effect(town: Town, fallen: list[object]) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = sent()
    for _ in range(3):
        assert receipts.report(centre, "email", a_report(about.public_id, FAILED, event="same"))
    assert fallen == [(about.id, TaskKind.BOUNCED)]
    assert len(kept()) == 1


def test_a_second_failure_fails_nothing_again(town: Town, fallen: list[object]) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = sent()
    for code in ("5.1.1", "5.7.1"):
        receipts.report(centre, "email", a_report(about.public_id, FAILED, code=code))
    assert fallen == [(about.id, TaskKind.BOUNCED)]
    assert fresh(about).failure == "5.1.1"
    assert len(kept()) == 2


@pytest.mark.parametrize("later", [DELIVERED, FAILED, Arrival.ACCEPTED])
def test_what_is_final_keeps_its_time(town: Town, fallen: list[object], later: Arrival) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = message(EMAIL)
    about.created_at = NOW - timedelta(days=1)
    about = sent()
    for outcome, minutes in ((DELIVERED, 10), (later, 5)):
        at = NOW - timedelta(minutes=minutes)
        receipts.report(centre, "email", a_report(about.public_id, outcome, occurred_at=at))
    assert (fresh(about).delivered_at, about.failed_at) == (NOW - timedelta(minutes=10), None)


def test_in_whatever_order_reports_come_the_end_is_the_same(town: Town, fallen: list[tuple[int, TaskKind]]) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = sent()
    for told in (told for length in (2, 3, 4) for told in permutations(Arrival, length)):
        fallen.clear()
        about.state, about.delivered_at, about.failed_at, about.failure = SENT, None, None, None
        about.receipt_by = NOW
        db.session.commit()
        for outcome in (*told, told[0]):
            receipts.report(centre, "email", a_report(about.public_id, outcome))
        ended: tuple[object, ...] = (fresh(about).state, about.failure, about.delivered_at is not None)
        if DELIVERED in told:
            assert ended == (SENT, None, True), told
        elif FAILED in told:
            assert ended == (DEAD, "5.1.1", False), told
        else:
            assert (ended, about.receipt_by) == ((SENT, None, False), NOW), told
        failed_first = FAILED in told and (DELIVERED not in told or told.index(FAILED) < told.index(DELIVERED))
        assert len(fallen) == failed_first, told


@pytest.mark.parametrize(("outcome", "state"), [(DELIVERED, SENT), (FAILED, DEAD)])
def test_a_report_may_overtake_our_own_record(
    app: Flask, town: Town, post: Post, outcome: Arrival, state: MessageState
) -> None:
    """The provider answers the hook before it answers us. Whoever sends then finds that it is written down."""
    centre, *_ = summoned(town, EMAIL)

    def hurry(outgoing: Outgoing) -> None:
        with app.app_context():
            receipts.report(centre, "email", a_report(outgoing.id, outcome, reference="theirs"))

    post.before = hurry
    assert delivery.deliver_due(posting(town.centre, post)).total == 1
    about = fresh(message(EMAIL))
    assert (about.state, about.lease, about.reference) == (state, None, "theirs")
    assert about.sent_at is not None
    delivery.deliver_due(posting(town.centre, post))
    assert len(post.taken) == 1


def test_a_delivery_spares_a_second_try(town: Town) -> None:
    """We were cut off, the message waits for another try, and then the provider says that it has arrived."""
    centre, *_ = summoned(town, EMAIL)
    about = message(EMAIL)
    receipts.report(centre, "email", a_report(about.public_id))
    assert (fresh(about).state, about.sent_at, about.delivered_at) == (SENT, NOW, NOW)


def test_an_uncertain_message_is_uncertain_no_more(town: Town, fallen: list[object]) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = message(EMAIL)
    about.state, about.failure = MessageState.UNCERTAIN, "too old to send again"
    db.session.commit()
    receipts.report(centre, "email", a_report(about.public_id))
    found: tuple[object, ...] = (fresh(about).state, about.failure)
    assert found == (SENT, None)
    assert fallen == []


@pytest.mark.parametrize("outcome", [DELIVERED, FAILED])
def test_what_was_taken_back_stays_taken_back(town: Town, fallen: list[object], outcome: Arrival) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = message(EMAIL)
    about.state = MessageState.VOID
    db.session.commit()
    assert receipts.report(centre, "email", a_report(about.public_id, outcome))
    assert fresh(about).state is MessageState.VOID
    assert bool(about.delivered_at) is (outcome is DELIVERED)
    assert fallen == []


def test_a_message_is_found_by_the_providers_own_name(town: Town) -> None:
    centre, *_ = summoned(town, EMAIL, SMS)
    about = sent(SMS, reference="their-7")
    assert receipts.report(centre, "sms", a_report(None, reference="their-7"))
    assert fresh(about).delivered_at is not None


@pytest.mark.parametrize(
    ("provider", "about", "reference"),
    [("email", uuid4(), None), ("email", None, None), ("email", None, "x"), ("sms", None, "their-7")],
)
def test_what_is_not_about_us_is_not_known(
    town: Town, provider: str, about: UUID | None, reference: str | None
) -> None:
    centre, *_ = summoned(town, EMAIL, SMS)
    sent(EMAIL, reference="their-7")
    assert not receipts.report(centre, provider, a_report(about, reference=reference))
    assert kept() == []


def test_a_provider_speaks_of_its_own_messages_alone(town: Town, fallen: list[object]) -> None:
    centre, *_ = summoned(town, EMAIL, SMS)
    about = sent(EMAIL)
    assert not receipts.report(centre, "sms", a_report(about.public_id, FAILED))
    assert fresh(about).state is SENT


def test_a_report_needs_no_municipality_and_leaves_the_one_that_was(town: Town, neighbour: Town) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = sent()
    with scope(neighbour.municipality.id):
        assert receipts.report(centre, "email", a_report(about.public_id))
        assert db.session.execute(select(func.count(Receipt.id))).scalar_one() == 0
    assert fresh(about).delivered_at is not None


def test_reports_that_come_at_once_wait_for_each_other(app: Flask, town: Town, fallen: list[object]) -> None:
    centre, *_ = summoned(town, EMAIL)
    about = sent()
    number, start = about.public_id, threading.Barrier(6)

    def tell(outcome: Arrival) -> bool:
        with app.app_context():
            start.wait(10)
            return receipts.report(centre, "email", a_report(number, outcome))

    with ThreadPoolExecutor(6) as together:
        assert all(together.map(tell, (FAILED, DELIVERED) * 3))
    assert (fresh(about).state, len(kept())) == (SENT, 6)
    assert len(fallen) <= 1
