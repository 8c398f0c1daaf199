"""What we say in a MeMo, as values. They are checked when the message is built (``limits``)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sender:
    """The authority: its CVR number, and its name as the mailbox shows it."""

    cvr: str
    label: str


@dataclass(frozen=True, slots=True)
class Case:
    """Which case it is about, in which system: comes back with an answer."""

    id: str
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A time to put into a calendar, where family and colleagues may read along.

    The same ``id`` is the same appointment, also after it has been moved. There is no ``organizerMail``: a
    calendar would send its answers there, to a mailbox that cannot tell which invitation they are about.
    """

    id: UUID
    starts_at: datetime
    ends_at: datetime
    abstract: str
    description: str
    location: str
    organizer: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """The action AFTALE: a button that puts the time into the reader's calendar."""

    label: str
    reservation: Reservation


@dataclass(frozen=True, slots=True)
class SelfService:
    """The action SELVBETJENING: a button that leads to a page. ``until`` is shown as its deadline."""

    label: str
    url: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The letter itself, a PDF. The file's name is made fit for every system."""

    label: str
    file_name: str
    language: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of Digital Post to one citizen.

    ``notification`` goes out by e-mail or SMS to announce it, so it says nothing about the matter. ``label`` is
    its subject in the mailbox. ``id`` is the message: sent again under the same id, it is the same one.
    """

    id: UUID
    created_at: datetime
    sender: Sender
    recipient: str = field(repr=False)  # a CPR number, ten digits
    label: str
    notification: str
    document: Document
    case: Case | None = None
    actions: tuple[Appointment | SelfService, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """A NemSMS: a header alone, whose notification is the text."""

    id: UUID
    sender: Sender
    recipient: str = field(repr=False)
    label: str
    text: str
