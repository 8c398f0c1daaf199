"""Receipts of Digital Post and NemSMS, as Beskedfordeler (SF1461) hands them out: PKO_PostStatus in an envelope.

The envelope carries the status in base64. A bridge may also hand over the status alone.
"""

import base64
import binascii
import hashlib
from datetime import datetime
from uuid import UUID

from lxml import etree

from jobcentre import clock
from jobcentre.channels import xml
from jobcentre.channels.codes import code
from jobcentre.channels.incoming import Malformed, Report
from jobcentre.rules.receipts import Arrival

LONGEST = 256_000  # bytes; a receipt has three thousand
# TransaktionsStatusKode: delivered is in the mailbox, which is what the law asks for (Digital Post act, § 10). Taken
# over is not. Whatever else there may be promises nothing.
OUTCOMES = {
    "afleveret digital post": Arrival.DELIVERED,
    "afleveret nemsms": Arrival.DELIVERED,
}
_NO_FAULT = ("", "0")


def parse(raw: bytes) -> Report:
    """Read one receipt. Raises ``Malformed``."""
    try:
        envelope = xml.parse(raw, LONGEST)
        status = _status(envelope)
    except xml.Unfit as unfit:
        raise Malformed(str(unfit)) from None
    message, reference = _uuid(xml.text(status, "MessageUUID")), xml.text(status, "TransmissionId") or None
    if message is None and reference is None:
        raise Malformed("names no message")
    fault = xml.text(status, "FejlKode")
    outcome = _outcome(" ".join(xml.text(status, "TransaktionsStatusKode").casefold().split()))
    if fault not in _NO_FAULT and outcome is not Arrival.DELIVERED:
        outcome = Arrival.FAILED
    return Report(
        event_id=_event(envelope, raw),
        message=message,
        reference=reference,
        outcome=outcome,
        code=(code(fault) or "unclear") if outcome is Arrival.FAILED else "",
        occurred_at=_moment(xml.text(status, "TransaktionsDatoTid") or xml.text(envelope, "TidsstempelDatoTid")),
        raw=raw,
    )


def _outcome(word: str) -> Arrival:
    """Their word for it. Some name the channel behind the failure as well."""
    return Arrival.FAILED if word.startswith("fejlet") else OUTCOMES.get(word, Arrival.ACCEPTED)


def _status(envelope: etree._Element) -> etree._Element:
    if etree.QName(envelope).localname == "PKO_PostStatus":
        return envelope
    packed = xml.text(envelope, "Base64")
    if not packed:
        raise Malformed("holds no status")
    try:
        opened = base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("the status is not base64") from None
    status = xml.parse(opened, LONGEST)
    if etree.QName(status).localname != "PKO_PostStatus":
        raise Malformed("another status than of post")
    return status


def _event(envelope: etree._Element, raw: bytes) -> str:
    """The envelope's own id; without an envelope the same bytes are the same receipt."""
    named = next(envelope.iter("{*}BeskedId"), None)
    found = _uuid(xml.text(named, "UUIDIdentifikator")) if named is not None else None
    return str(found) if found else hashlib.sha256(raw).hexdigest()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime:
    """Their time; without an offset it is Danish, for so are they."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("has no time") from None
    return at if at.tzinfo else at.replace(tzinfo=clock.ZONE)
