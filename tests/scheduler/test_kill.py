"""Killed in the middle of its work and started again, the scheduler loses nothing."""

import random
import signal
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.services import messaging
from jobcentre.settings import Settings
from tests.builders import PACK, Town, a_meeting, a_spell, a_staff, a_summons
from tests.channels.conftest import serving
from tests.scheduler.process import Mailbox, environment, scheduler, wait_until
from tests.services.post import reach

MESSAGES = 500
KILLS = (40, 111, 230, 341, 450)  # how many messages have come in by then
MONDAY = datetime(2026, 11, 30, 8, tzinfo=clock.ZONE)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(data_delay=0.01)
    with serving(box, None, None):
        yield box


def due(town: Town, messages: int) -> None:
    """Book meetings next week; each is confirmed to the citizen and to the caseworker."""
    staff = [a_staff() for _ in range(10)]
    for n in range(messages // 2):
        starts_at = MONDAY + timedelta(minutes=30 * (n // 10))
        meeting = a_meeting(town.centre, staff[n % 10], starts_at=starts_at)
        messaging.write(
            messaging.plan_change(meeting, messaging.BOOKED, town.centre.packs[PACK], reach(town.centre, meeting))
        )
    db.session.commit()


def summoned(town: Town, messages: int) -> None:
    """Write so many summonses at once, as the sweep does; all to one person, so that no sweep takes long."""
    if messages:
        summons = a_summons(town.centre)
        a_spell(summons.citizen)  # the duty holds: no sweep takes the summons back
        for n in range(messages):
            messaging.write(messaging.plan_summons(summons, reach(town.centre, summons), n))
        db.session.commit()


def count(*conditions: object) -> int:
    found = db.session.execute(select(func.count(Message.id)).where(*conditions)).scalar_one()  # type: ignore[arg-type]
    db.session.rollback()
    return found


def message_ids(*conditions: object) -> set[str]:
    """The Message-IDs of the rows, as the other side reads them."""
    ids = db.session.execute(select(Message.public_id).where(*conditions)).scalars().all()  # type: ignore[arg-type]
    db.session.rollback()
    return {f"<{public_id}@jobcentre.test>" for public_id in ids}


def test_killed_again_and_again_it_delivers_everything(town: Town, settings: Settings, mailbox: Mailbox) -> None:
    due(town, MESSAGES)
    wanted, in_flight = message_ids(Message.due_at <= clock.now()), set[str]()
    assert len(wanted) == MESSAGES
    environ = environment(settings, mailbox)
    for kill in KILLS:
        with scheduler(environ) as process:
            killed_at(process, mailbox, kill)
        in_flight |= {*mailbox.counts()} - message_ids(Message.state == MessageState.SENT)
    with scheduler(environ) as process:
        wait_until(lambda: len(mailbox.counts()) == MESSAGES and count(Message.lease.is_not(None)) == 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    twice = {message_id: n for message_id, n in mailbox.counts().items() if n > 1}
    assert {*mailbox.counts()} == wanted, "every message arrived"
    assert twice.keys() <= in_flight, "only what was in flight came again"
    senders = settings.delivery.senders
    assert sum(twice.values()) - len(twice) <= len(KILLS) * senders, "for each kill no more than were being sent"
    assert len(set(mailbox.copies)) == MESSAGES, "a second copy is the same to the last byte"
    assert twice, "the kills hit while something was in flight"
    assert message_ids(Message.state == MessageState.SENT) == wanted


def killed_at(process: subprocess.Popen[bytes], mailbox: Mailbox, messages: int) -> None:
    """Kill the process when so many messages have come in: at every other time in the worst moment, when the last
    one is here and the sender has not been told, else some milliseconds later."""

    def at_the_worst(come_in: int) -> None:
        if come_in == messages:
            process.kill()

    if messages % 2 == 0:
        mailbox.on_message = at_the_worst
        process.wait(60)
        mailbox.on_message = lambda come_in: None
    else:
        wait_until(lambda: len(mailbox.copies) >= messages)
        wait_a_little()
        process.kill()
        process.wait(60)
    assert process.returncode == -signal.SIGKILL


def wait_a_little() -> None:
    ends = clock.uptime() + random.uniform(0, 0.05)
    while clock.uptime() < ends:
        pass


def test_asked_to_stop_it_finishes_what_is_in_flight(town: Town, settings: Settings, mailbox: Mailbox) -> None:
    due(town, 60)
    mailbox.data_delay = 0.15
    with scheduler(environment(settings, mailbox)) as process:
        wait_until(lambda: len(mailbox.copies) >= 3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    arrived = len(mailbox.copies)
    assert 3 <= arrived <= 3 + 2 * settings.delivery.senders, "it stops after those in flight"
    assert count(Message.state == MessageState.SENT) == arrived, "what arrived is known to have been sent"
    assert count(Message.lease.is_not(None)) == 0, "the others are free for whoever comes next"
    assert count(Message.state == MessageState.PENDING, Message.attempts > 0) == 0
    assert max(mailbox.counts().values()) == 1


@pytest.mark.parametrize("ahead", [0, 500])
def test_a_booking_is_confirmed_within_two_seconds(
    town: Town, settings: Settings, mailbox: Mailbox, ahead: int
) -> None:
    """However many summonses the sweep has just written."""
    summoned(town, ahead)
    mailbox.data_delay = 0.02
    with scheduler(environment(settings, mailbox)) as process:
        due(town, 2)
        wait_until(lambda: len(mailbox.copies) >= min(ahead, 20) + 2)  # it has started
        before = clock.uptime()
        meeting = a_meeting(town.centre, town.caseworker, starts_at=MONDAY)
        messaging.write(
            messaging.plan_change(meeting, messaging.BOOKED, town.centre.packs[PACK], reach(town.centre, meeting))
        )
        db.session.commit()
        wanted = message_ids(Message.meeting_id == meeting.id, Message.due_at <= clock.now())
        wait_until(lambda: wanted <= {*mailbox.counts()}, 10)
        assert clock.uptime() - before < 2
        assert len(wanted) == 2
        assert ahead == 0 or len(mailbox.copies) < ahead, "there were summonses left"
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_two_processes_share_the_work(town: Town, settings: Settings, mailbox: Mailbox) -> None:
    due(town, 120)
    environ = environment(settings, mailbox, DELIVERY__BATCH="5")
    with scheduler(environ) as one, scheduler(environ) as other:
        wait_until(lambda: len(mailbox.copies) >= 120)
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    assert len(mailbox.counts()) == len(mailbox.copies) == 120
    assert mailbox.connections >= 2
