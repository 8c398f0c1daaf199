"""What somebody's calendar answers to an invitation of ours (iTIP REPLY and COUNTER; RFC 5546, 3.2.3 and 3.2.7).

Anybody can write such an object: it is information and never an act.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from icalendar import Calendar, Event

from jobcentre.calendars.text import lines

LARGEST = 100_000  # bytes; an answer is one or two thousand
LONGEST_COMMENT = 2_000


class Answer(StrEnum):
    """PARTSTAT as far as it makes a difference. ``declined`` is a no, a maybe, somebody else, or another time."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


_ANSWERS = {
    "ACCEPTED": Answer.ACCEPTED,
    "DECLINED": Answer.DECLINED,
    "TENTATIVE": Answer.DECLINED,
    "DELEGATED": Answer.DECLINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReply:
    """One attendee's answer to one meeting. `sequence` is that of the invitation answered, if it says so.

    `attendee` is a bare address in lower case; `proposed` the start the person would rather have.
    """

    uid: str
    sequence: int | None
    attendee: str
    answer: Answer
    comment: str
    proposed: datetime | None


def parse(data: bytes) -> CalendarReply | None:
    """The answer in a calendar object; None when it holds none. Never raises, whatever the bytes are."""
    if len(data) > LARGEST:
        return None
    try:
        return _parsed(data)
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, RecursionError):
        return None


def _parsed(data: bytes) -> CalendarReply | None:
    calendar = Calendar.from_ical(data)
    method = str(calendar.get("METHOD", "")).upper()
    event = next(iter(calendar.walk("VEVENT")), None)
    if method not in ("REPLY", "COUNTER") or not isinstance(event, Event):
        return None
    uid, attendee = str(event.get("UID", "")), _first(event.get("ATTENDEE"))
    status = str(attendee.params.get("PARTSTAT", "")).upper() if hasattr(attendee, "params") else ""
    answer = Answer.DECLINED if method == "COUNTER" else _ANSWERS.get(status)
    if not uid or answer is None:
        return None
    sequence = event.get("SEQUENCE")
    return CalendarReply(
        uid=uid,
        sequence=int(sequence) if sequence is not None else None,
        attendee=str(attendee).strip().lower().removeprefix("mailto:"),
        answer=answer,
        comment=_comment(event),
        proposed=_start(event) if method == "COUNTER" else None,
    )


def _first(found: Any) -> Any:
    return found[0] if isinstance(found, list) else found


def _comment(event: Event) -> str:
    said, others = _first(event.get("COMMENT")), event.get("X-RESPONSE-COMMENT", "")
    # the library takes the backslashes out of what it knows
    return lines(str(said or re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", "\n", str(others)))))[:LONGEST_COMMENT]


def _start(event: Event) -> datetime | None:
    start = event.get("DTSTART")
    moment = getattr(start, "dt", None)
    return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None
