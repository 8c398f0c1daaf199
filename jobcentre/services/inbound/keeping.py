"""Writing down what somebody has written: sealed, once, and with an entry in the trail. Nothing here commits."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.reply import Reply, ReplyKind
from jobcentre.rules.reach import Medium
from jobcentre.services import audit

LONGEST_ID = 250
_INSERT = insert(table_of(Reply)).on_conflict_do_nothing().returning(Reply.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message from a citizen. ``message_id`` is what it answers."""

    citizen_id: int
    channel: Medium
    event_id: str
    kind: ReplyKind
    message_id: int | None
    sender: str
    subject: str = ""
    words: str = ""


def keep(centre: Centre, written: Written) -> int | None:
    """Add the reply and return its number; ``None`` when it has come before.

    A second copy that arrives at the same moment waits for the first one's commit, and finds it.
    """
    public_id = uuid4()
    sealed = {
        f"{column}_sealed": centre.keys.seal(text.encode(), place(public_id, column))
        for column, text in (("sender", written.sender), ("subject", written.subject), ("words", written.words))
    }
    row = {
        "municipality_id": tenant(),
        "public_id": public_id,
        "citizen_id": written.citizen_id,
        "message_id": written.message_id,
        "channel": written.channel.value,
        "event_id": written.event_id[:LONGEST_ID],
        "kind": written.kind,
        "received_at": clock.now(),
        "sealed_key": centre.keys.active,
    }
    values = {column: value.value for column, value in sealed.items()}
    reply_id: int | None = db.session.execute(_INSERT, row | values).scalar()
    if reply_id is not None:
        what = {"what": written.kind.value, "channel": written.channel.value}
        audit.record("reply.received", audit.CITIZEN, written.citizen_id, **what)
    return reply_id


def place(public_id: UUID, column: str) -> str:
    """Return the place for which a column of a reply is sealed (see ``keys``)."""
    return f"{tenant()}:reply:{public_id}:{column}"
