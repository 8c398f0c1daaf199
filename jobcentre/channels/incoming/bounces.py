"""Mail about mail: what a server says became of a message of ours (RFC 3464), or a mail program (RFC 8098).

Not every server follows the standard; those that do not are understood by their sender and their words, and only
when they name one of our messages.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_string
from email.message import Message
from functools import reduce
from itertools import islice
from uuid import UUID

from jobcentre.channels.incoming import Report
from jobcentre.channels.incoming.parts import (
    MOST_PARTS,
    Mail,
    addresses,
    answered,
    header,
    ours,
    own_id,
    parts,
    text_of,
    written_at,
)
from jobcentre.rules.receipts import Arrival, after

STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
NOTICE_TYPE = "message/disposition-notification"
RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
ACTIONS = {
    "failed": Arrival.FAILED,
    "delayed": Arrival.DELAYED,
    "delivered": Arrival.DELIVERED,
    "relayed": Arrival.ACCEPTED,  # to somebody who tells us nothing
    "expanded": Arrival.ACCEPTED,
}
BY_CLASS = {"5": Arrival.FAILED, "4": Arrival.DELAYED, "2": Arrival.ACCEPTED}
DAEMONS = {"mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon", "double-bounce"}
LONGEST_LOOK = 20_000  # characters of a text that is searched for codes

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d[ -](?=\D)")
_LATE = re.compile(
    r"delayed|\(delay\)|forsinket|still trying|will (?:be )?retr|not yet been delivered|message for past", re.IGNORECASE
)
_GIVEN_UP = re.compile(
    r"undeliver|returned mail|returned to sender|failure|delivery (?:has )?failed|could not be delivered"
    r"|k(?:unne|an) ikke leveres|ikke leveret|returneret",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"delivery status|mail delivery", re.IGNORECASE)


def read(message: Mail, raw: bytes, now: datetime) -> Report | None:
    """What the mail reports of a message of ours; None when it is no such report."""
    about = _message(message)
    if about is None:
        return None
    verdict = _standard(message) or _displayed(message) or _in_words(message)
    if verdict is None:
        return None
    outcome, code = verdict
    # some servers send all their reports under the Message-ID of the mail they are about
    event_id = f"{outcome}:{own_id(message, raw)}"
    return Report(event_id, about, None, outcome, code, written_at(message, now), raw)


def _message(message: Mail) -> UUID | None:
    """The message it is about: in what is sent back, else in what it answers, else anywhere in its text."""
    for part in parts(message):
        if part.get_content_type() in RETURNED_TYPES and (found := ours(_returned_id(part))):
            return found[0]
    for part in parts(message):
        notices = _fields(part) if part.get_content_type() == NOTICE_TYPE else ()
        for found in (ours(header(fields, "Original-Message-ID")) for fields in notices):
            if found:
                return found[0]
    for found in (answered(message), *_named_in_text(message)):
        if found:
            return found[0]
    return None


def _returned_id(part: Mail) -> str:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return header(inner[0], "Message-ID")
    text = inner if isinstance(inner, str) else ""
    return header(message_from_string(text_of(part) or text), "Message-ID")


def _named_in_text(message: Mail) -> Iterator[tuple[UUID, ...]]:
    for part in parts(message):
        if part.get_content_maintype() == "text":
            yield ours(text_of(part)[:LONGEST_LOOK])


def _standard(message: Mail) -> tuple[Arrival, str] | None:
    """The verdict of a delivery status; of several receivers' the best, as one of them has it."""
    told = [
        verdict
        for part in parts(message)
        if part.get_content_type() in STATUS_TYPES
        for fields in _fields(part)
        if (verdict := _of_receiver(fields)) is not None
    ]
    if not told:
        return None
    best = reduce(after, (outcome for outcome, _ in told), told[0][0])
    return next((outcome, code) for outcome, code in told if outcome is best)


def _fields(part: Mail) -> Iterator[Mail]:
    """The blocks of fields of a status: one for the message, one for each receiver."""
    inner = part.get_payload()
    blocks = [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []
    texts = [block.get_payload() for block in blocks] if blocks else [text_of(part)]
    yield from islice(blocks, MOST_PARTS)
    for text in texts:
        for lines in islice(re.split(r"\n[ \t]*\n", str(text).replace("\r\n", "\n")), MOST_PARTS):
            yield message_from_string(lines)


def _of_receiver(fields: Mail) -> tuple[Arrival, str] | None:
    action = header(fields, "Action").lower().partition(" ")[0]
    status = _ENHANCED.search(header(fields, "Status"))
    if not action and status is None:
        return None
    more = _ENHANCED.search(header(fields, "Diagnostic-Code"))
    if more is not None and (status is None or status[2] == status[3] == "0"):
        status = more
    outcome = ACTIONS.get(action) or BY_CLASS[status[1]] if status else ACTIONS.get(action, Arrival.ACCEPTED)
    return outcome, status[0] if status else action


def _displayed(message: Mail) -> tuple[Arrival, str] | None:
    """A mail program says that the message was shown or thrown away: either way it had arrived."""
    for part in parts(message):
        for fields in _fields(part) if part.get_content_type() == NOTICE_TYPE else ():
            act = header(fields, "Disposition").rpartition(";")[2].partition("/")[0].strip().lower()
            if act in ("displayed", "deleted", "processed", "dispatched"):
                return Arrival.DELIVERED, act
    return None


def _in_words(message: Mail) -> tuple[Arrival, str] | None:
    """The verdict of a server that has a form of its own."""
    subject = header(message, "Subject")
    daemon = any(sender.partition("@")[0] in DAEMONS for sender in addresses(message, "From", "Return-Path"))
    failed = bool(message.get("X-Failed-Recipients"))
    nobody = header(message, "Return-Path").strip() == "<>" and "replied" not in header(message, "Auto-Submitted")
    late, given_up = _LATE.search(subject) is not None, failed or _GIVEN_UP.search(subject) is not None
    announced = late or given_up or _ANNOUNCED.search(subject) is not None
    said = "\n".join(text_of(part)[:LONGEST_LOOK] for part in parts(message) if part.get_content_type() == "text/plain")
    code = _code(said, announced)
    if not (daemon or failed or nobody) or not (announced or (daemon and code)):
        return None
    if late or (not given_up and (code[0] == "4" if code else _LATE.search(said))):
        return Arrival.DELAYED, code or "4.0.0"
    return Arrival.FAILED, code or "5.0.0"


def _code(said: str, announced: bool) -> str | None:
    """The first code of a failure; a bare number such as 550 only where a failure is announced."""
    enhanced = next((match[0] for match in _ENHANCED.finditer(said) if match[1] != "2"), None)
    plain = _REPLY_CODE.search(said) if announced else None
    return enhanced or (f"{plain[1]}.0.0" if plain else None)
