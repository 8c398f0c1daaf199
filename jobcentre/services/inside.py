"""Who of the staff sits in a meeting's room: it need not be whose meeting it is, and only one sits there at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from jobcentre import clock
from jobcentre.services.audit import Who

SEEN_WITHIN = timedelta(seconds=8)  # a page that shows itself every second may miss a few


@dataclass(frozen=True, slots=True)
class Inside:
    """The member of staff who sits in a room. ``own`` when it is the reader, in some window."""

    public_id: UUID
    name: str
    own: bool


def is_here(seen_at: datetime | None, left_at: datetime | None) -> bool:
    """Whether a side's page has shown itself within the last seconds and has not left."""
    return seen_at is not None and left_at is None and clock.now() - seen_at < SEEN_WITHIN


def inside(public_id: UUID | None, name: str | None, staff_id: int | None, who: Who) -> Inside | None:
    """Return who entered for the staff's side, out of the columns of a row."""
    if public_id is None or name is None:
        return None
    return Inside(public_id, name, staff_id == who.staff_id)
