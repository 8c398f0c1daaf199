"""Somebody who was written to, what the other side said of it, what the person answered, and how it reads."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from jobcentre.channels.incoming import Report
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.reply import ReplyKind
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from jobcentre.services import audit, evidence, messaging, receipts
from jobcentre.services.evidence import Trail
from jobcentre.services.inbound import keeping
from jobcentre.texts import evidence as words
from tests.builders import Town, a_citizen, a_summons
from tests.conftest import NOW
from tests.services.post import Post, deliver, reach, row


def summoned(town: Town, post: Post, **person: object) -> Citizen:
    """Somebody whose summons has left by e-mail."""
    citizen = a_citizen(town.centre, **person)
    summons = a_summons(town.centre, citizen)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    deliver(town.centre, post)
    return citizen


def reported(town: Town, outcome: Arrival, raw: bytes = b"250 ok", at: datetime = NOW) -> None:
    """The other side says what became of the summons."""
    event = Report(
        event_id=str(uuid4()),
        message=row("summons").public_id,
        reference=None,
        outcome=outcome,
        code="5.1.1",
        occurred_at=at,
        raw=raw,
    )
    receipts.report(town.centre, "email", event)


def answered(town: Town, citizen: Citizen, said: str = "Jeg er syg i dag") -> None:
    written = keeping.Written(
        citizen_id=citizen.id,
        channel=Medium.EMAIL,
        event_id=f"<{uuid4()}@example.dk>",
        kind=ReplyKind.ANSWER,
        message_id=None,
        sender="borger@example.dk",
        subject="Sv: samtale",
        words=said,
    )
    keeping.keep(town.centre, written)
    db.session.commit()


def trail_of(town: Town, citizen: Citizen) -> Trail:
    found = evidence.trail(town.centre, citizen.public_id, audit.staff(town.caseworker.id))
    assert found is not None
    return found


def sentences(found: Trail, language: str = "da") -> list[str]:
    (one,) = found.entries
    return [words.step(step.code, step.facts, language) for step in one.steps]


def entries(action: str) -> int:
    return len(db.session.execute(select(AuditEntry.id).where(AuditEntry.action == action)).all())
