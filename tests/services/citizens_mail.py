"""Mail from citizens, and what has become of it."""

from uuid import UUID

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.reply import Reply
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.inbound.keeping import place
from tests.builders import Town, a_citizen

HOUSE = "jobcenter@eksempel.example"


def a_mail(
    body: str = "Jeg kan ikke den dag.", *headers: str, sender: str = "Emilie@Example.dk", name: str = "m1"
) -> bytes:
    lines = [f"From: Emilie <{sender}>", f"To: {HOUSE}", "Subject: Sv: Samtale", f"Message-ID: <{name}@example.dk>"]
    return "\r\n".join((*lines, *headers, "", body)).encode()


def answering(about: Message | UUID) -> str:
    return f"In-Reply-To: <{getattr(about, 'public_id', about)}@jobcentre.test>"


def replies() -> list[Reply]:
    return list(db.session.execute(select(Reply).order_by(Reply.id)).scalars())


def said(centre: Centre, reply: Reply, column: str = "words") -> str:
    sealed = getattr(reply, f"{column}_sealed")
    assert reply.sealed_key is not None
    return centre.keys.open(sealed, reply.sealed_key, place(reply.public_id, column)).decode()


def reader(town: Town) -> Who:
    return audit.staff(town.caseworker.id)


def emilie(town: Town, **given: object) -> Citizen:
    return a_citizen(town.centre, **{"email": "emilie@example.dk", **given})
