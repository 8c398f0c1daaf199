"""A municipality's own words for its messages: which are in force, and who changed them when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.municipality import Municipality
from jobcentre.models.staff import Staff
from jobcentre.models.wording import Wording
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, messaging, requests
from jobcentre.services.audit import Who
from jobcentre.services.messaging import Plan
from jobcentre.services.transaction import transaction
from jobcentre.services.wording import facts as written
from jobcentre.services.wording.subject import Subject
from jobcentre.texts import example
from jobcentre.texts.checking import faults
from jobcentre.texts.kinds import Kind, MessageFacts
from jobcentre.texts.outline import own
from jobcentre.texts.wording import STANDARD, Fault, Words

TEST_KEPT = timedelta(hours=1)
_INSERT = insert(table_of(Wording)).on_conflict_do_nothing().returning(Wording.id)


class Unusable(Exception):
    """The words were not kept."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.part}: {fault.reason}" for fault in faults))
        self.faults = faults


class Meanwhile(Exception):
    """The words were not kept: somebody else has changed them since the writer opened the page."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the words, with who wrote and who ended it; in force as long as it has no end."""

    public_id: UUID
    words: Words
    created_at: datetime
    author: str | None
    ended_at: datetime | None
    ended_by: str | None


def of(subject: Subject) -> Words | None:
    """Return the words in force for a message that is being written; of most it has been read already."""
    if subject.test is not None:
        return in_force(subject.kind, subject.test)
    return _words(subject.wording) if subject.wording else None


def in_force(kind: Kind, language: str) -> Words | None:
    """Return the municipality's own words, or ``None`` where the standard text is used. One statement."""
    row = _row(kind, language)
    return _words(row) if row else None


def changed() -> frozenset[tuple[str, str]]:
    """Return the kinds and languages that have words of their own."""
    rows = db.session.execute(select(Wording.kind, Wording.language).where(Wording.ended_at.is_(None)))
    return frozenset((row.kind, row.language) for row in rows)


def history(kind: Kind, language: str) -> tuple[Version, ...]:
    """Return every version there has been, the newest first."""
    author, ended_by = aliased(Staff), aliased(Staff)
    rows = db.session.execute(
        select(Wording, author.name, ended_by.name)
        .outerjoin(author, author.id == Wording.author_id)
        .outerjoin(ended_by, ended_by.id == Wording.ended_by_id)
        .where(Wording.kind == kind, Wording.language == language)
        .order_by(Wording.id.desc())
        .execution_options(populate_existing=True)
    )
    return tuple(
        Version(row[0].public_id, _words(row[0]), row[0].created_at, row[1], row[0].ended_at, row[2]) for row in rows
    )


def made_up(centre: Centre, language: str) -> MessageFacts:
    """Return a made-up person's facts with this installation's address and this municipality's details."""
    municipality = db.session.execute(select(Municipality).where(Municipality.id == tenant())).scalar_one()
    return written.of_municipality(example.facts(language, centre.settings.service.base_url), municipality)


def save(centre: Centre, kind: Kind, language: str, words: Words, *, over: str, request_id: UUID, who: Who) -> None:
    """Put words in force; empty ones, and those of the standard text, mean the standard text. Commits.

    ``over`` is the public id of the version the writer saw, empty for the standard text. Raises ``Unusable`` or
    ``Meanwhile``, and then nothing has changed.
    """
    words = own(kind, language, words)
    if found := wrong_with(centre, kind, language, words):
        raise Unusable(found)
    with transaction():
        if requests.seen_before(request_id, "save wording", kind, language, words.subject, words.body, words.sms, over):
            return
        before = _seen(kind, language, over)
        if words != (_words(before) if before else STANDARD):
            _change(kind, language, words, before, who)
        requests.answer(request_id, "")


def wrong_with(centre: Centre, kind: Kind, language: str, words: Words) -> tuple[Fault, ...]:
    """Return what is wrong with somebody's own words, in this installation."""
    host = urlsplit(centre.settings.service.base_url).hostname
    return faults(kind, language, words, made_up(centre, language), host)


def back_to_standard(kind: Kind, language: str, *, over: str, request_id: UUID, who: Who) -> None:
    """Use the standard text again; commits. What was sent before keeps its words. Raises ``Meanwhile`` as ``save``."""
    with transaction():
        if requests.seen_before(request_id, "end wording", kind, language, over):
            return
        before = _seen(kind, language, over)
        if before is not None:
            _change(kind, language, STANDARD, before, who)
        requests.answer(request_id, "")


def restore(centre: Centre, public_id: UUID, *, over: str, request_id: UUID, who: Who) -> None:
    """Put the words of an earlier version in force again, as a new version; commits.

    Raises ``Closed`` where there is none, ``Unusable`` for words that are no longer fit, and ``Meanwhile``.
    """
    row = db.session.execute(select(Wording).where(Wording.public_id == public_id)).scalar()
    if row is None:
        raise Closed()
    save(centre, Kind(row.kind), row.language, _words(row), over=over, request_id=request_id, who=who)


def send_test(kind: Kind, language: str, request_id: UUID, who: Who) -> None:
    """Have the words in force sent to the reader's own e-mail, about a made-up person; commits."""
    with transaction():
        if requests.seen_before(request_id, "test wording", kind, language):
            return
        plan = Plan(
            subject=f"test-{language}:{request_id}",
            version=1,
            kind=kind,
            due_at=clock.now(),
            not_after=clock.now() + TEST_KEPT,
            columns={"staff_id": who.staff_id},
        )
        messaging.write([plan])
        requests.answer(request_id, "")


def _change(kind: Kind, language: str, words: Words, before: Wording | None, who: Who) -> None:
    now = clock.now()
    if before is not None:
        db.session.execute(
            update(Wording)
            .where(Wording.id == before.id)
            .values(ended_at=now, ended_by_id=who.staff_id)
            .execution_options(synchronize_session=False)
        )
    if words == STANDARD:
        audit.record("wording.ended", who, kind=kind.value, language=language)
        return
    row = {
        "public_id": uuid4(),
        "municipality_id": tenant(),
        "kind": kind.value,
        "language": language,
        "subject": words.subject,
        "body": words.body,
        "sms": words.sms,
        "author_id": who.staff_id,
        "created_at": now,
    }
    if db.session.execute(_INSERT, row).scalar() is None:  # two began at the standard text at the same time
        raise Meanwhile()
    audit.record("wording.saved", who, kind=kind.value, language=language)


def _seen(kind: Kind, language: str, over: str) -> Wording | None:
    """Lock what is in force; raise ``Meanwhile`` where that is not what the writer saw."""
    row = _row(kind, language, lock=True)
    if (str(row.public_id) if row else "") != over:
        raise Meanwhile()
    return row


def _row(kind: Kind, language: str, *, lock: bool = False) -> Wording | None:
    query = (
        select(Wording)
        .where(Wording.kind == kind, Wording.language == language, Wording.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return db.session.execute(query.with_for_update() if lock else query).scalar()


def _words(row: Wording) -> Words:
    return Words(row.subject, row.body, row.sms)
