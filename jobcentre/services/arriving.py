"""A message that has arrived after all: what was done because nobody knew is taken back, where it still can be."""

from sqlalchemy import ColumnElement, and_, or_, select, update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.reach import BINDING, Medium
from jobcentre.services import audit, messaging, tasks

NO_RECEIPT = "no receipt"


def arrived(message: Message) -> None:
    """Take back the copies that still wait in its place, and end what a person was called for. Does not commit.

    An e-mail that was read takes no letter back: it has not the same effect.
    """
    if message.citizen_id is None:
        return
    binds = Medium(message.channel) in BINDING
    ways = [way.value for way in Medium if binds or way not in BINDING]
    if instead := _instead_of(message.id):
        messaging.void(Message.id.in_(instead) & Message.channel.in_(ways))
    _settle(message.citizen_id, message.id)


def _instead_of(message_id: int) -> list[int]:
    """Return the copies that were written in its place, and those in theirs."""
    found, latest = list[int](), [message_id]
    while latest:
        latest = list(db.session.execute(select(Message.id).where(Message.replaces_id.in_(latest))).scalars())
        found += latest
    return found


def _settle(citizen_id: int, message_id: int) -> None:
    """End the tasks that were about this message. Where another one is in the same doubt, they are about that."""
    doubts = {
        TaskKind.RECEIPT_MISSING: and_(Message.state == MessageState.SENT, Message.failure == NO_RECEIPT),
        TaskKind.UNCERTAIN: Message.state == MessageState.UNCERTAIN,
    }
    for kind, doubtful in doubts.items():
        mine = and_(Task.kind == kind, Task.message_id == message_id, Task.done_at.is_(None))
        if db.session.execute(select(Task.id).where(mine)).scalar() is None:
            continue
        other = _another(citizen_id, doubtful)
        if other is None:
            tasks.settle([citizen_id], [kind], audit.SYSTEM)
        else:
            values = {"message_id": other.id, "channel": other.channel}
            db.session.execute(update(Task).where(mine).values(values).execution_options(synchronize_session=False))


def _another(citizen_id: int, doubtful: ColumnElement[bool]) -> Message | None:
    """Return the latest of the person's messages in such doubt that would still be of use."""
    of_use = or_(Message.not_after.is_(None), Message.not_after > clock.now())
    query = select(Message).where(Message.citizen_id == citizen_id, doubtful, Message.delivered_at.is_(None), of_use)
    return db.session.execute(query.order_by(Message.id.desc()).limit(1)).scalar()
