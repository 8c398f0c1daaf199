"""Writing down what must be said. Helpers here add rows to the caller's transaction and never commit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import AccountLink, AccountPurpose
from jobcentre.rules import reminders
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.packs import Pack
from jobcentre.texts.kinds import Kind

EMAIL = "email"
# one statement for each row: one of many rows would be put together anew each time, which takes longer
_INSERT = insert(table_of(Message)).on_conflict_do_nothing(index_elements=[Message.key])


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a meeting that both sides must hear of: the kinds to write, and what the time was before."""

    citizen: Kind
    staff: Kind
    earlier_starts_at: datetime | None = None


BOOKED = Change(Kind.CONFIRMATION, Kind.STAFF_CONFIRMATION)
INVITED = Change(Kind.SUMMONS_FIXED, Kind.STAFF_CONFIRMATION)  # who has a time before any summons
CANCELLED = Change(Kind.CANCELLED, Kind.STAFF_CANCELLED)


def moved(earlier_starts_at: datetime) -> Change:
    """Return the change for a meeting that was at ``earlier_starts_at``."""
    return Change(Kind.MOVED, Kind.STAFF_MOVED, earlier_starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One row to be: about what, to whom, when, and until when it makes sense."""

    subject: str
    version: int
    kind: Kind
    nth: int = 1
    due_at: datetime
    not_after: datetime | None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        citizen_id = self.columns.get("citizen_id")
        return f"citizen-{citizen_id}" if citizen_id else f"staff-{self.columns['staff_id']}"

    def row(self) -> dict[str, Any]:
        key = f"{self.subject}:{self.version}:{self.kind}:{self.nth}:{self.recipient}:{EMAIL}"
        nobody = {"citizen_id": None, "staff_id": None, "summons_id": None, "meeting_id": None}
        extra = {"account_link_id": None, "sequence": None, "earlier_starts_at": None}
        fixed = {
            "municipality_id": tenant(),
            "key": key,
            "kind": self.kind.value,
            "channel": EMAIL,
            "due_at": self.due_at,
            "not_after": self.not_after,
            "created_at": clock.now(),
        }
        return nobody | extra | self.columns | fixed


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


def plan_summons(summons: Summons, citizen: Citizen, version: int = 1) -> Plan:
    """Plan the summons itself; it makes sense until the last day on which the interview may be held."""
    return Plan(
        subject=f"summons:{summons.id}",
        version=version,
        kind=Kind.SUMMONS,
        due_at=clock.now(),
        not_after=moment_of(summons.latest_on + timedelta(days=1), MIDNIGHT),
        columns={"citizen_id": citizen.id, "summons_id": summons.id},
    )


def plan_withdrawn(summons: Summons) -> Plan:
    """Plan to say that a summons no longer holds; after two weeks it is no news."""
    return Plan(
        subject=f"summons:{summons.id}",
        version=1,
        kind=Kind.WITHDRAWN,
        due_at=clock.now(),
        not_after=clock.now() + timedelta(days=14),
        columns={"citizen_id": summons.citizen_id, "summons_id": summons.id},
    )


def plan_account(link: AccountLink) -> Plan:
    """Plan the message with an account link; it makes sense as long as the link works."""
    kinds = {AccountPurpose.WELCOME: Kind.ACCOUNT_WELCOME, AccountPurpose.RESET: Kind.ACCOUNT_RESET}
    return Plan(
        subject=f"account:{link.id}",
        version=1,
        kind=kinds[link.purpose],
        due_at=clock.now(),
        not_after=link.expires_at,
        columns={"staff_id": link.staff_id, "account_link_id": link.id},
    )


def plan_change(meeting: Meeting, change: Change, pack: Pack, reachable: bool) -> list[Plan]:
    """Plan what both sides must hear of a changed meeting, and the reminders of one that stands.

    ``reachable``: whether the citizen has an e-mail address. Who has none is told by a person.
    """
    now = clock.now()
    about = {
        "meeting_id": meeting.id,
        "summons_id": meeting.summons_id,
        "sequence": meeting.sequence,
        "earlier_starts_at": change.earlier_starts_at,
    }
    base: dict[str, Any] = {"subject": f"meeting:{meeting.id}", "version": meeting.sequence}
    # that it is off is of use to whoever waits for the other
    until = meeting.ends_at if change is CANCELLED else meeting.starts_at
    soon: dict[str, Any] = base | {"due_at": now, "not_after": until}
    plans = [Plan(kind=change.staff, columns=about | {"staff_id": meeting.staff_id}, **soon)]
    if not reachable:
        return plans
    to_citizen = about | {"citizen_id": meeting.citizen_id}
    plans.append(Plan(kind=change.citizen, columns=to_citizen, **soon))
    if change is not CANCELLED:
        for planned in reminders.plan(meeting.starts_at, now, pack):
            times: dict[str, Any] = {"due_at": planned.due_at, "not_after": planned.not_after}
            plans.append(Plan(kind=Kind(planned.kind.value), nth=planned.nth, columns=to_citizen, **base, **times))
    return plans


def plan_again(meeting: Meeting, kind: Kind, nth: int) -> Plan:
    """Plan to tell a meeting to its citizen once more, because the personal link is another now."""
    columns = {"citizen_id": meeting.citizen_id, "meeting_id": meeting.id, "summons_id": meeting.summons_id}
    return Plan(
        subject=f"meeting:{meeting.id}",
        version=meeting.sequence,
        kind=kind,
        nth=nth,
        due_at=clock.now(),
        not_after=meeting.starts_at,
        columns=columns | {"sequence": meeting.sequence},
    )


def plan_handover(meeting: Meeting, staff_id: int, earlier_starts_at: datetime) -> Plan:
    """Plan the cancellation for a caseworker whose meeting went to somebody else."""
    return Plan(
        subject=f"meeting:{meeting.id}",
        version=meeting.sequence,
        kind=Kind.STAFF_CANCELLED,
        due_at=clock.now(),
        not_after=earlier_starts_at + (meeting.ends_at - meeting.starts_at),
        columns={
            "staff_id": staff_id,
            "meeting_id": meeting.id,
            "summons_id": meeting.summons_id,
            "sequence": meeting.sequence,
            "earlier_starts_at": earlier_starts_at,
        },
    )
