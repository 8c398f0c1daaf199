"""A broker that speaks OpenID Connect: authorization code flow with PKCE, a client secret, and signed ID tokens.

Authlib makes the requests and judges the claims. What it leaves to its user is done here: an answer without an ID token
is none, and the level of assurance must be one of those that were agreed on (reliability.md 3.3).
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.base import OAuth2Error  # type: ignore[import-untyped]
from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped]

from jobcentre import clock
from jobcentre.brokers import Answer, Login, NotProven, Proven, Why, tokens
from jobcentre.brokers.published import Provider, Published, get_object, read_object
from jobcentre.outbound import Answer as Reply
from jobcentre.outbound import Outbound, Unreachable
from jobcentre.rules import cpr

# What a provider answers to somebody who turned back; everything else is between them and us (RFC 6749, 4.1.2.1).
TURNED_BACK = "access_denied"
USED_UP = "invalid_grant"  # a code that was used before, is too old, or another login's
_PLAIN = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed with the broker: who we are there, what we ask for, and what its answers are called."""

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    acr_values: str
    parameters: Mapping[str, str]
    cpr_claim: str
    level_claim: str
    levels: tuple[str, ...]


class OidcBroker:
    """An OpenID provider under the terms agreed with it. ``outbound`` bounds all calls of one login together."""

    def __init__(self, outbound: Outbound, discovery: str, terms: Terms) -> None:
        self._outbound = outbound
        self._published = Published(outbound, discovery)
        self._terms = terms

    def begin(self, login: Login, back: str, language: str) -> str:
        """Return the address of the login at the provider."""
        provider = self._published.provider(self._ends())
        asked = dict(self._terms.parameters, nonce=login.nonce, ui_locales=language)
        if self._terms.acr_values:
            asked["acr_values"] = self._terms.acr_values
        address, _state = self._client(None, provider).create_authorization_url(
            provider.authorization,
            state=login.state,
            code_verifier=login.verifier,
            redirect_uri=back,
            scope=" ".join(self._terms.scopes),
            **asked,
        )
        return str(address)

    def finish(self, login: Login, back: str, answer: Answer) -> Proven:
        """Return who logged in, when all of it is proven."""
        ends = self._ends()
        provider = self._published.provider(ends)
        if answer.issuer != provider.issuer and (answer.issuer or provider.names_itself):
            raise NotProven(Why.INVALID, "the answer is another issuer's")
        if answer.error or not answer.code:
            raise NotProven(Why.CANCELLED if answer.error == TURNED_BACK else Why.DOWN, "the answer holds no code")
        told = self._exchange(provider, login, back, answer.code, ends)
        access_token, id_token = told.get("access_token"), told.get("id_token")
        if not isinstance(access_token, str) or not isinstance(id_token, str):
            raise NotProven(Why.INVALID, "there is no ID token")
        expected = tokens.Expected(provider.issuer, self._terms.client_id, login.nonce, access_token)
        claims = tokens.claims_of(id_token, expected, lambda anew: self._published.keys(ends, anew=anew))
        level = claims.get(self._terms.level_claim)
        if level not in self._terms.levels:
            raise NotProven(Why.LEVEL, "no level of assurance" if level is None else "the level is not one agreed on")
        return Proven(self._number(provider, claims, access_token, ends), str(level))

    def _exchange(self, provider: Provider, login: Login, back: str, code: str, ends: float) -> dict[str, Any]:
        """Hand in the code for the tokens."""
        client = self._client(_Line(self._outbound, ends), provider)
        try:
            told = client.fetch_token(
                provider.token,
                grant_type="authorization_code",
                code=code,
                code_verifier=login.verifier,
                redirect_uri=back,
            )
        except OAuth2Error as fault:
            error = str(fault.error)
            detail = f"no token ({error})" if _PLAIN.fullmatch(error) else "no token"
            raise NotProven(Why.INVALID if error == USED_UP else Why.DOWN, detail) from None
        return dict(told)

    def _number(self, provider: Provider, claims: Mapping[str, Any], access_token: str, ends: float) -> str:
        """Return the CPR number: from the ID token, or from userinfo, where some brokers keep it."""
        found = claims.get(self._terms.cpr_claim)
        if found is None and provider.userinfo:
            headers = {"Authorization": f"Bearer {access_token}"}
            more = get_object(self._outbound, provider.userinfo, ends, headers)
            if not hmac.compare_digest(str(more.get("sub")).encode(), str(claims["sub"]).encode()):
                raise NotProven(Why.INVALID, "userinfo is about somebody else")
            found = more.get(self._terms.cpr_claim)
        try:
            return cpr.parse(found if isinstance(found, str) else "").digits
        except cpr.CprFault as fault:
            raise NotProven(Why.NUMBER, fault.code) from None

    def _client(self, line: "_Line | None", provider: Provider) -> Any:
        method = "client_secret_post" if provider.takes_secret_in_form else "client_secret_basic"
        terms = self._terms
        return OAuth2Client(
            line,
            client_id=terms.client_id,
            client_secret=terms.client_secret,
            token_endpoint_auth_method=method if terms.client_secret else "none",
            code_challenge_method="S256",
        )

    def _ends(self) -> float:
        return clock.uptime() + self._outbound.timeout


@dataclass(frozen=True, slots=True)
class _Line:
    """What Authlib posts by, where it would take a session of requests: our own, bounded way out."""

    outbound: Outbound
    ends: float

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> "_Reply":
        url, signed, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        try:
            return _Reply(self.outbound.post(url, body.encode(), signed, within=self.ends - clock.uptime()))
        except Unreachable as fault:
            raise NotProven(Why.DOWN, fault.reason) from None


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer as Authlib reads one."""

    told: Reply

    @property
    def status_code(self) -> int:
        return self.told.status

    def json(self) -> dict[str, Any]:
        return read_object(self.told)

    def raise_for_status(self) -> None:
        raise NotProven(Why.DOWN, f"answered {self.told.status}")
