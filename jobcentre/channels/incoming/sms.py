"""What an SMS gateway says in JSON: what became of ours, and what citizens write. Settings say what it calls things."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import phonenumbers

from jobcentre.channels.incoming import IncomingText, Malformed, Report
from jobcentre.channels.incoming.parts import clean
from jobcentre.rules.receipts import Arrival

T = TypeVar("T")
MOST = 500  # reports or texts in one request
LONGEST_TEXT = 2_000
LONGEST_CODE = 100
LONGEST_ID = 200
EARLIEST = 1_000_000_000  # seconds since 1970: below that a number is no moment of this service
MILLISECONDS = 100_000_000_000


def reports(body: bytes, fields: Sequence[str], states: Sequence[str], now: datetime) -> tuple[Report, ...]:
    """The reports in a request. Raises Malformed when it is no JSON, or none says a message and its state."""
    names, meanings = _pairs(fields), _meanings(states)
    return _whole(body, lambda told: _report(told, names, meanings, now))


def texts(body: bytes, fields: Sequence[str], now: datetime) -> tuple[IncomingText, ...]:
    """The SMS in a request. Raises Malformed when it is no JSON, or none has a sender and a text."""
    names = _pairs(fields)
    return _whole(body, lambda told: _text(told, names, now))


def number(said: str) -> str:
    """A telephone number in E.164, however the gateway writes it; empty when it is none, such as a sender's name."""
    digits = re.sub(r"[\s().-]", "", said)
    if not re.fullmatch(r"\+?[0-9]{5,15}", digits):
        return ""
    international = re.sub(r"^(?:\+|00)?", "+", digits, count=1)
    for text in (digits, international):
        try:
            parsed = phonenumbers.parse(text, "DK")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return ""


def _report(
    told: Mapping[str, Any], names: Mapping[str, str], meanings: Mapping[str, Arrival], now: datetime
) -> Report:
    reference, state = _said(told, names, "message"), _said(told, names, "state")
    if not reference:
        raise Malformed("a report names no message")
    if not state:
        raise Malformed("a report names no state")
    outcome = meanings.get(state.lower(), Arrival.ACCEPTED)  # a state nobody has told us of promises nothing
    at, code = _said(told, names, "at"), _said(told, names, "code") or state
    # some gateways send all their reports under the id of the SMS they are about, or of the batch they come in
    event = f"{outcome}:{reference[:LONGEST_ID]}:{_event(told, names, reference, state, at, code)}"
    return Report(
        event_id=event,
        message=_uuid(reference),
        reference=reference[:LONGEST_ID],
        outcome=outcome,
        code=code[:LONGEST_CODE],
        occurred_at=_moment(at, now),
        raw=json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"),
    )


def _text(told: Mapping[str, Any], names: Mapping[str, str], now: datetime) -> IncomingText:
    sender, text = number(_said(told, names, "from")), _said(told, names, "text")
    if not _said(told, names, "from"):
        raise Malformed("an SMS names no sender")
    if not text:
        raise Malformed("an SMS holds no text")
    at = _said(told, names, "at")
    # without a time the same words in another hour are another SMS: somebody may write STOP every year
    when = at or f"{now.astimezone(UTC):%Y-%m-%d %H}"
    return IncomingText(
        event_id=_event(told, names, sender, text, when),
        sender=sender,
        text=text[:LONGEST_TEXT],
        at=_moment(at, now),
    )


def _whole(body: bytes, read: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    """What can be read of a list: an SMS without words must not keep the others out. Nothing at all is Malformed."""
    found, fault = list[T](), Malformed("the list is empty")
    for told in _objects(body):
        try:
            found.append(read(told))
        except Malformed as unfit:
            fault = unfit
    if not found:
        raise fault
    return tuple(found)


def _objects(body: bytes) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON") from None
    told = found if isinstance(found, list) else [found]
    if not told or len(told) > MOST or not all(isinstance(each, dict) for each in told):
        raise Malformed(f"the body must be one JSON object, or a list of up to {MOST}")
    return told


def _pairs(lines: Sequence[str]) -> dict[str, str]:
    return {name.strip(): path.strip() for name, _, path in (line.partition("=") for line in lines)}


def _meanings(lines: Sequence[str]) -> dict[str, Arrival]:
    """The gateway's words for states, and what they mean: `failed=undelivered`."""
    pairs = (line.partition("=") for line in lines)
    return {word.strip().lower(): Arrival(meaning.strip()) for meaning, _, word in pairs}


def _said(told: Mapping[str, Any], names: Mapping[str, str], name: str) -> str:
    """One value by its dotted path; empty when it is not there, or no text and no number."""
    found: Any = told
    for step in names.get(name, "").split("."):
        found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return clean(str(found)).strip()


def _event(told: Mapping[str, Any], names: Mapping[str, str], *facts: str) -> str:
    """The event's own id; without one, what it says: the same said again is the same event."""
    own = _said(told, names, "event")
    if own and len(own) <= LONGEST_ID:
        return own
    return "sha256:" + hashlib.sha256("\0".join((own, *facts)).encode()).hexdigest()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str, now: datetime) -> datetime:
    """When the gateway says it was: ISO 8601 or seconds or milliseconds since 1970; now when it says nothing usable."""
    try:
        if re.fullmatch(r"[0-9]{9,14}(?:\.[0-9]+)?", text):
            seconds = float(text)
            seconds = seconds / 1000 if seconds > MILLISECONDS else seconds
            moment = datetime.fromtimestamp(seconds, UTC) if seconds > EARLIEST else now
        else:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return min(moment.astimezone(UTC), now)
    except (ValueError, OverflowError, OSError):
        return now
