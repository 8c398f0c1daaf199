"""Files that citizens attach when they cancel: kept sealed with it, read by those who find the next time.

A file may be about somebody's health, so it is shown to nobody who may not read why a meeting was cancelled. The trail
says that one came, and who has read it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from jobcentre import clock, documents
from jobcentre.centre import Centre
from jobcentre.documents import Copy
from jobcentre.keys import Unreadable
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.document import Document
from jobcentre.models.meeting import Meeting
from jobcentre.models.task import TaskKind
from jobcentre.rules import access
from jobcentre.rules.documents import Media, name_for
from jobcentre.services import audit, tasks, throttle
from jobcentre.services.audit import Who
from jobcentre.services.visibility import people_of, role_of


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that may be kept: its harmless copy, what it will be called, and the SHA-256 of what was sent.

    ``sent`` tells the same file from another one when a form comes twice.
    """

    copy: Copy
    name: str
    sent: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One file in a list. ``name`` is empty when retention has taken it, or it cannot be opened."""

    public_id: UUID
    name: str
    media: Media
    size: int
    digest: bytes
    meeting: UUID
    meeting_at: datetime
    created_at: datetime
    wiped: bool


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """One file with its content."""

    name: str
    media: Media
    content: bytes


def examine(centre: Centre, summons: UUID, name: str, content: bytes) -> Attachment:
    """Return what may be kept of a file somebody sends. Raises ``Unfit``, and ``Throttled`` after too many files.

    Commits, so that no transaction is open while the file is read: that may take seconds.
    """
    throttle.check(centre, f"document:{summons}", access.DOCUMENTS_PER_LINK)
    copy = documents.read(content)
    return Attachment(copy, name_for(name, copy.media), hashlib.sha256(content).digest())


def attach(centre: Centre, meeting: Meeting, citizen_id: int, attachment: Attachment, who: Who) -> UUID:
    """Keep a file and call for a caseworker, in the caller's transaction. Does not commit."""
    public_id, content, media = uuid4(), attachment.copy.content, attachment.copy.media
    name = centre.keys.seal(attachment.name.encode(), place(public_id, "name"))
    sealed = centre.keys.seal(content, place(public_id, "content"))
    row = {
        "public_id": public_id,
        "municipality_id": tenant(),
        "citizen_id": citizen_id,
        "meeting_id": meeting.id,
        "media_type": media.value,
        "size": len(content),
        "digest": hashlib.sha256(content).digest(),
        "name_sealed": name.value,
        "content_sealed": sealed.value,
        "sealed_key": sealed.key,
        "created_at": clock.now(),
    }
    db.session.execute(insert(table_of(Document)), row)
    audit.record("document.attached", who, citizen_id, document=str(public_id), media=media.ending)
    tasks.open_task(TaskKind.DOCUMENT, citizen_id)
    return public_id


def of_person(centre: Centre, person: UUID, who: Who) -> tuple[DocumentLine, ...]:
    """Return a person's files, the newest first; none for who is not to know of them. The page records the reading."""
    if not _reads(who):
        return ()
    query = _select().where(Citizen.public_id == person, people_of(who))
    return tuple(_line(centre, *row) for row in _rows(query))


def of_citizen(centre: Centre, citizen_id: int) -> tuple[DocumentLine, ...]:
    """The same by number, for the export of somebody who has been found for a reader already."""
    return tuple(_line(centre, *row) for row in _rows(_select().where(Document.citizen_id == citizen_id)))


def read(centre: Centre, person: UUID, document: UUID, who: Who) -> OpenDocument | None:
    """Return one file, or ``None`` where there is none for ``who`` or its time is over. Commits the entry of it."""
    if not _reads(who):
        return None
    query = select(Document, Document.content_sealed).join(Citizen, Citizen.id == Document.citizen_id)
    query = query.where(Citizen.public_id == person, Document.public_id == document, people_of(who))
    row = db.session.execute(query.execution_options(populate_existing=True)).first()
    if row is None:
        return None
    found: Document = row.Document
    name = _open(centre, found, found.name_sealed, "name")
    content = _open(centre, found, row.content_sealed, "content")
    if name is None or content is None:
        return None
    media = Media(found.media_type)
    audit.record("document.read", who, found.citizen_id, document=str(document), media=media.ending)
    db.session.commit()
    return OpenDocument(name.decode(), media, content)


def place(public_id: UUID, column: str) -> str:
    """Return the place for which name and content of a file are sealed (see ``keys``)."""
    return f"{tenant()}:document:{public_id}:{column}"


def _reads(who: Who) -> bool:
    role = db.session.execute(select(role_of(who))).scalar() if who.is_staff else None
    return role is not None and access.reads_grounds(role)


def _select() -> Any:
    query = select(Document, Meeting.public_id, Meeting.starts_at).join(Meeting, Meeting.id == Document.meeting_id)
    return query.join(Citizen, Citizen.id == Document.citizen_id)


def _rows(query: Any) -> Sequence[Any]:
    newest = query.order_by(Document.created_at.desc(), Document.id.desc())
    return db.session.execute(newest.execution_options(populate_existing=True)).all()


def _line(centre: Centre, found: Document, meeting: UUID, meeting_at: datetime) -> DocumentLine:
    return DocumentLine(
        public_id=found.public_id,
        name=(_open(centre, found, found.name_sealed, "name") or b"").decode(),
        media=Media(found.media_type),
        size=found.size,
        digest=found.digest,
        meeting=meeting,
        meeting_at=meeting_at,
        created_at=found.created_at,
        wiped=found.wiped_at is not None,
    )


def _open(centre: Centre, found: Document, sealed: bytes | None, column: str) -> bytes | None:
    if sealed is None:
        return None
    try:
        return centre.keys.open(sealed, found.sealed_key, place(found.public_id, column))
    except Unreadable:
        return None
