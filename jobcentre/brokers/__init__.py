"""Who says who somebody is: a broker with MitID behind it. For each login it tells a CPR number, and how sure that is.

A broker is called with no transaction open, since it is at the other end of a network. What it tells is compared by
the services and kept nowhere.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self


class Why(StrEnum):
    """Why a login proves nothing."""

    CANCELLED = "cancelled"  # by the person, at the broker
    LEVEL = "level"  # not as sure as we ask for, or it does not say how sure
    NUMBER = "number"  # there is no CPR number in it
    INVALID = "invalid"  # not the broker's word, not about this login, or used before
    DOWN = "down"  # the broker does not answer, or not in a way that can be read


class NotProven(Exception):
    """A login proves nothing. ``detail`` is for operators: what failed, never a word of what was told."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(f"{why}: {detail}")
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Login:
    """A login that has begun: what its answer must fit. It is kept by the browser that began it."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Return one that nobody can guess."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser came back with. ``issuer``: who says so, where they do (RFC 9207)."""

    code: str = field(repr=False)
    error: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Proven:
    """Who logged in: ten digits, and the level of assurance in the broker's own word."""

    number: str = field(repr=False)
    level: str


class Broker(Protocol):
    """What every broker can do."""

    def begin(self, login: Login, back: str, language: str) -> str:
        """Return the address at which the person logs in, and from which they come to ``back``. Raises NotProven."""

    def finish(self, login: Login, back: str, answer: Answer) -> Proven:
        """Return who logged in. Raises NotProven."""
