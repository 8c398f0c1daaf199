"""Two copies of one message that fail in the same moment lead to one more, and to nobody who waits for ever."""

import threading
from functools import partial

from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import fallback
from jobcentre.services.transaction import transaction
from tests.builders import Town
from tests.services.test_endings_race import at_once
from tests.services.ways import message, summoned, tasks

ROUNDS = 5


def dies(centre: Centre, message_id: int, barrier: threading.Barrier) -> str | None:
    """Write a message's end and what follows from it, as its sender does; both have written before either goes on."""
    with transaction():
        row = db.session.execute(select(Message).where(Message.id == message_id).with_for_update()).scalar_one()
        row.state, row.failure = MessageState.DEAD, "unknown number"
        db.session.flush()
        barrier.wait()
        written = fallback.failed(centre, row, TaskKind.BOUNCED, clock.now())
        return written.channel if written else None


def test_two_that_fail_at_once_lead_to_one_more(app: Flask, town: Town) -> None:
    for round_ in range(ROUNDS):
        centre, citizen, _ = summoned(town, Medium.EMAIL, Medium.SMS, Medium.NEMSMS)
        copies = [message(way).id for way in (Medium.EMAIL, Medium.SMS)]
        barrier = threading.Barrier(len(copies))
        db.session.rollback()
        ended = at_once(app, town, *(partial(dies, centre, one, barrier) for one in copies))
        assert sorted(map(str, ended)) == ["None", "nemsms"]
        with scope(town.municipality.id):
            written = select(Message.channel).where(Message.citizen_id == citizen.id, Message.replaces_id.is_not(None))
            assert db.session.execute(written).scalars().all() == ["nemsms"]
        assert len(tasks()) == round_ + 1
        db.session.rollback()
