"""The trail of who saw or changed what. Helpers here add rows and never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from jobcentre import clock
from jobcentre.models.audit import Actor, AuditEntry
from jobcentre.models.base import db, table_of, tenant


@dataclass(frozen=True, slots=True)
class Who:
    """Whose act it is. ``mark``: the personal link a citizen came by (``links.mark``), which must still be in force."""

    actor: Actor
    staff_id: int | None = None
    mark: str | None = None

    @property
    def is_staff(self) -> bool:
        return self.actor is Actor.STAFF


CITIZEN = Who(Actor.CITIZEN)
SYSTEM = Who(Actor.SYSTEM)
OPERATOR = Who(Actor.OPERATOR)
_INSERT = insert(table_of(AuditEntry))


def staff(staff_id: int) -> Who:
    """Return the actor for a member of staff."""
    return Who(Actor.STAFF, staff_id)


def by_link(mark: str) -> Who:
    """Return the actor for a citizen who came by a personal link."""
    return Who(Actor.CITIZEN, mark=mark)


def record(action: str, who: Who, citizen_id: int | None = None, **facts: Any) -> None:
    """Add an entry to the current transaction; ``facts`` are codes, dates and ids, never names or numbers."""
    db.session.execute(_INSERT, _row(action, who, citizen_id, facts))


def record_many(action: str, who: Who, citizen_ids: Sequence[int]) -> None:
    """Add the same entry for many citizens in one statement (a list that was shown, a file that was read)."""
    if citizen_ids:
        rows = [_row(action, who, citizen_id, {}) for citizen_id in citizen_ids]
        db.session.execute(_INSERT, rows)


def record_each(action: str, who: Who, entries: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Add an entry with facts of its own for each of many citizens, given by number, in one statement."""
    if entries:
        db.session.execute(_INSERT, [_row(action, who, citizen_id, facts) for citizen_id, facts in entries])


def _row(action: str, who: Who, citizen_id: int | None, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "municipality_id": tenant(),
        "at": clock.now(),
        "actor": who.actor,
        "staff_id": who.staff_id,
        "action": action,
        "citizen_id": citizen_id,
        "facts": facts,
    }


def without_ground(action: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an entry for who is not to read why a meeting was cancelled (``access.reads_grounds``)."""
    if action != "meeting.cancelled":
        return facts
    return {name: value for name, value in facts.items() if name != "ground"}
