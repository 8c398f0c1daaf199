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
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium, Need
from jobcentre.services import tasks
from jobcentre.services.messaging.routing import NEEDS, Reach
from jobcentre.texts.kinds import Kind

# one statement for each row: one of many rows would be put together anew each time, which takes longer
_INSERT = insert(table_of(Message)).on_conflict_do_nothing(index_elements=[Message.key])
_INSTEAD = _INSERT.returning(Message.id)
# what stays the same when a message goes on by another channel
KEPT = (
    "municipality_id",
    "kind",
    "urgency",
    "citizen_id",
    "staff_id",
    "summons_id",
    "meeting_id",
    "account_link_id",
    "one_time_code_id",
    "time_offer_id",
    "sequence",
    "earlier_starts_at",
    "not_after",
)
BINDING_ALONE = "binding-"  # begins the key of what goes by no other than a binding way, and falls back on no other
RENEWED = "renewed-"  # begins the rest of the key of what is sent again because the old link ended
# what a person waits for at this moment goes before what a clock wrote, and often hundreds at once
URGENCY = {
    Kind.REMINDER_HOURS: 1,
    Kind.REMINDER_DAYS: 1,
    Kind.STAFF_REMINDER: 1,
    Kind.WITHDRAWN: 1,
    Kind.SUMMONS: 2,
    Kind.SUMMONS_FIXED: 1,
    Kind.CHASER: 2,
    Kind.EARLIER_TIME: 1,
    Kind.STAFF_DAY: 2,
    Kind.STAFF_SHORTAGE: 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One row to be: about what, to whom, by which channel, when, and until when it makes sense.

    Without a channel it is no row: nothing leads to the citizen, and a person must tell it.
    """

    subject: str
    version: int
    kind: Kind
    nth: int = 1
    channel: Medium | None = Medium.EMAIL
    due_at: datetime
    not_after: datetime | None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        citizen_id = self.columns.get("citizen_id")
        return f"citizen-{citizen_id}" if citizen_id else f"staff-{self.columns['staff_id']}"

    def row(self) -> dict[str, Any]:
        assert self.channel is not None
        key = f"{self.subject}:{self.version}:{self.kind}:{self.nth}:{self.recipient}:{self.channel}"
        nobody = {"citizen_id": None, "staff_id": None, "summons_id": None, "meeting_id": None}
        about = {"account_link_id": None, "one_time_code_id": None, "time_offer_id": None}
        extra = about | {"sequence": None, "earlier_starts_at": None, "replaces_id": None}
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
    """Return the plan once for each channel by which it is to reach its citizen.

    Where nothing leads, what binds is returned without a channel; what is courtesy is left.
    """
    ways: tuple[Medium | None, ...] = reach.routes(plan.kind, plan.not_after)
    if not ways and NEEDS[plan.kind] is Need.BINDING:
        ways = (None,)
    return [replace(plan, channel=way) for way in ways]


def write(plans: Iterable[Plan]) -> None:
    """Add the rows in one go; a key that is already there stays as it is. What has no channel becomes a task."""
    planned = list(plans)
    rows = [plan.row() for plan in planned if plan.channel is not None]
    if rows:
        db.session.execute(_INSERT, rows)
    for citizen_id in {plan.columns["citizen_id"] for plan in planned if plan.channel is None}:
        tasks.open_task(TaskKind.UNREACHABLE, citizen_id)


def write_instead(message: Message, channel: Medium) -> Message | None:
    """Add a message that says the same by another channel, now; ``None`` when it has been written before."""
    now = clock.now()
    row = {name: getattr(message, name) for name in KEPT} | {
        "public_id": uuid4(),
        "key": f"{stem(message.key)}:{channel}",
        "channel": channel.value,
        "replaces_id": message.id,
        "due_at": now,
        "created_at": now,
    }
    written = db.session.execute(_INSTEAD, row).scalar()
    return None if written is None else db.session.get(Message, written)


def stem(key: str) -> str:
    """Return a message's key without its channel, which its copies by other channels share."""
    return key.rpartition(":")[0]


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

    A caseworker who had it before must still hear that it is off, and an earlier time may still be offered; whether
    that is true is judged on sending.
    """
    void((Message.meeting_id == meeting.id) & Message.kind.not_in((Kind.STAFF_CANCELLED, Kind.EARLIER_TIME)))
