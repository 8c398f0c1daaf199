"""Several senders at once: nothing is open while they wait, no one waits for the slowest, and rates are shared."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import QueuePool, select
from sqlalchemy.exc import OperationalError

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Guarantee, Manner, Outgoing, Receipt
from jobcentre.models.base import db, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services import delivery
from jobcentre.services.delivery import Line, ending
from jobcentre.services.delivery import line as line_module
from jobcentre.services.delivery.claiming import Leased, claim_from
from jobcentre.services.delivery.ending import End
from jobcentre.services.delivery.senders import send
from jobcentre.services.delivery.writing import Letter, write
from tests.builders import Town
from tests.scheduler.process import wait_until
from tests.services.post import Post
from tests.services.slow import NEVER, Slow, centre_of, sent, summoned


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.gate.set()


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


def test_what_has_left_is_recorded_once_the_database_is_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away while messages travel: what has left is kept in mind, and recorded when it can be."""
    away = [True, True, True]

    def record(centre: Centre, ends: Sequence[End]) -> list[str]:
        if away:
            away.pop()
            raise OperationalError("update", {}, Exception("server closed the connection"))
        return ending.record(centre, ends)

    monkeypatch.setattr(line_module, "record", record)
    monkeypatch.setattr(line_module, "RETRY", 0.01)
    summoned(town, 3)
    post = Post()
    line = Line(centre_of(town, post), Medium.EMAIL)
    with pytest.raises(OperationalError):
        line.turn(NEVER)
    line.close()
    assert (len(post.taken), sent()) == (3, 3)


def test_a_database_that_stays_away_keeps_nobody_from_stopping(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def record(centre: Centre, ends: Sequence[End]) -> list[str]:
        raise OperationalError("update", {}, Exception("server closed the connection"))

    monkeypatch.setattr(line_module, "record", record)
    monkeypatch.setattr(line_module, "RETRY", 0.001)
    summoned(town, 3)
    post = Slow()
    post.gate.set()
    line = Line(centre_of(town, post), Medium.EMAIL)
    with pytest.raises(OperationalError):
        line.turn(NEVER)
    late = clock.uptime() + 1000
    monkeypatch.setattr(clock, "uptime", lambda: late)
    with pytest.raises(OperationalError):
        line.close()
    assert post.senders <= post.hung_up


@pytest.mark.parametrize("guarantee", list(Guarantee))
def test_a_sender_that_was_frozen_does_not_send_on_a_dead_lease(
    town: Town, monkeypatch: pytest.MonkeyPatch, guarantee: Guarantee
) -> None:
    """Even if it freezes in the last moment, or the other side takes long to say that it knows nothing."""
    summoned(town, 1)
    post = Slow(promises=Manner(guarantee=guarantee, key_window=timedelta(days=1)))
    centre = centre_of(town, post)
    (letter,), _ = write(centre, claim_from(centre, Medium.EMAIL, 1))
    late = letter.leased.send_before + 1
    monkeypatch.setattr(clock, "uptime", lambda: late)
    end = send(centre, post, letter)
    assert (end.word, end.untried, end.forgotten, post.inside) == ("released", True, True, 0)
    if guarantee is not Guarantee.REFERENCE:
        return
    monkeypatch.undo()
    again, asked = replace(letter, prepared=replace(letter.prepared, repeated=True)), list[Outgoing]()

    def find(outgoing: Outgoing) -> Receipt | None:
        asked.append(outgoing)
        monkeypatch.setattr(clock, "uptime", lambda: late)
        return None

    monkeypatch.setattr(post, "find", find, raising=False)
    end = send(centre, post, again)
    assert (end.word, end.forgotten, post.inside, len(asked)) == ("released", False, 0, 1)


def test_what_could_not_be_written_is_still_ours_when_the_database_is_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = [True]

    def once_more(centre: Centre, batch: Sequence[Leased]) -> tuple[list[Letter], list[End]]:
        if away:
            away.pop()
            raise OperationalError("select", {}, Exception("server closed the connection"))
        return write(centre, batch)

    monkeypatch.setattr(line_module, "write", once_more)
    summoned(town, 3)
    post = Post()
    line = Line(centre_of(town, post), Medium.EMAIL)
    with pytest.raises(OperationalError):
        line.turn(NEVER)
    line.turn(NEVER)
    line.close()
    assert (len(post.taken), sent()) == (3, 3)
