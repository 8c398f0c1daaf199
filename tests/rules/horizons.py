"""One question about free times, for the tests of `rules.slots`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from jobcentre.rules.civil import ZONE
from jobcentre.rules.slots import Busy, Opening, Slot, free_slots, free_starts

MONDAY = date(2026, 11, 23)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HALF_HOURS = {"duration_minutes": 30, "buffer_minutes": 0, "step_minutes": 30}


@dataclass(frozen=True)
class Horizon:
    """One question to the rule."""

    openings: list[Opening]
    busy: list[Busy]
    first: date
    last: date
    measures: dict[str, int]
    earliest: datetime = LONG_AGO

    def slots(self) -> list[Slot]:
        return free_slots(self.openings, self.busy, self.first, self.last, earliest=self.earliest, **self.measures)

    def starts(self) -> list[datetime]:
        return free_starts(self.openings, self.busy, self.first, self.last, earliest=self.earliest, **self.measures)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


def walls(starts: list[datetime]) -> list[str]:
    return [start.astimezone(ZONE).strftime("%a %H:%M") for start in starts]
