"""One channel's way out: rows are leased, written and handed over a few at a time, and recorded as they end.

The truth of a message is read at the last moment: no more is written ahead than leaves within half a second at the
pace so far. Nobody waits for the slowest: what is in flight stays in flight while the next is taken.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Guarantee
from jobcentre.models.base import db
from jobcentre.rules.reach import Medium
from jobcentre.services.delivery.claiming import Leased, claim_from
from jobcentre.services.delivery.ending import End, is_missed, record, released
from jobcentre.services.delivery.measuring import Pacer
from jobcentre.services.delivery.resting import Rest
from jobcentre.services.delivery.senders import Senders
from jobcentre.services.delivery.writing import Letter, write
from jobcentre.services.transaction import UNREACHABLE

PATIENCE = 1.0  # seconds a batch may wait before what is more urgent is looked for
FRESH = 0.5  # seconds within which what is written is to leave
STALE = 2.0  # seconds after which what has been written is to be written anew
GATHER = 0.1  # seconds for which ends are gathered where a second copy does no harm
BUSY, BUCKET = 5.0, 0.1  # so many seconds after a find, a limited channel is looked at so often
IN_USE = 10.0  # seconds until a person whom somebody else is at is looked at again
RETRY = 0.5  # seconds until a database that is away is asked again
NOT_COUNTED = ("released", "put off")


@dataclass(slots=True)
class Delivered:
    """What became of messages, by state."""

    states: dict[str, int] = field(default_factory=dict)

    def count(self, state: str, times: int = 1) -> None:
        self.states[state] = self.states.get(state, 0) + times

    @property
    def total(self) -> int:
        return sum(self.states.values())


class Line:
    """The way out by one channel. Used by one thread; ``close`` it in the same."""

    def __init__(self, centre: Centre, medium: Medium) -> None:
        settings, channel = centre.settings.delivery, centre.channels.get(medium)
        self._centre, self._medium, self._batch, self._channel = centre, medium, settings.batch, channel
        self._senders = Senders(centre, channel, settings.senders) if channel is not None else None
        # Where nobody can tell a second copy from the first, only what is in flight may be unrecorded.
        self._careful = channel is not None and channel.manner.guarantee is Guarantee.NEITHER
        self._waiting, self._ready = deque[Leased](), deque[Letter]()
        self._ended: list[End] = []
        self._ended_since, self._found_at, self._not_before = 0.0, -BUSY, 0.0
        self._pacer, self._rest, self._pause = Pacer(), Rest(), threading.Event()
        self.done = Delivered()

    @property
    def flying(self) -> int:
        """How many are in flight."""
        return self._senders.flying if self._senders is not None else 0

    @property
    def pause(self) -> float:
        """How many seconds to wait after a turn that found nothing: shorter while a bucket is filling again."""
        limited = self._channel is not None and self._channel.manner.per_second
        return BUCKET if limited and clock.uptime() - self._found_at < BUSY else PATIENCE

    def turn(self, stop: Callable[[], bool]) -> int:
        """Take what is due and see it off, as far as senders are free; return how many came to an end.

        What is still in flight when nothing else is to be done is waited for a moment, and may be in flight after it.
        """
        before = self.done.total
        self._record_what_can_be()
        found = self._claim() if not stop() and self._free > 0 and not self._rest.on else []
        self._found_at = clock.uptime() if found else self._found_at
        self.take(found)
        self.carry(stop)
        self._land(0 if found else self.pause)
        return self.done.total - before

    def take(self, batch: list[Leased]) -> None:
        """Let these wait for their turn."""
        self._waiting.extend(batch)

    def carry(self, stop: Callable[[], bool]) -> None:
        """See off what waits; what ``stop`` or slowness leaves undone is free again at once."""
        while self._waiting or self._ready:
            nothing_more = stop() or self._rest.on
            if nothing_more or self._late():
                self._put_down(everything=nothing_more)
            self._prepare()
            self._launch()
            self._land(PATIENCE if self._free <= 0 else 0)

    def close(self) -> None:
        """Wait for what is in flight, record it, and let go of the channel."""
        if self._senders is None:
            return
        try:
            self._put_down(everything=True)
            while self.flying:
                self._end(self._senders.landed(PATIENCE))
            self._record_at_last()
        finally:
            self._senders.close()

    @property
    def _free(self) -> int:
        """How many more may be handed over now."""
        if self._senders is None:
            return self._batch
        unrecorded = sum(end.sent_at is not None for end in self._ended)
        ahead = 1 if self._careful or self._senders.count == 1 else 2
        return self._senders.count * ahead - self.flying - (unrecorded if self._careful else 0)

    def _claim(self) -> list[Leased]:
        most = self._pacer.within(PATIENCE)
        most = self._batch if most is None else max(self._free, most)
        return claim_from(self._centre, self._medium, min(most, self._batch))

    def _late(self) -> bool:
        return bool(self._waiting) and clock.uptime() - self._waiting[0].claimed_at > PATIENCE

    def _prepare(self) -> None:
        """Read the truth of as many as leave soon, and write their words."""
        if self._ready or not self._waiting or self._free <= 0:
            return
        most = min(max(self._free, self._pacer.within(FRESH) or 0), self._batch)
        if self._senders is None:
            most = self._batch
        chunk = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        try:
            letters, ends = write(self._centre, chunk)
        except BaseException:
            self._waiting.extendleft(reversed(chunk))
            raise
        self._ready.extend(letters)
        self._end(ends)

    def _launch(self) -> None:
        while self._ready and self._free > 0 and self._senders is not None:
            letter = self._ready.popleft()
            if clock.uptime() - letter.ready_at > STALE:
                self._end([_unsent(letter)])
                continue
            self._pacer.begin(self.flying)
            self._senders.take(letter)
            if self._senders.count == 1:
                break  # it has landed already

    def _land(self, wait: float) -> None:
        ends = self._senders.landed(wait) if self._senders is not None else []
        self._pacer.count(len(ends))
        self._rest.count(ends)
        self._end(ends)
        if self._careful or not self.flying or clock.uptime() - self._ended_since > GATHER:
            self._record_what_can_be()

    def _end(self, ends: list[End]) -> None:
        if ends and not self._ended:
            self._ended_since = clock.uptime()
        self._ended += ends

    def _put_down(self, *, everything: bool) -> None:
        """Free what has not been handed over."""
        self._end([released(leased) for leased in self._waiting])
        self._waiting.clear()
        if everything:
            self._end([_unsent(letter) for letter in self._ready])
            self._ready.clear()

    def _record(self) -> None:
        """Record what has ended; it is kept in mind until the database has taken it."""
        missed = [end for end in self._ended if is_missed(end)] if clock.uptime() >= self._not_before else []
        batches = [[end for end in self._ended if not is_missed(end)], *([end] for end in missed)]
        for batch in filter(None, batches):
            for word in record(self._centre, batch):
                if word not in NOT_COUNTED:
                    self.done.count(word)
            self._ended = [end for end in self._ended if end not in batch]

    def _record_what_can_be(self) -> None:
        """The same, but a person whom somebody else is at for long, such as the intake, holds up nobody else."""
        try:
            self._record()
        except UNREACHABLE:
            if not all(is_missed(end) for end in self._ended):
                raise
            db.session.rollback()
            self._not_before = clock.uptime() + IN_USE

    def _record_at_last(self) -> None:
        """Record what has ended. For what has left, a database that is away is waited for as long as it is ours."""
        self._not_before = 0.0
        while self._ended:
            try:
                self._record()
            except UNREACHABLE:
                db.session.rollback()
                if not any(end.sent_at and clock.uptime() < end.leased.send_before for end in self._ended):
                    raise
                self._pause.wait(RETRY)


def _unsent(letter: Letter) -> End:
    return released(letter.leased, forgotten=not letter.prepared.repeated)
