"""Whom a finished message is from and for, read from the message itself."""

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
