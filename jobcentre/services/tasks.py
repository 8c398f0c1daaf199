"""What calls for a person to look at somebody's file, until somebody says that it is done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.message import Message
from jobcentre.models.reply import Reply
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.fixing import Obstacle
from jobcentre.services import answering, audit, requests, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

# What is over once a message gets through to an address that works.
ABOUT_REACHING = (TaskKind.UNREACHABLE, TaskKind.BOUNCED)
# The order in which one person's tasks stand.
URGENCY = (
    TaskKind.UNREACHABLE,
    TaskKind.UNCERTAIN,
    TaskKind.DECLINED,
    TaskKind.REPLY,
    TaskKind.NEEDS,
    TaskKind.DOCUMENT,
    TaskKind.WANTS_INTERVIEW,
    TaskKind.NO_TIME_SET,
    TaskKind.SPELLS,
    TaskKind.BOUNCED,
    TaskKind.RECEIPT_MISSING,
)
_INSERT = insert(table_of(Task))
_OPEN: Any = _INSERT.on_conflict_do_update(
    index_elements=[Task.citizen_id, Task.kind],
    index_where=Task.done_at.is_(None),
    # another public id: whoever says that it is done has not seen what came since
    set_={name: _INSERT.excluded[name] for name in ("public_id", "message_id", "reply_id", "channel", "reason")},
).returning(literal_column("xmax = 0").label("new"))


class StillSo(Exception):
    """What the task is about cannot be called done: it is still as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """One of a person's tasks. ``about``: the kind of the message behind it, ``instead``: the channel it went on by.

    ``reason`` is why no time could be set, where that is what it is about.
    """

    public_id: UUID
    kind: TaskKind
    channel: str | None
    since: datetime
    about: str | None
    instead: str | None
    reply: UUID | None
    reason: Obstacle | None


def open_task(
    kind: TaskKind,
    citizen_id: int,
    *,
    message_id: int | None = None,
    reply_id: int | None = None,
    channel: str | None = None,
    reason: Obstacle | None = None,
) -> None:
    """Call for a person, or name another cause where somebody is called for already. Does not commit."""
    row = {
        "municipality_id": tenant(),
        "public_id": uuid4(),
        "citizen_id": citizen_id,
        "kind": kind,
        "message_id": message_id,
        "reply_id": reply_id,
        "channel": channel,
        "reason": reason,
        "created_at": clock.now(),
    }
    if db.session.execute(_OPEN, row).scalar_one():
        audit.record("task.opened", audit.SYSTEM, citizen_id, task=kind.value)


def done(centre: Centre, public_id: UUID, request_id: UUID, who: Who) -> bool:
    """End a task; commits. ``False``: somebody else has, it is not for ``who``, or there is more to it by now.

    What the citizen had asked for is answered with it. Raises ``StillSo`` for spells that contradict each other still:
    without them nobody can count.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "task", public_id):
            return earlier.result == "done"
        _hold_what_was_asked(public_id)
        found = db.session.execute(
            select(Task)
            .join(Citizen, Citizen.id == Task.citizen_id)
            .where(Task.public_id == public_id, Task.done_at.is_(None), people_of(who))
            .with_for_update(of=Task)
        ).scalar()
        if found is None:
            return False
        if found.kind is TaskKind.SPELLS and _still_contradict(found.citizen_id):
            raise StillSo()
        if found.kind is TaskKind.NEEDS:
            answering.answered(centre, found.citizen_id, who)
        found.done_at, found.done_by_id = clock.now(), who.staff_id
        audit.record("task.done", who, found.citizen_id, task=found.kind.value)
        requests.answer(request_id, "done")
        return True


def _hold_what_was_asked(public_id: UUID) -> None:
    query = select(Task.citizen_id).where(Task.public_id == public_id, Task.kind == TaskKind.NEEDS)
    citizen_id = db.session.execute(query).scalar()
    if citizen_id is not None:
        answering.hold(citizen_id)


def _still_contradict(citizen_id: int) -> bool:
    citizen = db.session.get_one(Citizen, citizen_id)
    query = select(Spell).where(Spell.citizen_id == citizen_id).execution_options(populate_existing=True)
    return verdicts.contradict(citizen, db.session.execute(query).scalars())


def settle(citizen_ids: Collection[int], kinds: Collection[TaskKind], who: Who) -> None:
    """End what has been seen to by what was done otherwise. Does not commit."""
    if not citizen_ids:
        return
    ended = db.session.execute(
        update(Task)
        .where(Task.citizen_id.in_(citizen_ids), Task.kind.in_(kinds), Task.done_at.is_(None))
        .values(done_at=clock.now(), done_by_id=who.staff_id)
        .returning(Task.citizen_id, Task.kind)
        .execution_options(synchronize_session=False)
    ).all()
    for citizen_id, kind in ended:
        audit.record("task.done", who, citizen_id, task=kind.value)


def of(citizen_id: int) -> Sequence[OpenTask]:
    """Return the open tasks of one person, the most urgent first."""
    instead = aliased(Message)
    after = select(instead.channel).where(instead.replaces_id == Task.message_id).order_by(instead.id.desc()).limit(1)
    rows = db.session.execute(
        select(
            Task.public_id,
            Task.kind,
            Task.channel,
            Task.reason,
            Task.created_at,
            Message.kind.label("about"),
            after.scalar_subquery().label("instead"),
            Reply.public_id.label("reply"),
        )
        .outerjoin(Message, Message.id == Task.message_id)
        .outerjoin(Reply, Reply.id == Task.reply_id)
        .where(Task.citizen_id == citizen_id, Task.done_at.is_(None))
    )
    found = [
        OpenTask(
            public_id=row.public_id,
            kind=row.kind,
            channel=row.channel,
            since=row.created_at,
            about=row.about,
            instead=row.instead,
            reply=row.reply,
            reason=row.reason,
        )
        for row in rows
    ]
    return sorted(found, key=lambda task: (URGENCY.index(task.kind), task.since))
