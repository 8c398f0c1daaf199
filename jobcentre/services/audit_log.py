"""Reading the audit trail: who saw or changed what, for those who check it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jobcentre.models.audit import Actor, AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.staff import Staff
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.register import former

PAGE = 100


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry; the words are made from ``action`` and ``facts`` (``texts.history``)."""

    id: int
    at: datetime
    actor: Actor
    staff: str | None
    action: str
    facts: dict[str, Any]
    person: UUID | None
    person_name: str | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page, newest first. ``older`` is what to ask for next; ``person_name`` whose entries these are."""

    lines: tuple[LogLine, ...]
    older: int | None
    person_name: str | None


def read(who: Who, person: UUID | None = None, on: date | None = None, before: int | None = None) -> LogPage:
    """Return a page of entries: about one ``person``, merged rows included, of one day in Copenhagen, or all.

    Reading the log is an entry itself, written after the page was read; commits.
    """
    subject = _subject(person)
    query = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.actor,
            Staff.name,
            AuditEntry.action,
            AuditEntry.facts,
            Citizen.public_id,
            Citizen.given_name + " " + Citizen.family_name,
        )
        .outerjoin(Staff, Staff.id == AuditEntry.staff_id)
        .outerjoin(Citizen, Citizen.id == AuditEntry.citizen_id)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if person is not None:
        query = query.where(AuditEntry.citizen_id.in_(former.all_of(subject.id if subject else 0)))
    if on is not None:
        begin, end = moment_of(on, MIDNIGHT), moment_of(on + timedelta(days=1), MIDNIGHT)
        query = query.where(AuditEntry.at >= begin, AuditEntry.at < end)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    lines = tuple(_line(LogLine(*row)) for row in db.session.execute(query))
    audit.record("audit.read", who, subject.id if subject else None, on=on.isoformat() if on else None)
    db.session.commit()
    older = lines[PAGE - 1].id if len(lines) > PAGE else None
    return LogPage(lines[:PAGE], older, f"{subject.given_name} {subject.family_name}" if subject else None)


def _line(line: LogLine) -> LogLine:
    """Leave out why a meeting was cancelled: no role that reads the log needs it."""
    return replace(line, facts=audit.without_ground(line.action, line.facts))


def _subject(person: UUID | None) -> Any:
    if person is None:
        return None
    query = select(Citizen.id, Citizen.given_name, Citizen.family_name).where(Citizen.public_id == person)
    return db.session.execute(query).first()
