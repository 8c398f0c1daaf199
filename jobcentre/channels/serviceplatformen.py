"""Calls to Serviceplatformen: a SAML token from the security token service, an access token for it, and then the call.

Both tokens are bound to the certificate on the line (holder of key): whoever steals one cannot use it. They are
fetched for one service and one authority, kept in this process, and renewed shortly before they end.
"""

import base64
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from jobcentre import clock
from jobcentre.channels import TemporaryFailure
from jobcentre.outbound import Answer, Outbound, Unreachable

TRUSTED_SHARE = 0.9  # of the time a token is good for; after that it is renewed before it fails
_TOKEN = re.compile("[\x21-\x7e]+")
_WS_TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
_SAML = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"


@dataclass(frozen=True, slots=True)
class Errand:
    """On behalf of which authority (its CVR number), and until when, by the clock of ``clock.uptime``."""

    cvr: str
    ends: float

    @property
    def left(self) -> float:
        return self.ends - clock.uptime()


@dataclass(frozen=True, slots=True)
class _Held:
    """A token and until when it is used, by the clock of ``clock.uptime``."""

    value: str = field(repr=False)
    until: float


@dataclass(frozen=True, kw_only=True)
class Serviceplatformen:
    """``certificate`` is the PEM file that ``outbound`` shows; the token service is told whose tokens they are to be.

    All failures on the way to a token are temporary and certain: nothing has been sent yet.
    """

    outbound: Outbound
    base_url: str
    sts_url: str
    token_url: str
    certificate: str
    _held: dict[tuple[str, str], _Held] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def get(self, errand: Errand, entity: str, path: str, transaction: UUID) -> Answer:
        """Ask a service, by its entity id and the path below ``base_url``. Raises TemporaryFailure."""
        return self._ask(errand, entity, path, _said(transaction, "application/json"), None)

    def post(self, errand: Errand, entity: str, path: str, transaction: UUID, body: bytes) -> Answer:
        """Hand XML over. Raises TemporaryFailure."""
        headers = _said(transaction, "application/xml") | {"Content-Type": "application/xml"}
        return self._ask(errand, entity, path, headers, body)

    def close(self) -> None:
        self.outbound.close()

    def _ask(self, errand: Errand, entity: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Call, and once more with a fresh token if this one is not taken."""
        answer, token = self._once(errand, entity, path, headers, body)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._forget(entity, errand.cvr, token)
            answer, _ = self._once(errand, entity, path, headers, body)
        return answer

    def _once(
        self, errand: Errand, entity: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer, str]:
        token = self._token(errand, entity)
        said = {**headers, "Authorization": f"Holder-of-key {token}"}
        try:
            if body is None:
                return self.outbound.get(self.base_url + path, said, within=errand.left), token
            return self.outbound.post(self.base_url + path, body, said, within=errand.left), token
        except Unreachable as fault:
            raise TemporaryFailure(fault.reason, certain=fault.certain, nobody_there=fault.certain) from None

    def _token(self, errand: Errand, entity: str) -> str:
        """The access token. Threads that want one wait while another fetches it."""
        if not self._lock.acquire(timeout=max(errand.left, 0.0)):
            raise TemporaryFailure("token: no time left", certain=True)
        try:
            held = self._held.get((entity, errand.cvr))
            if held is None or clock.uptime() >= held.until:
                held = self._held[entity, errand.cvr] = self._fetch(errand, entity)
        finally:
            self._lock.release()
        return held.value

    def _forget(self, entity: str, cvr: str, token: str) -> None:
        """The other side takes it no longer. One that another thread has fetched since stays."""
        with self._lock:
            held = self._held.get((entity, cvr))
            if held is not None and held.value == token:
                del self._held[entity, cvr]

    def _fetch(self, errand: Errand, entity: str) -> _Held:
        wish = {
            "TokenType": _SAML,
            "RequestType": f"{_WS_TRUST}/Issue",
            "KeyType": f"{_WS_TRUST}/PublicKey",
            "AnvenderKontekst": {"Cvr": errand.cvr},
            "UseKey": self._public_key(),
            "AppliesTo": {"EndpointReference": {"Address": entity}},
            "OnBehalfOf": None,
        }
        issued = self._exchange("STS", self.sts_url, json.dumps(wish).encode(), "application/json", errand)
        assertion = _member("STS", issued.get("RequestedSecurityToken"), "Assertion")
        began = clock.uptime()
        body, form = urlencode({"saml-token": assertion}).encode(), "application/x-www-form-urlencoded"
        given = self._exchange("access token", self.token_url, body, form, errand)
        token, seconds = _member("access token", given, "access_token"), given.get("expires_in")
        if not _TOKEN.fullmatch(token) or not isinstance(seconds, int):
            raise _unreadable("access token")
        return _Held(token, began + seconds * TRUSTED_SHARE)

    def _exchange(self, step: str, url: str, body: bytes, form: str, errand: Errand) -> dict[str, Any]:
        headers = {"Content-Type": form, "Accept": "application/json"}
        try:
            answer = self.outbound.post(url, body, headers, within=errand.left)
        except Unreachable as fault:
            raise TemporaryFailure(f"{step}: {fault.reason}", certain=True, nobody_there=fault.certain) from None
        return read(step, answer)

    def _public_key(self) -> str:
        """The first certificate of the file, as the token service wants it: DER in base64."""
        try:
            first = x509.load_pem_x509_certificate(Path(self.certificate).read_bytes())
        except (OSError, ValueError) as fault:
            raise TemporaryFailure(f"cannot read the certificate ({type(fault).__name__})", certain=True) from None
        return base64.b64encode(first.public_bytes(Encoding.DER)).decode()


def read(step: str, answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer that says 200. Raises TemporaryFailure."""
    if answer.status != HTTPStatus.OK:
        raise TemporaryFailure(f"{step}: refused ({answer.status})", certain=True)
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _unreadable(step)
    return found


def _said(transaction: UUID, accept: str) -> dict[str, str]:
    return {
        "Accept": accept,
        "X-TransaktionsId": str(transaction),
        "X-TransaktionsTid": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
    }


def _member(step: str, found: object, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    if not isinstance(value, str) or not value:
        raise _unreadable(step)
    return value


def _unreadable(step: str) -> TemporaryFailure:
    return TemporaryFailure(f"{step}: an answer nobody can read", certain=True)
