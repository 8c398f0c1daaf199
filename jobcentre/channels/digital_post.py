"""Digital Post and NemSMS through Serviceplatformen: KombiPostAfsend, and PostForespoerg before it (SF1601).

What becomes of a message that is handed over twice under one messageUUID and transaction id is written down nowhere,
so nothing is promised for it (decision 0006). Both stay the same all the same.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar
from uuid import uuid4

from lxml import etree

from jobcentre import clock
from jobcentre.channels import (
    Guarantee,
    Manner,
    Outgoing,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
    memo,
    serviceplatformen,
    xml,
)
from jobcentre.channels.codes import code
from jobcentre.channels.serviceplatformen import Errand, Serviceplatformen
from jobcentre.outbound import Answer
from jobcentre.rules import cpr
from jobcentre.rules.refused import UNREGISTERED

LOOKUP_ENTITY = "http://entityid.kombit.dk/service/postforespoerg/1"  # the same in test and production
LONGEST_ANSWER = 100_000
# Said of the content or the receiver. Any other 4xx is about us, an agreement or a certificate: no message is at fault.
_ABOUT_THE_MESSAGE = frozenset({400, 413, 415, 422})
# Said before anything was taken. What else a server in trouble has done with a message, nobody knows.
_NOT_TAKEN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_NOBODY_KNOWS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT})


@dataclass(frozen=True, kw_only=True)
class KombiPost:
    """Digital Post to citizens. ``timeout`` in seconds bounds one whole `send`, tokens and look-up included.

    ``content`` of a message is the MeMo; ``sender`` is the authority's CVR number, ``recipient`` a CPR number.
    """

    platform: Serviceplatformen
    entity_id: str
    timeout: float
    receipt_within: timedelta | None = None
    per_second: float = 0

    name: ClassVar[str] = "digital_post"
    kind: ClassVar[str] = "DIGITALPOST"
    choice: ClassVar[str] = "Digital Post"
    register: ClassVar[str] = "digitalpost"
    wakes: ClassVar[bool] = False

    @property
    def manner(self) -> Manner:
        return Manner(
            guarantee=Guarantee.NEITHER,
            receipt_within=self.receipt_within,
            wakes=self.wakes,
            per_second=self.per_second,
            tries_in_doubt=1,  # it has legal effect: a second one is a person's to send
        )

    def accepts(self, recipient: str) -> bool:
        return cpr.is_plain(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        errand = Errand(outgoing.sender, clock.uptime() + self.timeout)
        message = checked(self.kind, outgoing)
        if not self._is_registered(errand, outgoing.recipient):
            raise PermanentFailure(UNREGISTERED)
        request = etree.Element("kombi_request")
        etree.SubElement(request, "KombiValgKode").text = self.choice
        request.append(message.root)
        body = etree.tostring(request, xml_declaration=True, encoding="UTF-8")
        return _receipt(
            self.platform.post(errand, self.entity_id, "/KombiPostAfsend_1/kombi", outgoing.id, body), outgoing
        )

    def close(self) -> None:
        self.platform.close()

    def _is_registered(self, errand: Errand, recipient: str) -> bool:
        """Whether the person has a mailbox, or takes NemSMS. Whoever has none is reached by the next channel."""
        path = f"/PostForespoerg_1/{self.register}?cprNumber={recipient}"
        try:
            answer = self.platform.get(errand, LOOKUP_ENTITY, path, uuid4())
        except TemporaryFailure as failure:
            reason = f"look-up: {failure.reason}"
            raise TemporaryFailure(reason, certain=True, nobody_there=failure.nobody_there) from None
        result = serviceplatformen.read("look-up", answer).get("result")
        if not isinstance(result, bool):
            raise TemporaryFailure("look-up: an answer nobody can read", certain=True)
        return result


@dataclass(frozen=True, kw_only=True)
class KombiNemSms(KombiPost):
    """NemSMS: a text to the mobile number that a citizen has given to the state."""

    name: ClassVar[str] = "nemsms"
    kind: ClassVar[str] = "NEMSMS"
    choice: ClassVar[str] = "NemSMS"
    register: ClassVar[str] = "nemsms"
    wakes: ClassVar[bool] = True


def checked(kind: str, outgoing: Outgoing) -> memo.Envelope:
    """The message, if it is of this kind, under its id, from this sender and for this recipient.

    Raises PermanentFailure: whom a message is for stands within it, and nobody else may get it.
    """
    if not cpr.is_plain(outgoing.recipient):
        raise PermanentFailure("the recipient has no usable number")
    try:
        message = memo.envelope(outgoing.content)
    except xml.Unfit as unfit:
        raise PermanentFailure(f"no message: {unfit}") from None
    said = (message.kind, message.id, message.sender, message.recipient)
    if said != (kind, str(outgoing.id), outgoing.sender, outgoing.recipient):
        raise PermanentFailure("the message is another one than its envelope says")
    return message


def _receipt(answer: Answer, outgoing: Outgoing) -> Receipt:
    """What the answer to a message comes to. Their words stay away: they may repeat what was sent."""
    status = answer.status
    if status in _ABOUT_THE_MESSAGE:
        raise PermanentFailure(f"refused ({status})")
    if not 200 <= status < 300:
        unclear = (status >= 500 or status in _NOBODY_KNOWS) and status not in _NOT_TAKEN
        raise TemporaryFailure(f"not taken ({status})", certain=not unclear)
    try:
        said = xml.parse(answer.body, LONGEST_ANSWER)
    except xml.Unfit:
        raise TemporaryFailure("an answer nobody can read", certain=False) from None
    result = xml.text(said, "Result").lower()
    if result == "true":
        return Receipt(code(xml.text(said, "TransmissionID")) or str(outgoing.id))
    if result == "false":
        fault = xml.text(said, "FejlId") or xml.text(said, "FejlKode") or xml.text(said, "AdvisId")
        raise PermanentFailure(f"refused ({code(fault) or 'no code'})")
    raise TemporaryFailure("an answer nobody can read", certain=False)
