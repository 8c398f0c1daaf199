"""How many messages a channel may still take: one bucket for all processes, refilled as time goes by.

The row of the bucket is locked from the look into it until the caller's commit, so that two processes never take
the same token. All times are the database's.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre.models.base import db
from jobcentre.models.clockwork import Pace


def room(channel: str, per_second: float) -> int:
    """Return how many messages may leave now, and lock the bucket. A bucket begins full."""
    look = select(_grown(per_second)).where(Pace.channel == channel).with_for_update()
    tokens = db.session.execute(look).scalar()
    if tokens is None:
        full = {"channel": channel, "tokens": _capacity(per_second), "counted_at": func.clock_timestamp()}
        db.session.execute(insert(Pace).values(full).on_conflict_do_nothing())
        tokens = db.session.execute(look).scalar_one()
    return int(tokens)


def spend(channel: str, per_second: float, count: int) -> None:
    """Take so many tokens; fewer than none gives back what was taken in vain."""
    db.session.execute(
        update(Pace)
        .where(Pace.channel == channel)
        .values(tokens=func.least(_capacity(per_second), _grown(per_second) - count), counted_at=func.clock_timestamp())
        .execution_options(synchronize_session=False)
    )


def _grown(per_second: float) -> ColumnElement[Any]:
    waited = func.extract("epoch", func.clock_timestamp() - Pace.counted_at)
    return func.least(_capacity(per_second), Pace.tokens + func.greatest(waited, 0) * per_second)


def _capacity(per_second: float) -> float:
    """A second's worth may leave at once; a bucket that held less than one message would never fill."""
    return max(per_second, 1.0)
