"""Somebody who corrects their own address, and what is sent about it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.identifying import CodePurpose
from jobcentre.services import audit, codes, contact, delivery, links
from jobcentre.services.audit import Who
from jobcentre.services.contact import Confirmed, Outcome
from jobcentre.texts.kinds import Kind
from tests.services.coded import HERE
from tests.services.post import Post

EMAIL, MOBILE = CodePurpose.EMAIL, CodePurpose.MOBILE
NEW = "ny@example.dk"


def by(summons: Summons) -> Who:
    return audit.by_link(links.mark(summons.token_digest))


def begin(
    centre: Centre, summons: Summons, typed: str, purpose: CodePurpose = EMAIL, request: UUID | None = None
) -> None:
    contact.begin(centre, summons.public_id, purpose, typed, request or uuid4(), by(summons), network=HERE)


def code_of(centre: Centre) -> str:
    query = select(OneTimeCode).order_by(OneTimeCode.id.desc()).limit(1)
    found = db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
    return codes.opened(centre, found) or pytest.fail("no code")


def confirm(
    centre: Centre, summons: Summons, typed: str, purpose: CodePurpose = EMAIL, request: UUID | None = None
) -> Confirmed:
    return contact.confirm(centre, summons.public_id, purpose, typed, request or uuid4(), by(summons))


def corrected(centre: Centre, summons: Summons, typed: str = NEW, purpose: CodePurpose = EMAIL) -> Citizen:
    begin(centre, summons, typed, purpose)
    assert confirm(centre, summons, code_of(centre), purpose).outcome is Outcome.SAVED
    return person(summons)


def person(summons: Summons) -> Citizen:
    db.session.expire_all()
    return db.session.get_one(Citizen, summons.citizen_id)


def told() -> list[Message]:
    query = select(Message).where(Message.kind == Kind.ADDRESS_CHANGED.value).order_by(Message.id)
    return list(db.session.execute(query).scalars())


def sent(centre: Centre) -> list[tuple[str, str, str]]:
    """Deliver all that is due; return channel, receiver and kind of each."""
    posts = {name: Post() for name in ("email", "sms")}
    while delivery.deliver_due(replace(centre, channels=dict(posts))).states:
        pass
    return [(name, one.recipient, one.key.split(":")[3]) for name, post in posts.items() for one in post.taken]


def trail() -> list[tuple[str, Any]]:
    entries = select(AuditEntry).where(AuditEntry.action.in_(("code.sent", "contact.changed"))).order_by(AuditEntry.id)
    return [(entry.action, entry.facts) for entry in db.session.execute(entries).scalars()]
