"""What an OpenID provider publishes about itself: its addresses and its keys, read rarely and kept in memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jobcentre import clock
from jobcentre.brokers import NotProven, Why
from jobcentre.outbound import Answer, Outbound, Unreachable

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT_SECONDS = 3600.0
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's own description (OpenID Connect Discovery 1.0), as far as we need it."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str  # empty: there is none
    takes_secret_in_form: bool
    names_itself: bool  # in each answer (RFC 9207)


class Published:
    """The description and the keys at ``discovery``; each is read anew after an hour."""

    def __init__(self, outbound: Outbound, discovery: str) -> None:
        self._outbound = outbound
        self._discovery = discovery
        self._provider: tuple[float, Provider] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def provider(self, ends: float) -> Provider:
        """Return the description; ``ends`` is when, in uptime, there is no time left. Raises NotProven."""
        self._provider = found = _kept(self._provider, lambda: self._read_provider(ends))
        return found[1]

    def keys(self, ends: float, *, anew: bool = False) -> KeySet:
        """Return the keys; ``anew`` when one is missing among them, for providers change theirs. Raises NotProven."""
        address = self.provider(ends).keys
        self._keys = found = _kept(None if anew else self._keys, lambda: self._read_keys(address, ends))
        return found[1]

    def _read_provider(self, ends: float) -> Provider:
        said = get_object(self._outbound, self._discovery, ends)
        issuer = said.get("issuer")
        # what stands at an address speaks for nobody but that address (Discovery 4.3)
        if not isinstance(issuer, str) or issuer.rstrip("/") + WELL_KNOWN != self._discovery:
            raise NotProven(Why.DOWN, "the description is another issuer's")
        userinfo = said.get("userinfo_endpoint", "")
        addresses = [said.get(name) for name in _ADDRESSES]
        if not all(self._fits(address) for address in (*addresses, userinfo or self._discovery)):
            raise NotProven(Why.DOWN, "the description lacks an address, or has one without encryption")
        methods = said.get("token_endpoint_auth_methods_supported", ())
        return Provider(
            issuer=issuer,
            authorization=str(addresses[0]),
            token=str(addresses[1]),
            keys=str(addresses[2]),
            userinfo=str(userinfo),
            takes_secret_in_form="client_secret_post" in methods,
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )

    def _fits(self, address: object) -> bool:
        """Whether an address may be called: encrypted as the description is."""
        schemes = ("https", urlsplit(self._discovery).scheme)
        return isinstance(address, str) and urlsplit(address).scheme in schemes

    def _read_keys(self, address: str, ends: float) -> KeySet:
        try:
            return KeySet.import_key_set({"keys": get_object(self._outbound, address, ends)["keys"]})
        except (JoseError, KeyError, TypeError, ValueError, AttributeError) as fault:
            raise NotProven(Why.DOWN, f"the keys cannot be read ({type(fault).__name__})") from None


def _kept(held: tuple[float, Kept] | None, read: Callable[[], Kept]) -> tuple[float, Kept]:
    """Two threads may read at once: both get the same."""
    if held is not None and clock.uptime() - held[0] < KEPT_SECONDS:
        return held
    return clock.uptime(), read()


def get_object(outbound: Outbound, url: str, ends: float, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Ask for a JSON object. Raises NotProven."""
    said = {"Accept": "application/json", **(headers or {})}
    try:
        answer = outbound.get(url, said, within=ends - clock.uptime())
    except Unreachable as fault:
        raise NotProven(Why.DOWN, fault.reason) from None
    if answer.status != 200:
        raise NotProven(Why.DOWN, f"answered {answer.status}")
    return read_object(answer)


def read_object(answer: Answer) -> dict[str, Any]:
    """Read an answer as a JSON object. Raises NotProven."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NotProven(Why.DOWN, "answered with something else than a JSON object")
    return found
