"""Words and addresses are thrown away when their time is over; that something was sent stays."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from jobcentre.channels import TemporaryFailure
from jobcentre.models.base import db
from jobcentre.models.message import Message
from jobcentre.models.receipt import Receipt
from jobcentre.models.reply import Reply
from jobcentre.rules.receipts import Arrival
from jobcentre.services import audit, evidence, housekeeping
from jobcentre.services.evidence import purging
from tests.builders import Town
from tests.conftest import NOW
from tests.services.post import Post
from tests.services.proof import answered, reported, sentences, summoned, trail_of


def test_words_and_addresses_go_when_their_time_is_over(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    citizen = summoned(town, post)
    reported(town, Arrival.DELIVERED)
    answered(town, citizen)
    kept = town.centre.settings.retention
    travel(NOW + timedelta(days=kept.text_days) - timedelta(minutes=1))
    assert "texts 0, receipts 1, replies 0" in housekeeping.tidy(town.centre)
    assert trail_of(town, citizen).entries[0].kept
    travel(NOW + timedelta(days=kept.text_days) + timedelta(minutes=1))
    assert "texts 1, receipts 0, replies 1" in housekeeping.tidy(town.centre)
    assert "texts 0, receipts 0, replies 0" in housekeeping.tidy(town.centre)
    (one,) = (found := trail_of(town, citizen)).entries
    assert (one.kept, one.recipient, one.reference) == (False, None, "ref-1")
    assert sentences(found)[-1].startswith("Teksten og modtageren er slettet")
    message = db.session.execute(select(Message)).scalar_one()
    receipt = db.session.execute(select(Receipt)).scalar_one()
    reply = db.session.execute(select(Reply)).scalar_one()
    assert (message.body_sealed, message.body_key, message.recipient_sealed, message.leads) == (None,) * 4
    assert (receipt.raw_sealed, receipt.raw_key, receipt.outcome) == (None, None, Arrival.DELIVERED)
    assert (reply.words_sealed, reply.subject_sealed, reply.sender_sealed, reply.sealed_key) == (None,) * 4


def test_other_municipalities_keep_their_own(
    town: Town, post: Post, neighbour: Town, travel: Callable[[datetime], None]
) -> None:
    summoned(town, post)
    db.session.execute(text("update message set municipality_id = :id"), {"id": neighbour.municipality.id})
    db.session.commit()
    travel(NOW + timedelta(days=town.centre.settings.retention.text_days + 1))
    assert "texts 0" in housekeeping.tidy(town.centre)


def test_what_waits_keeps_what_may_have_been_handed_over(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    def busy(_outgoing: object) -> None:
        raise TemporaryFailure("cut off")

    post.before = busy
    summoned(town, post)
    assert db.session.execute(select(Message.body_sealed)).scalar() is not None
    travel(NOW + timedelta(days=town.centre.settings.retention.text_days + 1))
    assert "texts 0" in housekeeping.tidy(town.centre)


def test_an_export_after_that_has_the_trail_and_no_words(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    citizen = summoned(town, post)
    travel(NOW + timedelta(days=town.centre.settings.retention.text_days + 1))
    housekeeping.tidy(town.centre)
    made = evidence.export(town.centre, citizen.public_id, audit.staff(town.caseworker.id), "da")
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert set(archive.namelist()) == {"trail.html", "evidence.json"}


def test_a_great_many_go_in_several_batches(
    town: Town, post: Post, travel: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = summoned(town, post)
    for _ in range(5):
        answered(town, citizen)
    monkeypatch.setattr(purging, "BATCH", 2)
    travel(NOW + timedelta(days=town.centre.settings.retention.text_days + 1))
    assert purging.purge(town.centre) == "texts 1, receipts 0, replies 5, wishes 0, files 0, offers 0"
