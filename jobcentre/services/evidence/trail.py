"""The trail of one person's messages: each with its receipts, what replaced it, and what the person answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.receipt import Receipt
from jobcentre.models.reply import Reply, ReplyKind
from jobcentre.rules import access
from jobcentre.rules.access import Role
from jobcentre.rules.receipts import Arrival
from jobcentre.services import asked, audit, documents
from jobcentre.services.asked import Asked
from jobcentre.services.audit import Who
from jobcentre.services.documents import DocumentLine
from jobcentre.services.evidence import opening
from jobcentre.services.supply import offerings, outages
from jobcentre.services.supply.offerings import Offer
from jobcentre.services.supply.outages import OutageView
from jobcentre.services.visibility import people_of, role_of

LONGEST = 1_000  # messages, the newest


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a message. The words are made from ``code`` and ``facts`` (``texts.evidence``)."""

    code: str
    at: datetime | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """What a provider has reported."""

    provider: str
    outcome: Arrival
    code: str
    occurred_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message. ``recipient`` is where it went; ``kept``: its exact text can still be read.

    ``replaces`` and ``replaced_by`` are the ids of the messages by another way before and after it.
    """

    public_id: UUID
    kind: str
    channel: str
    state: MessageState
    recipient: str | None
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    reference: str | None
    failure: str | None
    replaces: UUID | None
    replaced_by: UUID | None
    next_channel: str | None
    receipts: tuple[ReceiptEntry, ...]
    kept: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        """What happened, in order; what has no time of its own comes last."""
        done = [Step("written", self.created_at, {})]
        if self.sent_at is not None:
            done.append(Step("sent", self.sent_at, {"hand": self.channel}))
        done += [self._receipt(one) for one in self.receipts]
        if self.delivered_at is not None:
            done.append(Step("delivered", self.delivered_at, {}))
        done.sort(key=lambda step: step.at or self.created_at)
        return (*done, *self._end())

    def _receipt(self, one: ReceiptEntry) -> Step:
        facts = {"report": one.outcome, "code": one.code}
        unwell = one.outcome in (Arrival.FAILED, Arrival.DELAYED)
        return Step("receipt", one.occurred_at, {**facts, "by": self.channel} if unwell else facts)

    def _end(self) -> list[Step]:
        ends: list[Step] = []
        if self.state is MessageState.PENDING:
            ends.append(Step("pending", None, {"due_at": self.due_at.isoformat()}))
        elif self.state is not MessageState.SENT:
            unsent = self.state is MessageState.DEAD and self.sent_at is None
            why = {"why": self.failure or "", "by": self.channel}
            ends.append(Step("unsent" if unsent else self.state.value, self.failed_at, why))
        elif self.failure:
            ends.append(Step("unconfirmed", None, {}))
        if self.next_channel is not None:
            ends.append(Step("replaced", None, {"channel": self.next_channel}))
        if self.sent_at is not None and not self.kept:
            ends.append(Step("purged", None, {}))
        return ends


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """Something the person wrote; its words stand elsewhere."""

    public_id: UUID
    kind: ReplyKind
    channel: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything about one person's messages, the newest first."""

    person_id: UUID
    person: str
    entries: tuple[Entry, ...]
    replies: tuple[ReplyEntry, ...]
    offers: tuple[Offer, ...] = ()
    outages: tuple[OutageView, ...] = ()
    documents: tuple[DocumentLine, ...] = ()
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The same as rows, for those who need more of them; ``reader`` is the role of who reads."""

    reader: Role | None
    citizen: Citizen
    messages: Sequence[Message]
    receipts: Sequence[Receipt]
    replies: Sequence[Reply]

    @property
    def whole(self) -> bool:
        """Whether the reader gets messages as they are: the citizen's personal links stand in them."""
        return self.reader is not None and access.sees_links(self.reader)

    @property
    def heard(self) -> bool:
        """Whether the reader gets the words of replies, too: they may be about somebody's health."""
        return self.reader is not None and access.reads_grounds(self.reader)


def trail(centre: Centre, public_id: UUID, who: Who) -> Trail | None:
    """Return a person's trail, or ``None`` when there is nobody or not for this reader. Commits the entry of it."""
    rows = rows_of(public_id, who)
    if rows is None:
        return None
    audit.record("message.listed", who, rows.citizen.id)
    found = told(centre, rows)
    db.session.commit()
    return found


def rows_of(public_id: UUID, who: Who) -> Rows | None:
    """Read a person's messages, receipts and replies."""
    query = select(Citizen, role_of(who).label("reader")).where(Citizen.public_id == public_id, people_of(who))
    found = db.session.execute(query).first()
    if found is None:
        return None
    citizen = found.Citizen
    of_person = Message.citizen_id == citizen.id
    messages = select(Message).where(of_person).order_by(Message.created_at.desc(), Message.id.desc()).limit(LONGEST)
    receipts = select(Receipt).join(Message, Message.id == Receipt.message_id).where(of_person).order_by(Receipt.id)
    replies = select(Reply).where(Reply.citizen_id == citizen.id).order_by(Reply.received_at.desc(), Reply.id.desc())
    return Rows(found.reader, citizen, _all(messages), _all(receipts), _all(replies))


def told(centre: Centre, rows: Rows) -> Trail:
    """Return the rows as a trail."""
    ids = {message.id: message for message in rows.messages}
    after = {message.replaces_id: message for message in rows.messages if message.replaces_id}
    born = rows.citizen.birth_date
    entries = tuple(
        _entry(message, ids, after.get(message.id), rows.receipts, opening.recipient(centre, message, born))
        for message in rows.messages
    )
    replies = tuple(ReplyEntry(one.public_id, one.kind, one.channel, one.received_at) for one in rows.replies)
    offers, failed = offerings.of_person(rows.citizen.id), outages.of_person(rows.citizen.id)
    files = documents.of_citizen(centre, rows.citizen.id) if rows.heard else ()
    wanted = asked.all_of(centre, rows.citizen.id, words=rows.heard)
    return Trail(rows.citizen.public_id, rows.citizen.name, entries, replies, offers, failed, files, wanted)


def _all(query: Any) -> Sequence[Any]:
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()


def _entry(
    message: Message,
    ids: Mapping[int, Message],
    after: Message | None,
    receipts: Sequence[Receipt],
    recipient: str | None,
) -> Entry:
    before = ids.get(message.replaces_id or 0)
    return Entry(
        public_id=message.public_id,
        kind=message.kind,
        channel=message.channel,
        state=message.state,
        recipient=recipient,
        created_at=message.created_at,
        due_at=message.due_at,
        sent_at=message.sent_at,
        delivered_at=message.delivered_at,
        failed_at=message.failed_at,
        reference=message.reference,
        failure=message.failure,
        replaces=before.public_id if before else None,
        replaced_by=after.public_id if after else None,
        next_channel=after.channel if after else None,
        receipts=tuple(_receipt(one) for one in receipts if one.message_id == message.id),
        kept=message.body_sealed is not None,
    )


def _receipt(one: Receipt) -> ReceiptEntry:
    return ReceiptEntry(one.provider, one.outcome, one.code, one.occurred_at, one.received_at)
