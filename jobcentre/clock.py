"""The only look at the time of day.

Business time is whatever `now()` says: normally the machine's clock, in a demonstration or a
browser test a clock that was set to `start` when the machine's clock stood at `anchor` and has
run at the same pace since. All processes of one service are given the same pair, so that a
reminder planned by one of them is due for the others at the same moment.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")

_ahead = timedelta(0)  # how far the service's clock is ahead of the machine's


def now() -> datetime:
    """Business time: aware, in UTC."""
    return datetime.now(UTC) + _ahead


def local(moment: datetime) -> datetime:
    """The same moment on a Danish wall clock. A naive moment is a programming error."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment!r}")
    return moment.astimezone(ZONE)


def today() -> date:
    """The date in Copenhagen; it changes at local midnight, an hour or two before UTC's."""
    return local(now()).date()


def stamp() -> float:
    """The machine's own clock in seconds since 1970, as `configure` takes it for an anchor."""
    return time.time()


def uptime() -> float:
    """Seconds that pass steadily, sleep of the machine included, whatever happens to the time of day."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def configure(start: datetime | None, anchor: float | None = None) -> None:
    """Set the clock to `start` as of `anchor` (seconds since 1970; None is this moment).

    Without `start` the clock is the machine's again, whatever was shifted before.
    """
    global _ahead
    if start is None:
        _ahead = timedelta(0)
        return
    if start.tzinfo is None:
        raise ValueError(f"the clock's start needs a time zone: {start!r}")
    _ahead = start - datetime.fromtimestamp(stamp() if anchor is None else anchor, UTC)


def shift(by: timedelta) -> None:
    """Move this process's clock, on top of whatever it shows. For tests."""
    global _ahead
    _ahead += by
