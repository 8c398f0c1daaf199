"""An e-mail taken apart with care: nothing a stranger wrote into headers or parts may raise.

The old policy of the library is used on purpose: the new one parses headers when they are read, and raises on some.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from typing import Any
from uuid import UUID

from jobcentre.channels.incoming import Malformed

Mail = Message
MOST_PARTS = 200
MOST_IDS = 20
LONGEST_NAME = 200
# Our Message-IDs are a public id and a host (`channels.email.message_id`). The host may have been another then.
_OURS = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^\s<>@]{1,253}", re.IGNORECASE)
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def parse(raw: bytes) -> Mail:
    """The mail in parts. Raises Malformed for what is no mail at all."""
    try:
        message = message_from_bytes(raw)
    except (ValueError, LookupError, RecursionError):
        raise Malformed("the mail cannot be taken apart") from None
    if not message.keys():
        raise Malformed("the mail has no headers")
    return message


def header(message: Mail, name: str) -> str:
    """A header as text on one line; empty when there is none."""
    found = message.get(name)
    return _one_line(found) if found is not None else ""


def addresses(message: Mail, *names: str) -> tuple[str, ...]:
    """The bare addresses in these headers, lower case, each once."""
    values = [header(message, name) for name in names]
    found = (address.strip().lower() for _name, address in getaddresses([value for value in values if value]))
    return tuple(dict.fromkeys(address for address in found if "@" in address))


def parts(message: Mail) -> Iterator[Mail]:
    """The parts that hold something, from first to last; what is forwarded whole is one part."""
    queue, count = [message], 0
    while queue and count < MOST_PARTS:
        part, count = queue.pop(0), count + 1
        inner = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(inner, list):
            queue[:0] = [each for each in islice(inner, MOST_PARTS) if isinstance(each, Message)]
        else:
            yield part


def text_of(part: Mail) -> str:
    """What a part says, in whatever charset it says it in, or claims to."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    declared = str(part.get_content_charset() or "utf-8")
    # who says latin-1 or ASCII and writes more means what Windows calls so
    wide = declared.lower() in ("iso-8859-1", "latin-1", "us-ascii", "ascii")
    for charset in ("utf-8" if wide else declared, "utf-8", "cp1252"):
        try:
            return clean(payload.decode(charset))
        except (LookupError, ValueError):
            continue
    return clean(payload.decode("latin-1"))


def clean(text: str) -> str:
    """Text without what no page and no database can show; line ends are single."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("", text).encode("utf-8", "ignore").decode()


def file_name(part: Mail) -> str:
    """The name of an attached file; empty when the part is none."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = "?"
    return _one_line(name)[:LONGEST_NAME]


def _one_line(found: Any) -> str:
    """What stands in a header, with its encoded words read; as it stands when they cannot be."""
    try:
        text = str(make_header(decode_header(found)))
    except (ValueError, LookupError):
        text = str(found)
    return " ".join(clean(text).split())


def ours(text: str) -> tuple[UUID, ...]:
    """The public ids in a text that holds Message-IDs, in their order, each once."""
    found = (UUID(match[1]) for match in islice(_OURS.finditer(text), MOST_IDS))
    return tuple(dict.fromkeys(found))


def answered(message: Mail) -> tuple[UUID, ...]:
    """The messages of ours that this one answers, the latest first."""
    references = ours(header(message, "References"))
    return tuple(dict.fromkeys((*ours(header(message, "In-Reply-To")), *reversed(references))))


def own_id(message: Mail, raw: bytes) -> str:
    """What the mail is known by: its Message-ID, or what it consists of when it has none."""
    name = header(message, "Message-ID").strip("<> ")
    if not name or len(name) > LONGEST_NAME:
        return f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return name


def written_at(message: Mail, now: datetime) -> datetime:
    """When the mail says it was written, but never later than now."""
    try:
        moment = parsedate_to_datetime(header(message, "Date"))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return min(moment.astimezone(UTC), now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return now


def is_automatic(message: Mail) -> bool:
    """Whether a machine answered (RFC 3834), also in the words of those who do not follow it."""
    submitted = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = header(message, "Precedence").lower()
    named = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "List-Id"))
    return (
        submitted not in ("", "no")
        or named
        or precedence in ("auto_reply", "auto-reply", "bulk", "junk", "list")
        or header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or _AUTOMATIC.match(header(message, "Subject")) is not None
    )


_AUTOMATIC = re.compile(
    r"(?:automatisk (?:svar|besked)|autosvar|fraværsbesked|ikke til stede|automatic reply|auto(?:matic)?[- ]?reply"
    r"|autoreply|out of (?:the )?office|abwesend|frånvaro)\b",
    re.IGNORECASE,
)
