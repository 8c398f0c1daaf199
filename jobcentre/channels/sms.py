"""SMS through a gateway that takes one JSON object each; settings say what it calls things."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from jobcentre.channels import Guarantee, Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.channels.mapping import Pairs, found
from jobcentre.channels.numbers import accepts
from jobcentre.channels.segments import LONGEST_SENDER, Parts, parts, sender_name
from jobcentre.outbound import Answer, Outbound, Unreachable

__all__ = ["LONGEST_SENDER", "Parts", "SmsGateway", "accepts", "parts", "sender_name"]

_LONGEST_REFERENCE = 200

# What a gateway has against us or our set-up and not against the message, which did not get through: login, credit,
# address, method, headers, pace. And the redirects that say where to ask instead.
_ABOUT_US = frozenset({301, 307, 308, 401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 421, 425, 426, 428, 429,
                       431, 501, 505, 511})  # fmt: skip
_NOBODY_KNOWS = frozenset({408, 409})  # it waited in vain for the end; it is at it already, or has been
_HAS_IT = 409  # said by a gateway that takes each id once: this one it has taken before


@dataclass(frozen=True, kw_only=True)
class SmsGateway:
    """One gateway. ``headers`` and ``fields`` are "name=value" with {placeholders} (``mapping.Pairs``), ``reference``
    is the dotted path of its own name for the message in what it answers; ``lookup_url`` asks for one by {id}.

    Raises ValueError for a mapping that cannot work.
    """

    url: str
    outbound: Outbound
    token: str = field(default="", repr=False)
    headers: tuple[str, ...] = ()
    fields: tuple[str, ...]
    reference: str = ""
    lookup_url: str = ""
    guarantee: Guarantee = Guarantee.NEITHER
    key_window: timedelta = timedelta(0)
    receipt_within: timedelta | None = None
    per_second: float = 0

    def __post_init__(self) -> None:
        head, body, known_again = self._head, self._body, self.guarantee is not Guarantee.NEITHER
        if not body.holds("text") or not (body.holds("recipient") or body.holds("msisdn")):
            raise ValueError("fields need {text}, and {recipient} or {msisdn}")
        if known_again and not (body.holds("id") or head.holds("id")):
            raise ValueError("a gateway that knows messages again needs {id} in fields or headers")
        if self.guarantee is Guarantee.REFERENCE and not ("{id}" in self.lookup_url and self.reference):
            raise ValueError("a gateway that can be asked needs {id} in lookup_url, and reference")

    @cached_property
    def _head(self) -> Pairs:
        return Pairs(self.headers, ("token", "id"))

    @cached_property
    def _body(self) -> Pairs:
        return Pairs(self.fields, ("token", "id", "recipient", "msisdn", "sender", "text"))

    @property
    def name(self) -> str:
        return "sms"

    @property
    def manner(self) -> Manner:
        return Manner(
            guarantee=self.guarantee,
            key_window=self.key_window,
            receipt_within=self.receipt_within,
            wakes=True,
            per_second=self.per_second,
        )

    def accepts(self, recipient: str) -> bool:
        return accepts(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        if not self.accepts(outgoing.recipient):
            raise PermanentFailure("the recipient has no number that takes an SMS")
        body = json.dumps(self._body.filled(self._values(outgoing)), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **self._headers(outgoing)}
        try:
            answer = self.outbound.post(self.url, body, headers)
        except Unreachable as fault:
            reason = f"SMS gateway: {fault.reason}"
            raise TemporaryFailure(reason, certain=fault.certain, nobody_there=fault.certain) from None
        if not (answer.status == _HAS_IT and self.guarantee is Guarantee.KEY):
            _expect(answer)
        return Receipt(self._called(answer, outgoing) or str(outgoing.id))

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """Ask for the message by its id: 404 says that the gateway does not know it."""
        url = self.lookup_url.replace("{id}", str(outgoing.id))
        try:
            answer = self.outbound.get(url, self._headers(outgoing))
        except Unreachable as fault:
            raise TemporaryFailure(f"SMS gateway, asked for a message: {fault.reason}") from None
        if answer.status == 404:
            return None
        called = self._called(answer, outgoing)
        if not 200 <= answer.status < 300 or called is None:
            # an answer in which no message is named says neither yes nor no
            raise TemporaryFailure(f"SMS gateway, asked for a message, answered {answer.status}")
        return Receipt(called)

    def close(self) -> None:
        self.outbound.close()

    def _headers(self, outgoing: Outgoing) -> dict[str, str]:
        return self._head.flat({"token": self.token, "id": str(outgoing.id)})

    def _values(self, outgoing: Outgoing) -> dict[str, str]:
        return {
            "token": self.token,
            "id": str(outgoing.id),
            "recipient": outgoing.recipient,
            "msisdn": outgoing.recipient.removeprefix("+"),
            "sender": outgoing.sender,
            "text": outgoing.content.decode(),
        }

    def _called(self, answer: Answer, outgoing: Outgoing) -> str | None:
        """The gateway's name for the message; one that holds the number of the receiver is not kept."""
        try:
            called = found(json.loads(answer.body), self.reference)
        except (ValueError, RecursionError):
            return None
        if called and ("@" in called or outgoing.recipient[-8:] in called):
            return str(outgoing.id)
        return called[:_LONGEST_REFERENCE] if called else None


def _expect(answer: Answer) -> None:
    """Pass, or raise: 2xx has taken the message over, and only what is said of the message is its fault."""
    status = answer.status
    if 200 <= status < 300:
        return
    reason = f"the SMS gateway answered {status}"
    if status in _ABOUT_US or (status >= 500 and "retry-after" in answer.headers):
        raise TemporaryFailure(reason, certain=True)
    if 400 <= status < 500 and status not in _NOBODY_KNOWS:
        raise PermanentFailure(reason)
    raise TemporaryFailure(reason)
