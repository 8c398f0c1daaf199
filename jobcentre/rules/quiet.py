"""When nobody's telephone is to ring: what can wait is put off until the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from jobcentre.rules.civil import ZONE

SOON = timedelta(hours=1)  # what loses its point so soon is worth a ring


@dataclass(frozen=True, slots=True)
class Quiet:
    """Two times on the wall clock in Copenhagen; ``since`` the later one means across midnight."""

    since: time
    until: time

    def holds(self, now: datetime) -> bool:
        """Say whether the quiet hours hold at ``now`` (aware)."""
        wall = now.astimezone(ZONE).time()
        if self.since <= self.until:
            return self.since <= wall < self.until
        return wall >= self.since or wall < self.until

    def end(self, now: datetime) -> datetime:
        """Return when they end next after ``now``, in UTC. A time that a night has twice ends them both times."""
        return _next(self.until, now)

    def begin(self, now: datetime) -> datetime:
        """Return when they begin next after ``now``, in UTC."""
        return _next(self.since, now)


def _next(wall: time, now: datetime) -> datetime:
    today = now.astimezone(ZONE).date()
    moments = (
        datetime.combine(today + timedelta(days=days), wall, ZONE).replace(fold=fold).astimezone(UTC)
        for days in (0, 1)
        for fold in (0, 1)
    )
    return min(moment for moment in moments if moment > now)


def put_off(urgency: int, not_after: datetime | None, quiet: Quiet | None, now: datetime) -> datetime | None:
    """Return until when a message waits; ``None`` when it leaves now.

    What a person waits for (urgency 0) leaves at any hour, and so does what would come too late in the morning.
    """
    if urgency == 0 or quiet is None or not quiet.holds(now):
        return None
    end = quiet.end(now)
    if not_after is not None and (not_after <= end or not_after - now <= SOON):
        return None
    return end
