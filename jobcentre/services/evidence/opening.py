"""Opening what is kept sealed of a message. What is no longer kept, or whose key is gone, is ``None``."""

import re
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

from jobcentre.centre import Centre
from jobcentre.channels import memo, xml
from jobcentre.keys import Unreadable
from jobcentre.models.message import Message
from jobcentre.models.receipt import Receipt
from jobcentre.models.reply import Reply
from jobcentre.rules.identifying import CODE_DIGITS
from jobcentre.rules.reach import Medium
from jobcentre.services import links, receipts
from jobcentre.services.inbound import keeping
from jobcentre.texts.kinds import Kind

BY_NUMBER = (Medium.DIGITAL_POST, Medium.LETTER, Medium.NEMSMS)  # the receiver is a national number
PDF, XML, MAIL, TEXT = "application/pdf", "application/xml", "message/rfc822", "text/plain"
_LINK = re.compile(rf"(/[bm]/){links.TOKEN.pattern}")
_CODES = frozenset({Kind.CODE_IDENTIFY.value, Kind.CODE_ADDRESS.value})
_DIGITS = re.compile(rf"(?<![0-9])[0-9]{{{CODE_DIGITS}}}(?![0-9])")
ENDINGS = {PDF: "pdf", XML: "xml", MAIL: "eml", TEXT: "txt"}


@dataclass(frozen=True, slots=True)
class Around:
    """What a message of Digital Post says around its letter: in the mailbox, when it is announced, on its buttons."""

    subject: str
    notification: str
    buttons: tuple[memo.Button, ...]


@dataclass(frozen=True, slots=True)
class Exact:
    """A message as it travelled, byte for byte, and what kind of file that is."""

    content: bytes
    media: str

    @property
    def ending(self) -> str:
        return ENDINGS[self.media]

    @property
    def words(self) -> str | None:
        """Its text as a person reads it; ``None`` where that is a document of its own."""
        if self.media == TEXT:
            return self.content.decode(errors="replace")
        if self.media == XML:
            root = xml.parse(self.content, len(self.content))
            return xml.text(root, "notification") if xml.text(root, "messageType") == "NEMSMS" else None
        if self.media != MAIL:
            return None
        message = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        return body.get_content() if body is not None else ""

    @property
    def around(self) -> Around | None:
        """What stands around the letter; only a message of Digital Post has that."""
        if self.media != XML:
            return None
        root = xml.parse(self.content, len(self.content))
        if xml.text(root, "messageType") == "NEMSMS":
            return None
        return Around(memo.subject(root), xml.text(root, "notification"), memo.buttons(root))

    @property
    def document(self) -> bytes | None:
        """The letter inside a message of Digital Post, or the letter itself."""
        if self.media == PDF:
            return self.content
        if self.media != XML:
            return None
        return memo.letter(xml.parse(self.content, len(self.content)))


def holds_code(kind: str) -> bool:
    """Whether messages of this kind hold a one-time code, which nobody but the citizen gets to see, living or dead."""
    return kind in _CODES


def masked(words: str, kind: str) -> str:
    """Return words without the tokens of personal links, and without a one-time code in what carries one."""
    hidden = _LINK.sub(r"\1••••", words)
    return _DIGITS.sub("••••••", hidden) if holds_code(kind) else hidden


def exact(centre: Centre, message: Message) -> Exact | None:
    """Return the exact text of a message."""
    content = _open(centre, message.body_sealed, message.body_key, message.place("body"))
    return None if content is None else Exact(content, _media(message.channel, content))


def recipient(centre: Centre, message: Message, birth_date: date) -> str | None:
    """Return where a message went; for a national number the birth date stands, as on the person's page.

    Its own digits are not always that date: those of made-up people, and of people without one, count on.
    """
    found = _open(centre, message.recipient_sealed, message.recipient_key, message.place("recipient"))
    if found is None:
        return None
    return f"{birth_date:%d%m%y}-••••" if message.channel in BY_NUMBER else found.decode()


def raw(centre: Centre, receipt: Receipt) -> bytes | None:
    """Return what a provider said, word for word."""
    return _open(centre, receipt.raw_sealed, receipt.raw_key, receipts.place(receipt.provider, receipt.event_id))


def reply(centre: Centre, found: Reply) -> str | None:
    """Return the words of a reply."""
    words = _open(centre, found.words_sealed, found.sealed_key, keeping.place(found.public_id, "words"))
    return None if words is None else words.decode(errors="replace")


def _open(centre: Centre, sealed: bytes | None, key: str | None, place: str) -> bytes | None:
    if sealed is None or key is None:
        return None
    try:
        return centre.keys.open(sealed, key, place)
    except Unreadable:
        return None


def _media(channel: str, content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return PDF
    if channel in (Medium.DIGITAL_POST, Medium.NEMSMS) and content.lstrip().startswith(b"<"):
        return XML
    return MAIL if channel == Medium.EMAIL else TEXT
