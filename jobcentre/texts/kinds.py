"""The kinds of messages, and what each must say before it may be sent.

`REQUIRED` names the facts a kind cannot do without, `ELEMENTS` the parts its text must have: each
is a block of that name in `body.txt` and `body.html`, and an empty one stops the message. So a
summons cannot leave without its duty, its consequence or its telephone number, whoever edits the
templates.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """One kind, one folder in `templates/messages/`."""

    SUMMONS = "summons"
    SUMMONS_FIXED = "summons_fixed"
    WITHDRAWN = "withdrawn"
    CONFIRMATION = "confirmation"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER_DAYS = "reminder_days"
    REMINDER_HOURS = "reminder_hours"
    SMS_CANCEL = "sms_cancel"
    SMS_STOPPED = "sms_stopped"
    SMS_STARTED = "sms_started"
    SMS_UNKNOWN = "sms_unknown"
    STAFF_CONFIRMATION = "staff_confirmation"
    STAFF_MOVED = "staff_moved"
    STAFF_CANCELLED = "staff_cancelled"
    STAFF_REMINDER = "staff_reminder"
    STAFF_DAY = "staff_day"
    ACCOUNT_WELCOME = "account_welcome"
    ACCOUNT_RESET = "account_reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """All that any message may mention; text is plain and in the reader's language.

    `caseworker` is the person the interview is with, or as long as nobody is chosen the team's
    name or the jobcentre's own. `jobcentre` is the office as the municipality calls it. `phone_hours` goes on after
    the number: "mandag til fredag kl. 9-15". `cut_off` is left out once it has passed: then the
    text asks to call. In a cancellation `booking_url` is left out when no new time is wanted, and
    `duty_over` is there when no interview is to follow at all.
    `opens_minutes_before` is how early the meeting link lets people in.
    Why a meeting was cancelled is no fact here: it may be about health and stays in the house.
    """

    given_name: str | None = None
    full_name: str | None = None
    municipality: str | None = None
    jobcentre: str | None = None
    phone: str | None = None
    phone_hours: str | None = None
    caseworker: str | None = None
    legal_basis: str | None = None
    booking_url: str | None = None
    meeting_url: str | None = None
    duration_minutes: int | None = None
    opens_minutes_before: int | None = None
    cut_off_hours: int | None = None
    book_by: date | None = None
    latest_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    old_starts_at: datetime | None = None
    cut_off: datetime | None = None
    duty_over: bool | None = None
    citizen_name: str | None = None
    staff_url: str | None = None
    account_url: str | None = None
    account_expires_at: datetime | None = None


_SENDER = ("municipality", "jobcentre", "phone")
_MEETING = ("given_name", *_SENDER, "caseworker", "starts_at", "ends_at")
_LINKED = (*_MEETING, "meeting_url", "booking_url", "opens_minutes_before")
_STAFF = ("caseworker", "citizen_name", "starts_at", "ends_at", "staff_url")
_ACCOUNT = ("full_name", "municipality", "account_url", "account_expires_at")

REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS: (
        "given_name",
        *_SENDER,
        "caseworker",
        "legal_basis",
        "booking_url",
        "duration_minutes",
        "cut_off_hours",
        "book_by",
        "latest_on",
    ),
    Kind.SUMMONS_FIXED: (*_LINKED, "legal_basis"),
    Kind.WITHDRAWN: ("given_name", *_SENDER),
    Kind.CONFIRMATION: _LINKED,
    Kind.MOVED: (*_LINKED, "old_starts_at"),
    Kind.CANCELLED: _MEETING,
    Kind.REMINDER_DAYS: _LINKED,
    Kind.REMINDER_HOURS: (*_MEETING, "meeting_url", "opens_minutes_before"),
    Kind.STAFF_CONFIRMATION: (*_STAFF, "meeting_url"),
    Kind.STAFF_MOVED: (*_STAFF, "meeting_url", "old_starts_at"),
    Kind.STAFF_CANCELLED: _STAFF,
    Kind.ACCOUNT_WELCOME: _ACCOUNT,
    Kind.ACCOUNT_RESET: _ACCOUNT,
}

_BOOKED = ("time", "form", "link", "caseworker", "duty", "consequence", "moving", "contact")

# The summons after good administration and domain.md, implication 12; a booked time carries the
# duty and its consequence too, because only a set time makes them real.
ELEMENTS: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS: (
        "purpose",
        "time",
        "form",
        "link",
        "caseworker",
        "duty",
        "consequence",
        "moving",
        "grounds",
        "support",
        "contact",
        "legal_basis",
    ),
    Kind.SUMMONS_FIXED: (*_BOOKED, "purpose", "grounds", "support", "legal_basis"),
    Kind.WITHDRAWN: ("news", "contact"),
    Kind.CONFIRMATION: _BOOKED,
    Kind.MOVED: (*_BOOKED, "old_time"),
    Kind.CANCELLED: ("time", "next", "contact"),
    Kind.REMINDER_DAYS: ("time", "link", "caseworker", "moving", "contact"),
    Kind.REMINDER_HOURS: ("time", "link", "caseworker", "contact"),
    Kind.STAFF_CONFIRMATION: ("time", "link", "citizen"),
    Kind.STAFF_MOVED: ("time", "link", "citizen", "old_time"),
    Kind.STAFF_CANCELLED: ("time", "link", "citizen"),
    Kind.ACCOUNT_WELCOME: ("link", "expiry"),
    Kind.ACCOUNT_RESET: ("link", "expiry"),
}

# What the calendar object of the message does (RFC 5546); the other kinds carry none.
CALENDAR_METHODS: dict[Kind, str] = {
    Kind.SUMMONS_FIXED: "REQUEST",
    Kind.CONFIRMATION: "REQUEST",
    Kind.MOVED: "REQUEST",
    Kind.CANCELLED: "CANCEL",
    Kind.STAFF_CONFIRMATION: "REQUEST",
    Kind.STAFF_MOVED: "REQUEST",
    Kind.STAFF_CANCELLED: "CANCEL",
}


def missing(kind: Kind, facts: MessageFacts) -> tuple[str, ...]:
    """The required facts that are absent or blank. A message with any of them is not sent."""
    return tuple(field for field in REQUIRED[kind] if _blank(getattr(facts, field)))


def known(facts: MessageFacts) -> dict[str, str | int | date | datetime]:
    """The facts that are there, text on one line and without control characters."""
    everything = ((field.name, getattr(facts, field.name)) for field in fields(facts))
    return {
        name: _one_line(value) if isinstance(value, str) else value for name, value in everything if not _blank(value)
    }


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not _one_line(value))


def _one_line(text: str) -> str:
    """A name with a line break in it could otherwise write lines of its own into a letter."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
