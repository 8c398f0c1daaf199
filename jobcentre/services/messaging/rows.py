"""Messages as rows: written with the change that makes them necessary, taken back with the change that ends them.

Helpers here add rows to the caller's transaction and never commit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services.messaging.routing import Reach
from jobcentre.texts.kinds import Kind

# one statement for each row: one of many rows would be put together anew each time, which takes longer
_INSERT = insert(table_of(Message)).on_conflict_do_nothing(index_elements=[Message.key])
# what a person waits for at this moment goes before what a clock wrote, and often hundreds at once
URGENCY = {
    Kind.REMINDER_HOURS: 1,
    Kind.REMINDER_DAYS: 1,
    Kind.STAFF_REMINDER: 1,
    Kind.WITHDRAWN: 1,
    Kind.SUMMONS: 2,
    Kind.STAFF_DAY: 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One row to be: about what, to whom, by which channel, when, and until when it makes sense."""

    subject: str
    version: int
    kind: Kind
    nth: int = 1
    channel: Medium = Medium.EMAIL
    due_at: datetime
    not_after: datetime | None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        citizen_id = self.columns.get("citizen_id")
        return f"citizen-{citizen_id}" if citizen_id else f"staff-{self.columns['staff_id']}"

    def row(self) -> dict[str, Any]:
        key = f"{self.subject}:{self.version}:{self.kind}:{self.nth}:{self.recipient}:{self.channel}"
        nobody = {"citizen_id": None, "staff_id": None, "summons_id": None, "meeting_id": None}
        extra = {"account_link_id": None, "sequence": None, "earlier_starts_at": None, "replaces_id": None}
        fixed = {
            "municipality_id": tenant(),
            "public_id": uuid4(),
            "key": key,
            "kind": self.kind.value,
            "channel": self.channel.value,
            "urgency": URGENCY.get(self.kind, 0),
            "due_at": self.due_at,
            "not_after": self.not_after,
            "created_at": clock.now(),
        }
        return nobody | extra | self.columns | fixed


def by_every_way(plan: Plan, reach: Reach) -> list[Plan]:
    """Return the plan once for each channel by which it is to reach its citizen; none where nothing leads there."""
    return [replace(plan, channel=way) for way in reach.routes(plan.kind, plan.not_after)]


def write(plans: Iterable[Plan]) -> None:
    """Add the rows in one go; a key that is already there stays as it is."""
    rows = [plan.row() for plan in plans]
    if rows:
        db.session.execute(_INSERT, rows)


def void(condition: ColumnElement[bool]) -> None:
    """Take back what has not been sent and is no longer true."""
    db.session.execute(
        update(Message)
        .where(Message.state == MessageState.PENDING, condition)
        .values(state=MessageState.VOID)
        .execution_options(synchronize_session=False)
    )


def void_meeting(meeting: Meeting) -> None:
    """Take back what is waiting to be said of a meeting that changes.

    A caseworker who had it before must still hear that it is off; whether that is true is judged on sending.
    """
    void((Message.meeting_id == meeting.id) & (Message.kind != Kind.STAFF_CANCELLED))
