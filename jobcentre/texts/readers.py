"""Whom a kind of message is for, and so which texts it has."""

from enum import StrEnum

from jobcentre.texts.kinds import ELEMENTS, Kind

# Answers to an SMS, by SMS alone; the others have a subject and two bodies.
SMS_ONLY = frozenset(kind for kind in Kind if kind not in ELEMENTS)
_WRITTEN = ("subject.txt", "body.txt", "body.html")


class Reader(StrEnum):
    """Whom a kind is for."""

    CITIZEN = "citizen"
    STAFF = "staff"
    ACCOUNT = "account"  # staff as well, about the way in


def reader(kind: Kind) -> Reader:
    """Return who reads messages of this kind."""
    first = kind.value.split("_")[0]
    return Reader(first) if first in (Reader.STAFF, Reader.ACCOUNT) else Reader.CITIZEN


def files(kind: Kind) -> tuple[str, ...]:
    """Return the templates of a kind; an SMS is for citizens only."""
    if kind in SMS_ONLY:
        return ("sms.txt",)
    return (*_WRITTEN, "sms.txt") if reader(kind) is Reader.CITIZEN else _WRITTEN
