"""Handing messages over, several at a time, with nothing open; each sender keeps a connection of its own.

What a sender meets becomes an ``End``: nothing raised by a channel gets further than this.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue

import structlog

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Channel, Guarantee, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.models.message import MessageState
from jobcentre.models.task import TaskKind
from jobcentre.services.delivery.ending import End, released, sent_now
from jobcentre.services.delivery.retrying import again
from jobcentre.services.delivery.writing import Letter

log = structlog.get_logger(__name__)


class Senders:
    """So many threads for one channel, started as they are needed. One alone is the caller's own thread."""

    def __init__(self, centre: Centre, channel: Channel, count: int) -> None:
        self.count = count
        self._centre, self._channel = centre, channel
        self._outbox, self._landed = SimpleQueue[Letter | None](), SimpleQueue[End]()
        self._threads: list[threading.Thread] = []
        self.flying = 0

    def take(self, letter: Letter) -> None:
        """Let the next free sender hand it over."""
        if self.count == 1:
            self._landed.put(send(self._centre, self._channel, letter))
            self.flying += 1
            return
        if len(self._threads) < min(self.count, self.flying + 1):
            thread = threading.Thread(target=self._work, name=f"{self._channel.name} sender")
            thread.start()
            self._threads.append(thread)
        self.flying += 1
        self._outbox.put(letter)

    def landed(self, wait: float | None) -> list[End]:
        """Return what has ended since the last look; of nothing yet, wait for the first, so many seconds at most."""
        ends: list[End] = []
        try:
            if self.flying:
                ends.append(self._landed.get(timeout=wait) if wait else self._landed.get_nowait())
            while self.flying > len(ends):
                ends.append(self._landed.get_nowait())
        except Empty:
            pass
        self.flying -= len(ends)
        return ends

    def close(self) -> None:
        """Wait for whatever is in flight, and let every sender hang up."""
        for _ in self._threads:
            self._outbox.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._channel.close()

    def _work(self) -> None:
        try:
            while (letter := self._outbox.get()) is not None:
                self._landed.put(self._send(letter))
        finally:
            self._channel.close()

    def _send(self, letter: Letter) -> End:
        try:
            return send(self._centre, self._channel, letter)
        except BaseException as error:  # whatever it is, somebody waits for this message to land
            log.error("delivery.failed", message_id=letter.leased.id, exc_info=error)
            return again(self._centre, letter.leased, type(error).__name__)


def send(centre: Centre, channel: Channel, letter: Letter) -> End:
    """Hand one message over and say what became of it."""
    leased, repeated = letter.leased, letter.prepared.repeated
    try:
        receipt = _hand_over(channel, letter)
    except TemporaryFailure as failure:
        ended = again(centre, leased, failure.reason, forgotten=failure.certain and not repeated)
        return replace(ended, nobody_there=failure.nobody_there)
    except PermanentFailure as failure:
        return End(
            leased=leased,
            state=MessageState.DEAD,
            failure=failure.reason,
            why=TaskKind.BOUNCED,
        )
    except Exception as error:  # whether it got through, nobody knows
        log.error("delivery.failed", message_id=leased.id, exc_info=error)
        return again(centre, leased, type(error).__name__)
    if receipt is None:
        return released(leased, forgotten=not repeated)
    return sent_now(leased, receipt.reference, channel.manner.receipt_within)


def _hand_over(channel: Channel, letter: Letter) -> Receipt | None:
    """``None`` when the lease is too old to risk it: somebody else may be at it."""
    outgoing, leased = letter.prepared.outgoing, letter.leased
    if clock.uptime() > leased.send_before:
        return None
    if letter.prepared.repeated and channel.manner.guarantee is Guarantee.REFERENCE:
        find: Callable[..., Receipt | None] = channel.find  # type: ignore[attr-defined]
        known = find(outgoing)
        if known is not None or clock.uptime() > leased.send_before:
            return known
    return channel.send(outgoing)
