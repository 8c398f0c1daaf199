"""An e-mail as bytes: plain text, HTML, and where there is one the calendar invitation (iMIP).

Equal input gives equal bytes. The Message-ID comes from the id, boundaries from the key, the date from the
message row's creation, so that a second try is the very same message and mailboxes fold the two.
"""

import hashlib
import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.quoprimime import header_encode
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from jobcentre.channels import Outgoing
from jobcentre.rules.addresses import is_address

_CALENDAR_METHODS = ("REQUEST", "CANCEL")
_UNFIT_FOR_A_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")

# What goes into a header as it is. Everything else is left to the library, which is exact and a hundred times as slow.
_PLAIN_NAME = re.compile("[A-Za-z0-9' -]+")
_PLAIN_ADDRESS = re.compile("[A-Za-z0-9_+-]+(?:[.][A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:[.][A-Za-z0-9-]+)+")
_PLAIN_SUBJECT = re.compile("[A-Za-z0-9]+(?: [A-Za-z0-9.,:!-]+)*")
_LINE, _ENCODED_WORD, _SHORT_SUBJECT = 76, 70, 66


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
    parts = [_quoted("plain", mail.text), _quoted("html", mail.html)]
    if mail.calendar is None:
        body = _multipart("alternative", parts, mail.key, 0)
    else:
        invitation, attached = _calendar(mail.calendar)
        body = _multipart("alternative", [*parts, invitation], mail.key, 1)
        body = _multipart("mixed", [body, attached], mail.key, 0)
    language = f"Content-Language: {mail.language}\r\n"
    return b"".join((_headers(mail).encode("ascii"), language.encode("ascii"), body))


def message_id(mail: Mail) -> str:
    """The Message-ID with its angle brackets, by which a bounce or an answer finds its message again."""
    domain = f"[{mail.host}]" if ":" in mail.host else mail.host.encode("idna").decode()
    return f"<{mail.id}@{domain}>"


def _headers(mail: Mail) -> str:
    if mail.created_at.tzinfo is None:
        raise ValueError("a message's creation needs a time zone")
    if _UNFIT_FOR_A_HEADER.search(mail.subject) or not mail.subject.strip():
        raise ValueError("a subject is one line of words")
    return "".join(
        (
            _mailbox("From", mail.sender),
            _mailbox("To", mail.recipient),
            _subject(mail.subject),
            f"Date: {format_datetime(mail.created_at.astimezone(UTC))}\r\n",
            f"Message-ID: {message_id(mail)}\r\n",
            "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
        )
    )


def _mailbox(header: str, mailbox: Mailbox) -> str:
    """Never from a string: `"x" <a@b.dk>, c@d.dk` assigned to a header is two receivers."""
    if not is_address(mailbox.address):
        raise ValueError("not exactly one bare e-mail address")
    shown = " ".join(_UNFIT_FOR_A_HEADER.sub(" ", mailbox.name).split())
    if _PLAIN_ADDRESS.fullmatch(mailbox.address) and shown.isprintable():
        name = shown if _PLAIN_NAME.fullmatch(shown) else header_encode(shown.encode(), "utf-8")
        line = f"{header}: {name} <{mailbox.address}>"
        if shown and len(line) <= _LINE and len(name) <= _ENCODED_WORD:
            return line + "\r\n"
    return _folded(header, shown, mailbox.address)


def _subject(subject: str) -> str:
    if _PLAIN_SUBJECT.fullmatch(subject) and len(subject) <= _SHORT_SUBJECT:
        return f"Subject: {subject}\r\n"
    return _folded("Subject", subject)


@lru_cache(maxsize=2048)
def _folded(header: str, words: str, address: str | None = None) -> str:
    """The library's own way for what is not plain: many messages a second have the same subject and sender."""
    value = words if address is None else Address(display_name=words, addr_spec=address)
    return str(SMTP.header_factory(header, value).fold(policy=SMTP))


def _quoted(subtype: str, text: str) -> bytes:
    lines = b"".join(line + b"\r\n" for line in text.encode().splitlines())
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + b2a_qp(lines, istext=True)


def _calendar(part: CalendarPart) -> tuple[bytes, bytes]:
    """Twice the same bytes: once inside the first alternative, where Outlook looks and nowhere
    else, without a Content-Disposition; once as a file typed `application/ics`, because a second
    `text/calendar` may be taken as a second invitation."""
    method = re.search(rb"^METHOD:(.*)\r$", part.data, re.MULTILINE)
    if part.method not in _CALENDAR_METHODS or method is None:
        raise ValueError("a calendar part sent by e-mail is a REQUEST or a CANCEL")
    if method[1] != part.method.encode():
        raise ValueError("the calendar part announces another method than it holds")
    head = "Content-Transfer-Encoding: base64\r\n"
    data = b"\r\n" + encodebytes(part.data).replace(b"\n", b"\r\n")
    invitation = f'Content-Type: text/calendar; method="{part.method}"; charset="UTF-8"\r\n{head}'
    attached = f'Content-Type: application/ics; name="invite.ics"\r\n{head}'
    attached += 'Content-Disposition: attachment; filename="invite.ics"\r\n'
    return invitation.encode("ascii") + data, attached.encode("ascii") + data


def _multipart(subtype: str, parts: Sequence[bytes], key: str, number: int) -> bytes:
    """The header and the parts. Boundaries come from the key instead of chance; `=_` occurs neither
    in quoted-printable nor in base64, so no boundary can occur in a part."""
    boundary = "=_" + hashlib.sha256(f"{number}:{key}".encode()).hexdigest()[:32]
    between = f"--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    return head.encode() + b"".join(between + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
