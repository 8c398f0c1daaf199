"""Whom a finished message is from and for, and the letter in it, read from the message itself."""

import base64
from dataclasses import dataclass, field

from lxml import etree

from jobcentre.channels import xml
from jobcentre.channels.memo import limits

_LONGEST = 2 * limits.LARGEST_DOCUMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The header of a message. ``kind`` is DIGITALPOST or NEMSMS."""

    kind: str
    id: str
    sender: str
    recipient: str = field(repr=False)
    root: etree._Element = field(repr=False, compare=False)


def envelope(content: bytes) -> Envelope:
    """Raises ``xml.Unfit`` for what is no XML."""
    root = xml.parse(content, _LONGEST)
    return Envelope(
        kind=xml.text(root, "messageType"),
        id=xml.text(root, "messageUUID"),
        sender=xml.text(root, "senderID"),
        recipient=xml.text(root, "recipientID"),
        root=root,
    )


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a message: its words, and where it leads; one for the calendar leads nowhere."""

    label: str
    url: str


def subject(root: etree._Element) -> str:
    """Return what a message is called in the mailbox."""
    header = next(root.iter("{*}MessageHeader"), None)
    found = header.find("{*}label") if header is not None else None
    return (found.text or "").strip() if found is not None else ""


def buttons(root: etree._Element) -> tuple[Button, ...]:
    """Return the buttons of a message."""
    return tuple(Button(xml.text(action, "label"), xml.text(action, "url")) for action in root.iter("{*}Action"))


def letter(root: etree._Element) -> bytes | None:
    """Return the PDF inside a message; a NemSMS has none."""
    inside = (base64.b64decode(found.text or "") for found in root.iter("{*}content"))
    return next((content for content in inside if content.startswith(limits.PDF)), None)
