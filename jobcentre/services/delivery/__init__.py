"""Sending what is due. A row is leased, its truth read again, its words kept, and then sent with nothing open.

A process may die at any point: the lease runs out and somebody else goes on. What was in flight then may have got
through. It is sent again as it is, byte for byte and by the same name; whether that makes two is the other side's
guarantee (``channels.Guarantee``). ``line`` is the whole way; each step is a module.
"""

from collections.abc import Callable, Iterable

from jobcentre.centre import Centre
from jobcentre.rules.reach import Medium
from jobcentre.services.delivery.claiming import Leased, claim, next_due
from jobcentre.services.delivery.line import Delivered, Line

__all__ = ["Delivered", "Leased", "Line", "carry", "claim", "deliver_due", "next_due"]


def deliver_due(centre: Centre, stop: Callable[[], bool] = lambda: False) -> Delivered:
    """Send one batch of each channel's due messages; what ``stop`` or slowness leaves undone is free again at once."""
    done = Delivered()
    for medium in Medium:
        line = Line(centre, medium)
        try:
            line.turn(stop)
        finally:
            line.close()
        _add(done, line.done)
    return done


def carry(centre: Centre, batch: Iterable[Leased], stop: Callable[[], bool] = lambda: False) -> Delivered:
    """Send messages that are leased already."""
    done, leased = Delivered(), list(batch)
    for medium in Medium:
        line = Line(centre, medium)
        line.take([each for each in leased if each.channel == medium])
        try:
            line.carry(stop)
        finally:
            line.close()
        _add(done, line.done)
    return done


def _add(done: Delivered, more: Delivered) -> None:
    for state, count in more.states.items():
        done.count(state, count)
