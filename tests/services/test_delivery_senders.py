"""Several senders at once: nothing is open while they wait, no one waits for the slowest, and rates are shared."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import QueuePool, func, select, text, update

from jobcentre.centre import Centre
from jobcentre.channels import Guarantee, Manner, Outgoing, Receipt
from jobcentre.models.base import db, unscoped
from jobcentre.models.clockwork import Pace
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services import delivery, messaging
from jobcentre.services.delivery import Line
from jobcentre.services.delivery.claiming import claim_from
from tests.builders import Town, a_summons
from tests.scheduler.process import wait_until
from tests.services.post import Post, posting, reach, with_delivery

NEVER = lambda: False  # noqa: E731 - what a line asks before each step


@dataclass
class Slow(Post):
    """Holds every message until the test opens the gate; knows who sent and who hung up."""

    promises: Manner = field(default_factory=Manner)
    gate: threading.Event = field(default_factory=threading.Event)
    inside: int = 0
    senders: set[int] = field(default_factory=set)
    hung_up: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def manner(self) -> Manner:
        return self.promises

    def send(self, outgoing: Outgoing) -> Receipt:
        with self.lock:
            self.inside += 1
            self.senders.add(threading.get_ident())
        assert self.gate.wait(20)
        with self.lock:
            return super().send(outgoing)

    def close(self) -> None:
        self.hung_up.add(threading.get_ident())


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.gate.set()


def centre_of(town: Town, post: Post, senders: int = 4) -> Centre:
    centre = posting(town.centre, post)
    return replace(centre, settings=with_delivery(centre, senders=senders))


def summoned(town: Town, people: int) -> None:
    for _ in range(people):
        summons = a_summons(town.centre)
        messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()


def sent() -> int:
    with unscoped():
        found = db.session.execute(select(func.count()).where(Message.state == MessageState.SENT)).scalar_one()
    db.session.rollback()
    return found


def test_nothing_is_open_while_senders_wait_and_each_hangs_up_in_the_end(town: Town, slow: Slow) -> None:
    summoned(town, 6)
    line = Line(centre_of(town, slow), Medium.EMAIL)
    opened, pool = list[int](), cast(QueuePool, db.engine.pool)

    def look() -> None:
        wait_until(lambda: slow.inside == 4)
        opened.append(pool.checkedout())
        slow.gate.set()

    done = threading.Thread(target=look)
    done.start()
    line.turn(NEVER)
    line.close()
    done.join()
    assert opened == [0]
    assert (len(slow.taken), sent()) == (6, 6)
    assert 1 < len(slow.senders) <= 4
    assert slow.senders < slow.hung_up
    assert threading.get_ident() not in slow.senders


def test_one_that_hangs_does_not_hold_up_the_others(town: Town) -> None:
    """With two senders one is stuck; everything else goes by the other."""
    summoned(town, 12)
    held = threading.Event()

    @dataclass
    class OneHangs(Post):
        first: bool = True

        def send(self, outgoing: Outgoing) -> Receipt:
            if self.first:
                self.first = False
                assert held.wait(20)
            return super().send(outgoing)

    post = OneHangs()
    line = Line(centre_of(town, post, senders=2), Medium.EMAIL)
    line.turn(NEVER)
    assert (line.flying, len(post.taken), sent()) == (1, 11, 11)
    held.set()
    line.close()
    assert sent() == 12


@pytest.mark.parametrize(("guarantee", "most"), [(Guarantee.NEITHER, 3), (Guarantee.KEY, 6)])
def test_no_more_is_in_flight_than_may_come_twice(town: Town, slow: Slow, guarantee: Guarantee, most: int) -> None:
    """Where nobody can tell the second from the first, a message counts as in flight until its end is on file."""
    slow.promises = Manner(guarantee=guarantee, key_window=timedelta(days=1))
    summoned(town, 20)
    line = Line(centre_of(town, slow, senders=3), Medium.EMAIL)
    flying: list[int] = []

    def look() -> None:
        wait_until(lambda: slow.inside == 3)
        flying.append(line.flying)
        slow.gate.set()

    watcher = threading.Thread(target=look)
    watcher.start()
    line.turn(NEVER)
    line.close()
    watcher.join()
    assert flying[0] <= most
    assert sent() == 20


def test_told_to_stop_it_finishes_what_is_in_flight_and_frees_the_rest(town: Town, slow: Slow) -> None:
    summoned(town, 10)
    stopping = threading.Event()
    line = Line(centre_of(town, slow, senders=3), Medium.EMAIL)

    def stop() -> None:
        wait_until(lambda: slow.inside == 3)
        stopping.set()
        slow.gate.set()

    stopper = threading.Thread(target=stop)
    stopper.start()
    line.turn(stopping.is_set)
    line.close()
    stopper.join()
    with unscoped():
        left = db.session.execute(
            select(Message.lease, Message.attempts, Message.body_sealed, Message.handed_at).where(
                Message.state == MessageState.PENDING
            )
        ).all()
    assert set(left) == {(None, 0, None, None)}
    assert len(left) == 10 - sent() == 10 - len(slow.taken)
    assert sent() <= 6


def test_a_crash_of_a_sender_is_one_failed_try(town: Town) -> None:
    @dataclass
    class Exiting(Post):
        def send(self, outgoing: Outgoing) -> Receipt:
            raise SystemExit

    summoned(town, 3)
    assert delivery.deliver_due(centre_of(town, Exiting())).states == {"postponed": 3}


LIMITED = Manner(per_second=5)


def tokens() -> float:
    found = db.session.execute(select(Pace.tokens)).scalar_one()
    db.session.rollback()
    return found


def a_second_passes(seconds: float = 1) -> None:
    db.session.execute(update(Pace).values(counted_at=Pace.counted_at - timedelta(seconds=seconds)))
    db.session.commit()


@pytest.fixture
def limited(town: Town) -> Iterator[Slow]:
    post = Slow(promises=LIMITED)
    post.gate.set()
    yield post
    db.session.execute(text("delete from pace"))
    db.session.commit()


def test_a_channel_takes_no_more_than_it_bears_from_all_processes_together(town: Town, limited: Slow) -> None:
    summoned(town, 20)
    centre = centre_of(town, limited)
    assert [len(claim_from(centre, Medium.EMAIL, 4)) for _ in range(3)] == [4, 1, 0]
    a_second_passes(0.5)
    assert len(claim_from(centre, Medium.EMAIL, 50)) in (2, 3)
    a_second_passes(60)
    assert len(claim_from(centre, Medium.EMAIL, 50)) == 5, "a second's worth, however long nothing left"


def test_of_many_who_claim_at_once_each_token_is_taken_once(town: Town, app: Flask, limited: Slow) -> None:
    summoned(town, 20)
    centre, start, taken = centre_of(town, limited), threading.Barrier(6), list[int]()
    with unscoped():
        claim_from(centre, Medium.EMAIL, 1)
    db.session.execute(update(Pace).values(tokens=5, counted_at=func.clock_timestamp() + timedelta(minutes=1)))
    db.session.commit()

    def claim() -> None:
        with app.app_context():
            start.wait(10)
            taken.append(len(claim_from(centre, Medium.EMAIL, 3)))

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(taken, reverse=True)[:2] == [3, 2]
    assert sum(taken) == 5


def test_what_never_left_takes_nothing_of_the_rate(town: Town, limited: Slow) -> None:
    summoned(town, 4)
    db.session.execute(text("update summons set closed_at = now()"))
    db.session.commit()
    assert delivery.deliver_due(centre_of(town, limited)).states == {"void": 4}
    assert tokens() == pytest.approx(5, abs=0.01)


def test_an_idle_look_takes_nothing(town: Town, limited: Slow) -> None:
    assert claim_from(centre_of(town, limited), Medium.EMAIL, 50) == []
    assert tokens() == 5
