"""An e-mail as bytes: plain text, HTML, and where there is one the calendar invitation (iMIP).

Equal input gives equal bytes. The Message-ID comes from the id, boundaries from the key, the date from the
message row's creation, so that a second try is the very same message and mailboxes fold the two.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

from jobcentre.channels import Outgoing
from jobcentre.rules.addresses import is_address

_CALENDAR_METHODS = ("REQUEST", "CANCEL")
_UNFIT_FOR_A_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name to show and one bare address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A finished calendar object and its METHOD. `data` is bytes: text would lose its CRLF."""

    method: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One e-mail to one receiver. With a calendar part the sender must be its ORGANIZER and the
    recipient its ATTENDEE, address for address, or programs show no buttons.

    `host` is the service's own and the right side of the Message-ID: a sender's address may change
    between two tries, and the message is still the same."""

    id: UUID
    key: str
    created_at: datetime
    host: str
    sender: Mailbox
    recipient: Mailbox
    language: str
    subject: str
    text: str
    html: str
    calendar: CalendarPart | None = None
    links: tuple[str, ...] = ()


def outgoing(mail: Mail) -> Outgoing:
    """The message with its envelope, ready for a channel. Raises ValueError as `compose` does."""
    return Outgoing(
        id=mail.id,
        key=mail.key,
        created_at=mail.created_at,
        sender=mail.sender.address,
        recipient=mail.recipient.address,
        content=compose(mail),
        links=mail.links,
    )


def compose(mail: Mail) -> bytes:
    """The complete MIME message with CRLF.

    Raises ValueError for an address that is not exactly one, a subject of more than one line, a
    creation without a zone, or a calendar part whose METHOD is not the one announced.
    """
    message = EmailMessage(policy=SMTP)
    _add_headers(message, mail)
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", charset="utf-8", cte="quoted-printable")
    if mail.calendar is not None:
        _add_calendar(message, mail.calendar)
    # Last: any Content- header set before would wander into the first part.
    message["Content-Language"] = mail.language
    _fix_boundaries(message, mail.key)
    return message.as_bytes()


def message_id(mail: Mail) -> str:
    """The Message-ID with its angle brackets, by which a bounce or an answer finds its message again."""
    domain = f"[{mail.host}]" if ":" in mail.host else mail.host.encode("idna").decode()
    return f"<{mail.id}@{domain}>"


def _add_headers(message: EmailMessage, mail: Mail) -> None:
    if mail.created_at.tzinfo is None:
        raise ValueError("a message's creation needs a time zone")
    if _UNFIT_FOR_A_HEADER.search(mail.subject) or not mail.subject.strip():
        raise ValueError("a subject is one line of words")
    message["From"] = _mailbox(mail.sender)
    message["To"] = _mailbox(mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at.astimezone(UTC)
    message["Message-ID"] = message_id(mail)
    message["Auto-Submitted"] = "auto-generated"


def _mailbox(mailbox: Mailbox) -> Address:
    """Never from a string: `"x" <a@b.dk>, c@d.dk` assigned to a header is two receivers."""
    if not is_address(mailbox.address):
        raise ValueError("not exactly one bare e-mail address")
    shown = " ".join(_UNFIT_FOR_A_HEADER.sub(" ", mailbox.name).split())
    return Address(display_name=shown, addr_spec=mailbox.address)


def _add_calendar(message: EmailMessage, part: CalendarPart) -> None:
    """Twice the same bytes: once inside the first alternative, where Outlook looks and nowhere
    else, without a Content-Disposition; once as a file typed `application/ics`, because a second
    `text/calendar` may be taken as a second invitation."""
    method = re.search(rb"^METHOD:(.*)\r$", part.data, re.MULTILINE)
    if part.method not in _CALENDAR_METHODS or method is None:
        raise ValueError("a calendar part sent by e-mail is a REQUEST or a CANCEL")
    if method[1] != part.method.encode():
        raise ValueError("the calendar part announces another method than it holds")
    message.add_alternative(
        part.data,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"method": part.method, "charset": "UTF-8"},
    )
    message.add_attachment(
        part.data,
        maintype="application",
        subtype="ics",
        cte="base64",
        filename="invite.ics",
        params={"name": "invite.ics"},
    )


def _fix_boundaries(message: EmailMessage, key: str) -> None:
    """Boundaries from the key instead of chance. `=_` occurs neither in quoted-printable nor in
    base64, so no boundary can occur in a part."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{number}:{key}".encode()).hexdigest()[:32]
            part.set_boundary(f"=_{digest}")
