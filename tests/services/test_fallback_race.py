"""Two copies of one message that fail in the same moment lead to one more, and to nobody who waits for ever."""

import threading
from functools import partial

from flask import Flask
from sqlalchemy import select, text

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing, PermanentFailure
from jobcentre.models.base import db, scope
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import fallback, messaging
from jobcentre.services.delivery import Line
from jobcentre.services.delivery.claiming import claim_from
from jobcentre.services.delivery.ending import End, record
from jobcentre.services.transaction import transaction
from tests.builders import Town
from tests.scheduler.process import wait_until
from tests.services import slow
from tests.services.post import Post, row
from tests.services.slow import NEVER, centre_of, sent
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


def test_who_changes_a_person_and_takes_messages_back_waits_for_nobody_in_a_circle(app: Flask, town: Town) -> None:
    """The nightly sweep holds the person and then takes the summons back, which is just being given up."""
    centre, citizen, _ = summoned(town, Medium.EMAIL, Medium.SMS)
    (leased,) = claim_from(centre, Medium.EMAIL, 1)
    fallback.hold(citizen.id)
    ended = list[list[str]]()

    def give_up() -> None:
        with app.app_context():
            ended.append(record(centre, [End(leased=leased, state=MessageState.DEAD, failure="gave up")]))

    thread = threading.Thread(target=give_up)
    thread.start()
    wait_until(_somebody_waits)
    messaging.void(Message.citizen_id == citizen.id)
    db.session.commit()
    thread.join(20)
    assert ended == [["void"]]


def test_a_person_whom_somebody_is_at_holds_up_nobody_else(town: Town) -> None:
    """The intake holds a person for minutes, to whom a message can never be sent: what follows from that waits."""
    slow.summoned(town, 6)
    first = db.session.execute(select(Message).order_by(Message.id).limit(1)).scalar_one()
    stuck, citizen_id = first.key, first.citizen_id
    db.session.rollback()

    def refuse(outgoing: Outgoing) -> None:
        if outgoing.key == stuck:
            raise PermanentFailure("refused")

    post = Post(before=refuse)
    line = Line(centre_of(town, post, senders=1), Medium.EMAIL)
    with db.engine.connect() as intake, intake.begin():
        intake.execute(text("select 1 from citizen where id = :id for update"), {"id": citizen_id})
        db.session.execute(text("set lock_timeout = 100"))
        db.session.commit()
        for _ in range(3):
            line.turn(NEVER)
        assert (len(post.taken), sent()) == (5, 5)
    line.close()
    db.session.execute(text("reset lock_timeout"))
    db.session.commit()
    assert row("summons").state is MessageState.SENT
    assert db.session.get_one(Message, first.id, populate_existing=True).state is MessageState.DEAD


def _somebody_waits() -> bool:
    with db.engine.connect() as connection:
        waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        return bool(connection.execute(waiting).scalar_one())
