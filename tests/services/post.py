"""A channel that keeps what it is given, and how to read it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from icalendar import Calendar, Event
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Manner, Outgoing, Receipt
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import AccountLink, AccountPurpose
from jobcentre.services import audit, booking, delivery, links, messaging
from jobcentre.settings import Settings
from tests.builders import PACK, Town, a_citizen, a_summons, saved

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)


@dataclass
class Post:
    """Takes everything; ``before`` runs first and may raise, as a provider in a bad mood would."""

    taken: list[Outgoing] = field(default_factory=list)
    before: Callable[[Outgoing], None] = lambda outgoing: None

    @property
    def name(self) -> str:
        return "email"

    @property
    def manner(self) -> Manner:
        return Manner()

    def accepts(self, recipient: str) -> bool:
        return True

    def send(self, outgoing: Outgoing) -> Receipt:
        self.before(outgoing)
        self.taken.append(outgoing)
        return Receipt(f"ref-{len(self.taken)}")

    def close(self) -> None:
        """Nothing is open."""

    def kinds(self) -> list[str]:
        return [outgoing.key.split(":")[3] for outgoing in self.taken]

    def of(self, kind: str) -> Outgoing:
        (found,) = (outgoing for outgoing in self.taken if outgoing.key.split(":")[3] == kind)
        return found


def reach(centre: Centre, about: Meeting | Summons) -> messaging.Reach:
    """How the citizen of a meeting or a summons is reached."""
    return messaging.reach_of(centre, about.citizen)


def tell(centre: Centre, meeting: Meeting, change: messaging.Change = messaging.BOOKED) -> None:
    """Write what a change of a meeting calls for."""
    messaging.write(messaging.plan_change(meeting, change, centre.packs[PACK], reach(centre, meeting)))


def posting(centre: Centre, post: Post) -> Centre:
    """The same centre with ``post`` for its e-mail, and one sender: the test's own thread."""
    return replace(centre, channels={"email": post}, settings=with_delivery(centre, senders=1))


def with_delivery(centre: Centre, **changed: Any) -> Settings:
    """The centre's settings with other ones for delivery."""
    return replace(centre.settings, delivery=replace(centre.settings.delivery, **changed))


def deliver(centre: Centre, post: Post) -> dict[str, int]:
    """Deliver until nothing is due; return how many ended in which state."""
    states: dict[str, int] = {}
    while batch := delivery.deliver_due(posting(centre, post)).states:
        for state, count in batch.items():
            states[state] = states.get(state, 0) + count
    return states


def mail(outgoing: Outgoing) -> EmailMessage:
    message = message_from_bytes(outgoing.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words(outgoing: Outgoing) -> str:
    body = mail(outgoing).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def invitation(outgoing: Outgoing) -> tuple[str, Event]:
    """The calendar part: its METHOD and the event in it."""
    (part,) = (part for part in mail(outgoing).walk() if part.get_content_type() == "text/calendar")
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    calendar = Calendar.from_ical(data)
    method = str(calendar["METHOD"])
    assert part.get_param("method") == method
    (found,) = calendar.walk("VEVENT")
    assert isinstance(found, Event)
    return method, found


def at_once() -> None:
    """Let every postponed message be tried again now."""
    db.session.execute(update(Message).values(next_try_at=None))
    db.session.commit()


def states() -> dict[str, MessageState]:
    """The state of every message, by kind; of two of a kind the later one's."""
    db.session.expire_all()
    rows = db.session.execute(select(Message.kind, Message.state).order_by(Message.id))
    return {row.kind: row.state for row in rows}


def booked(town: Town, starts_at: datetime = FRIDAY, **person: Any) -> tuple[UUID, UUID]:
    """Let a citizen book; return the public ids of summons and meeting."""
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    meeting = booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
    return summons.public_id, meeting


def row(kind: str) -> Message:
    """The message of this kind as it stands now; of several the latest."""
    db.session.expire_all()
    latest = select(Message).where(Message.kind == kind).order_by(Message.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one()


def account_link(town: Town) -> AccountLink:
    """The link with which the caseworker may choose another password within a day."""
    public_id = uuid4()
    return saved(
        AccountLink(
            public_id=public_id,
            staff_id=town.caseworker.id,
            purpose=AccountPurpose.RESET,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(hours=24),
            **links.sealed_token(town.centre, "account_link", public_id),
        )
    )
