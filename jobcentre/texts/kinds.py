"""The kinds of messages, and what each must say before it may be sent.

`REQUIRED` names the facts a kind cannot do without, `ELEMENTS` the parts its text must have: each
is a block of that name in `body.txt` and `body.html`, and an empty one stops the message. So a
summons cannot leave without its duty, its consequence or its telephone number, whoever edits the
templates. `SMS_ELEMENTS` are those of `sms.txt`; `EXTRAS` are blocks that may be empty.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from jobcentre.texts.appointments import Appointment


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
    `opens_minutes_before` is how early the meeting link lets people in. `on_paper` is there in a letter: nothing
    comes with it, and there is nothing to press.
    `others` are the caseworker's other meetings of that day, `meetings` all of them, `gone` those that were to be
    that day and are not any more; `tasks` counts what waits for the caseworker, `today_url` shows it.
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
    on_paper: bool | None = None
    citizen_name: str | None = None
    staff_url: str | None = None
    account_url: str | None = None
    account_expires_at: datetime | None = None
    on: date | None = None
    others: tuple[Appointment, ...] | None = None
    meetings: tuple[Appointment, ...] | None = None
    gone: tuple[Appointment, ...] | None = None
    tasks: int | None = None
    today_url: str | None = None


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
    Kind.SMS_CANCEL: (*_SENDER, "booking_url"),
    Kind.SMS_STOPPED: _SENDER,
    Kind.SMS_STARTED: _SENDER,
    Kind.SMS_UNKNOWN: _SENDER,
    Kind.STAFF_CONFIRMATION: (*_STAFF, "meeting_url"),
    Kind.STAFF_MOVED: (*_STAFF, "meeting_url", "old_starts_at"),
    Kind.STAFF_CANCELLED: _STAFF,
    Kind.STAFF_REMINDER: (*_STAFF, "meeting_url"),
    Kind.STAFF_DAY: ("caseworker", "on", "meetings", "today_url"),
    Kind.ACCOUNT_WELCOME: _ACCOUNT,
    Kind.ACCOUNT_RESET: _ACCOUNT,
}

_BOOKED = ("time", "form", "link", "caseworker", "duty", "consequence", "moving", "contact", "signature")

# Of the kinds that are more than an SMS. The summons after good administration and domain.md, implication 12; a booked
# time carries the duty and its consequence too, because only a set time makes them real.
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
        "signature",
    ),
    Kind.SUMMONS_FIXED: (*_BOOKED, "purpose", "grounds", "support", "legal_basis"),
    Kind.WITHDRAWN: ("news", "contact", "signature"),
    Kind.CONFIRMATION: _BOOKED,
    Kind.MOVED: (*_BOOKED, "old_time"),
    Kind.CANCELLED: ("news", "time", "next", "contact", "signature"),
    Kind.REMINDER_DAYS: ("time", "link", "caseworker", "moving", "contact", "signature"),
    Kind.REMINDER_HOURS: ("time", "link", "caseworker", "contact", "signature"),
    Kind.STAFF_CONFIRMATION: ("time", "link", "citizen"),
    Kind.STAFF_MOVED: ("time", "link", "citizen", "old_time"),
    Kind.STAFF_CANCELLED: ("news", "time", "link", "citizen"),
    Kind.STAFF_REMINDER: ("time", "link", "citizen"),
    Kind.STAFF_DAY: ("meetings", "link"),
    Kind.ACCOUNT_WELCOME: ("link", "expiry"),
    Kind.ACCOUNT_RESET: ("link", "expiry"),
}

EXTRAS: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS_FIXED: ("calendar",),
    Kind.CONFIRMATION: ("calendar",),
    Kind.MOVED: ("calendar",),
    Kind.CANCELLED: ("calendar",),
    Kind.STAFF_CONFIRMATION: ("others",),
    Kind.STAFF_MOVED: ("others",),
    Kind.STAFF_CANCELLED: ("others",),
    Kind.STAFF_REMINDER: ("others",),
    Kind.STAFF_DAY: ("gone", "tasks"),
}

# What matters, in 150 characters.
SMS_ELEMENTS: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS: ("time", "link"),
    Kind.SUMMONS_FIXED: ("time", "link"),
    Kind.WITHDRAWN: ("news", "contact"),
    Kind.CONFIRMATION: ("time", "link"),
    Kind.MOVED: ("time", "link"),
    Kind.CANCELLED: ("news", "next"),
    Kind.REMINDER_DAYS: ("time", "link"),
    Kind.REMINDER_HOURS: ("time", "link"),
    Kind.SMS_CANCEL: ("news", "next"),
    Kind.SMS_STOPPED: ("news",),
    Kind.SMS_STARTED: ("news",),
    Kind.SMS_UNKNOWN: ("contact",),
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


def known(facts: MessageFacts) -> dict[str, Any]:
    """The facts that are there, text on one line and without control characters."""
    everything = ((field.name, getattr(facts, field.name)) for field in fields(facts))
    return {name: _clean(value) for name, value in everything if not _blank(value)}


def _blank(value: object) -> bool:
    return value is None or value == () or (isinstance(value, str) and not _one_line(value))


def _clean(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(replace(one, name=_one_line(one.name)) for one in value)
    return _one_line(value) if isinstance(value, str) else value


def _one_line(text: str) -> str:
    """A name with a line break in it could otherwise write lines of its own into a letter."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(char for char in line if char.isprintable())
