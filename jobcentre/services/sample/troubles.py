"""What makes a caseworker look at somebody: an address that fails, an SMS with a question, one that says stop."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels.incoming import IncomingText
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import fallback, inbound
from jobcentre.services.transaction import transaction

WRITTEN = ("Hej, jeg har ikke kunnet finde en tid. Kan I ringe til mig?", "STOP")


def troubles(centre: Centre, citizen_ids: Sequence[int]) -> None:
    """Let something happen to the first of these people to whom it can. Commits as it goes."""
    people = select(Citizen).where(Citizen.id.in_(citizen_ids)).order_by(Citizen.id)
    found = db.session.execute(people).scalars().all()
    bouncing = [one.id for one in found if one.email][:1]
    writing = [one.mobile for one in found if one.mobile and one.id not in bouncing]
    for citizen_id in bouncing:
        _bounce(centre, citizen_id)
    for number, text in zip(writing, WRITTEN, strict=False):
        inbound.receive_sms(centre, IncomingText(event_id=str(uuid4()), sender=number, text=text, at=clock.now()))


def _bounce(centre: Centre, citizen_id: int) -> None:
    """The mail server says that nobody has this address."""
    mails = select(Message).where(
        Message.citizen_id == citizen_id, Message.channel == Medium.EMAIL, Message.state == MessageState.PENDING
    )
    with transaction():
        mail = db.session.execute(mails.order_by(Message.id).limit(1)).scalar()
        if mail is not None:
            mail.state, mail.failure = MessageState.DEAD, "recipient refused (550 5.1.1)"
            fallback.failed(centre, mail, TaskKind.BOUNCED, clock.now())
