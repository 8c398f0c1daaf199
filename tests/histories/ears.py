"""Channels that hear every message at the moment it leaves, and ask the database there and then whether it is true."""

import email
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from jobcentre.channels import Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.rules.reach import Medium

OF_CITIZENS = "@example.dk"  # who breaks: a caseworker has no other way, and then it is a person's task
LINK = re.compile(r"/([bm])/([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that somebody got: what it said, about what, and when."""

    at: datetime
    channel: str
    kind: str
    receiver: str  # "citizen:7" or "staff:3"
    meeting_id: int | None
    summons_id: int | None
    sequence: int | None
    starts_at: datetime | None  # of the meeting, at that moment
    tokens: frozenset[str]
    words: str


@dataclass
class Ear:
    """A channel for one medium. ``mood``: it takes what it is given, is busy, falls silent after taking, or breaks."""

    medium: Medium
    listen: Callable[["Ear", Outgoing], None]
    manner: Manner = field(default_factory=Manner)
    mood: str = "takes"
    taken: dict[UUID, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        return self.medium.value

    def accepts(self, recipient: str) -> bool:
        return bool(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        with self.lock:
            if self.mood == "busy":
                raise TemporaryFailure("busy", certain=True)
            if self.mood == "broken" and outgoing.recipient.endswith(OF_CITIZENS):
                raise PermanentFailure("broken")
            self.listen(self, outgoing)
            reference = self.taken.setdefault(outgoing.id, f"{self.name}-{len(self.taken)}")
            if self.mood == "silent":
                raise TemporaryFailure("no answer")
            return Receipt(reference)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """Answer who asks; only asked of a medium that says it can be."""
        with self.lock:
            reference = self.taken.get(outgoing.id)
            return Receipt(reference) if reference else None

    def close(self) -> None:
        """Nothing is open."""


def words_of(medium: Medium, content: bytes) -> str:
    """Return what a person reads, where this test can read it: mail and SMS."""
    if medium is Medium.SMS:
        return content.decode()
    if medium is not Medium.EMAIL:
        return ""
    mail: Any = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content() if body else ''}"


def tokens_of(outgoing: Outgoing, words: str) -> frozenset[str]:
    """Return the tokens of all personal links in a message."""
    return frozenset(token for _, token in LINK.findall("\n".join((*outgoing.links, words))))
