"""What a person has written, for the caseworker: a list for the person's page, and one in full."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.reply import Reply, ReplyKind
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.inbound.keeping import place
from jobcentre.services.visibility import people_of

SHOWN = 20
BEGINNING = 160  # characters of what is written that the person's page shows


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLine:
    """One reply in the list. ``to`` is the kind of the message it answers; ``beginning`` how its words begin."""

    public_id: UUID
    kind: ReplyKind
    channel: str
    received_at: datetime
    to: str | None
    beginning: str
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """One reply in full. ``known_sender``: it came from the address or number on file. ``kept``: the words are there.

    The words are a stranger's: to be shown as text, with nothing in them to follow.
    """

    person: str
    person_id: UUID
    kind: ReplyKind
    channel: str
    received_at: datetime
    to: str | None
    sender: str
    known_sender: bool
    subject: str
    words: str
    kept: bool


def replies_of(centre: Centre, person: UUID) -> tuple[ReplyLine, ...]:
    """Return the latest replies of a person whose page is being shown; that reading is the page's to record."""
    query = _select(Reply, Message.kind.label("to")).where(Citizen.public_id == person)
    rows = db.session.execute(query.order_by(Reply.received_at.desc(), Reply.id.desc()).limit(SHOWN)).all()
    return tuple(_line(centre, row) for row in rows)


def read(centre: Centre, person: UUID, public_id: UUID, who: Who) -> ReplyView | None:
    """Return one reply; ``None`` when there is none for this reader. Commits the entry of the reading."""
    query = _select(Reply, Message.kind.label("to"), Citizen).where(Citizen.public_id == person)
    row = db.session.execute(query.where(Reply.public_id == public_id, people_of(who))).first()
    if row is None:
        return None
    reply, citizen = row.Reply, row.Citizen
    sender = _open(centre, reply, "sender")
    view = ReplyView(
        person=citizen.name,
        person_id=citizen.public_id,
        kind=reply.kind,
        channel=reply.channel,
        received_at=reply.received_at,
        to=row.to,
        sender=sender,
        known_sender=sender in ((citizen.email or "").lower(), citizen.mobile),
        subject=_open(centre, reply, "subject"),
        words=_open(centre, reply, "words"),
        kept=reply.words_sealed is not None,
    )
    audit.record("reply.read", who, citizen.id)
    db.session.commit()
    return view


def _select(*columns: Any) -> Any:
    return (
        select(*columns)
        .join(Citizen, Citizen.id == Reply.citizen_id)
        .outerjoin(Message, Message.id == Reply.message_id)
        .execution_options(populate_existing=True)
    )


def _line(centre: Centre, row: Any) -> ReplyLine:
    words = " ".join(_open(centre, row.Reply, "words").split())
    return ReplyLine(
        public_id=row.Reply.public_id,
        kind=row.Reply.kind,
        channel=row.Reply.channel,
        received_at=row.Reply.received_at,
        to=row.to,
        beginning=words[:BEGINNING],
        whole=len(words) <= BEGINNING,
    )


def _open(centre: Centre, reply: Reply, column: str) -> str:
    """One sealed column; empty when its time is over or its key is gone."""
    sealed: bytes | None = getattr(reply, f"{column}_sealed")
    if sealed is None or reply.sealed_key is None:
        return ""
    try:
        return centre.keys.open(sealed, reply.sealed_key, place(reply.public_id, column)).decode()
    except Unreadable:
        return ""
