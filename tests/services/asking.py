"""Somebody who asks for something on their page, and a caseworker who sees to it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.needs import NeedKind
from jobcentre.services import audit, links, needs, tasks
from jobcentre.services.audit import Who
from jobcentre.services.needs import Wanted
from tests.builders import Town

TIME = Wanted(NeedKind.OTHER_TIME, words="Gerne efter kl. 13")
ARABIC = Wanted(NeedKind.INTERPRETER, detail="ar")
LATER = datetime(2026, 11, 23, 10, tzinfo=clock.ZONE)


def by(summons: Summons) -> Who:
    return audit.by_link(links.mark(summons.token_digest))


def ask(town: Town, summons: Summons, wanted: Wanted, request: UUID | None = None) -> None:
    needs.ask(town.centre, summons.public_id, wanted, request or uuid4(), by(summons))


def rows() -> list[Need]:
    db.session.expire_all()
    return list(db.session.execute(select(Need).order_by(Need.id)).scalars())


def open_task() -> Task | None:
    db.session.expire_all()
    query = select(Task).where(Task.kind == TaskKind.NEEDS, Task.done_at.is_(None))
    found: Task | None = db.session.execute(query).scalar()
    return found


def finish(town: Town) -> bool:
    task = open_task()
    assert task is not None
    return tasks.done(town.centre, task.public_id, uuid4(), audit.staff(town.caseworker.id))


def trail() -> list[tuple[str, Any]]:
    entries = select(AuditEntry).where(AuditEntry.action.like("need.%")).order_by(AuditEntry.id)
    return [(entry.action, entry.facts) for entry in db.session.execute(entries).scalars()]
