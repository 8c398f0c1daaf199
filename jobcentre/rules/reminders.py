"""When a meeting is recalled: planned once at booking and again at every move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jobcentre.rules.civil import days_before
from jobcentre.rules.packs import Pack, ReminderKind, ReminderRule

# How long before a meeting its caseworker is reminded, if they want to be.
STAFF_BEFORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One reminder. `nth` counts within the kind from the earliest, 1 first, and is the same however late one books.

    From `not_after` on it must not be sent: the next reminder says the same, or the meeting has begun.
    """

    kind: ReminderKind
    nth: int
    due_at: datetime
    not_after: datetime


def plan(starts_at: datetime, now: datetime, pack: Pack) -> tuple[Planned, ...]:
    """The reminders still to come, in order, all moments in UTC.

    What is past already is left out: the confirmation has just said it.
    """
    due = sorted(((_due_at(starts_at, rule), rule) for rule in pack.reminders), key=lambda pair: pair[0])
    ends = [due_at for due_at, _ in due[1:]] + [starts_at.astimezone(UTC)]
    counted: dict[ReminderKind, int] = {}
    found = []
    for (due_at, rule), not_after in zip(due, ends, strict=False):
        counted[rule.kind] = nth = counted.get(rule.kind, 0) + 1
        if now < due_at < not_after:
            found.append(Planned(kind=rule.kind, nth=nth, due_at=due_at, not_after=not_after))
    return tuple(found)


def _due_at(starts_at: datetime, rule: ReminderRule) -> datetime:
    if rule.kind is ReminderKind.DAYS:
        return days_before(starts_at, rule.days)
    return starts_at.astimezone(UTC) - timedelta(hours=rule.hours)
