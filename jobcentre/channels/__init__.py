"""Ways out of the house. Each takes one finished message and says what became of it.

A channel never decides whether something is to be said, never renders, never touches the
database, and is called with no transaction open. What it hands back or raises is kept on the
message's row, so it holds nothing about a person: no address, no name, no words of the message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One finished message for one receiver.

    `content` is what travels, byte for byte: MIME, the words of an SMS in UTF-8, MeMo, PDF. `sender`
    and `recipient` are the envelope: bare addresses, numbers or national ids that the channel uses and
    nothing inside `content` can change. `id` is how the other side knows the message: the same id is the
    same message, however often it is sent. `key` is the message row's unique key and stays in the house.
    `created_at` is the row's creation (aware), not the time of sending. `links` are the addresses in
    the content that must work. `particulars` is what a channel
    must know besides, such as a letter's for the print supplier's manifest.
    """

    id: UUID
    key: str
    created_at: datetime
    sender: str
    recipient: str
    content: bytes
    links: tuple[str, ...] = ()
    particulars: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The next hand has taken the message over. `reference` is how they call it."""

    reference: str


class Failure(Exception):
    """The message was not taken over. `reason` is for operators and free of personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(Failure):
    """Worth another try: busy, unreachable, cut off, or our own set-up is wrong.

    `certain`: the message certainly did not get through. After a cut in the middle nobody knows;
    sending the same bytes again is right then, because the receiver can tell by the key that they
    are the same. `nobody_there`: the other side could not be reached, whoever the message is for.
    """

    def __init__(self, reason: str, *, certain: bool = False, nobody_there: bool = False) -> None:
        super().__init__(reason)
        self.certain = certain
        self.nobody_there = nobody_there


class PermanentFailure(Failure):
    """This message to this receiver will never be taken; somebody must be reached otherwise."""


class Guarantee(StrEnum):
    """What the other side does for us when nobody knows whether a message got through."""

    KEY = "key"  # class A: it takes the same id once, within `Manner.key_window`
    REFERENCE = "reference"  # class B: it can be asked whether it has the id (`Answering`)
    NEITHER = "neither"  # class C: at least once; sent again, it may arrive twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a channel behaves, as delivery must know it.

    `receipt_within`: so long after sending, the other side has said whether it arrived; None where it says
    nothing. `wakes`: somebody's telephone may ring, so quiet hours hold. `per_second`: how many messages it
    takes from all processes together; 0 is no limit. `tries_in_doubt`: how often a message is handed over at
    most while nobody knows whether it got through and nobody can be asked; then a person decides.
    """

    guarantee: Guarantee = Guarantee.NEITHER
    key_window: timedelta = timedelta(0)
    receipt_within: timedelta | None = None
    wakes: bool = False
    per_second: float = 0
    tries_in_doubt: int = 12


class Channel(Protocol):
    """What every channel can do. One suite of tests holds them all to it."""

    @property
    def name(self) -> str:
        """The channel's name in settings and on message rows: "email"."""

    @property
    def manner(self) -> Manner:
        """How the channel behaves."""

    def accepts(self, recipient: str) -> bool:
        """Whether this channel could carry anything to such an address. Asks nobody."""

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand the message over, or raise TemporaryFailure or PermanentFailure."""

    def close(self) -> None:
        """Let go of connections kept between sends; the next `send` opens what it needs."""


class Answering(Channel, Protocol):
    """A channel of guarantee `reference`: it can be asked before a message is sent again."""

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """The receipt of a message the other side has, None if it does not know it. Raises TemporaryFailure."""
