"""What the provider does by Authlib's server parts: codes with PKCE, ID tokens, and those bent as a test wants them."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant  # type: ignore[import-untyped]
from authlib.oidc.core.grants import OpenIDCode  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.jwk import RSAKey

MINUTES = 5


@dataclass
class State:
    """All that the provider knows. ``bent`` is what is wrong with it just now."""

    issuer: str
    client_id: str
    client_secret: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, "Code"] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    bent: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: new_key("first"))


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass(frozen=True)
class Client:
    """The one client there is."""

    state: State

    def get_client_id(self) -> str:
        return self.state.client_id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/booking/mitid/callback")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.state.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_post"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"


@dataclass(frozen=True)
class Code:
    """A code that waits to be handed in."""

    code: str
    person: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


def code_grant(state: State) -> type:
    """Return the grant that keeps its codes in ``state``."""

    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            said = request.payload.data
            kept = {name: said.get(name, "") for name in ("nonce", "code_challenge", "code_challenge_method")}
            state.nonces.add(kept["nonce"])
            redirect_uri, scope = request.payload.redirect_uri, request.payload.scope
            state.codes[code] = Code(code, request.user, redirect_uri, scope, **kept)

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return state.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del state.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.person

    return Grant


def open_id(state: State) -> Any:
    """Return the extension that adds an ID token, honest or bent."""

    class Tokens(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return nonce in state.nonces

        def process_token(self, grant: Any, response: Any) -> Any:
            told: dict[str, Any] = response[1]
            state.tokens[told["access_token"]] = grant.request.user
            if not state.bent.get("without_id_token"):
                told["id_token"] = _signed(state, _claims(state, grant.request, told["access_token"]))
            return told

    return Tokens(require_nonce=True)


def _claims(state: State, request: Any, access_token: str) -> dict[str, Any]:
    now, half = int(time.time()), hashlib.sha256(access_token.encode()).digest()[:16]
    person = state.people[request.user]
    claims = {
        "iss": state.issuer,
        "aud": state.client_id,
        "sub": request.user,
        "iat": now,
        "nbf": now,
        "exp": now + MINUTES * 60,
        "auth_time": now,
        "nonce": request.authorization_code.nonce,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        "amr": ["code_app"],
        "idp": "mitid",
        "identity_type": "private",
        "loa": person["loa"],
        **state.bent.get("claims", {}),
    }
    return {name: value for name, value in claims.items() if value is not None}


def _signed(state: State, claims: dict[str, Any]) -> str:
    """Sign as a provider does, or as somebody who wants to be taken for one."""
    how, header = state.bent.get("sign", ""), {"alg": "RS256", "kid": state.key.kid, "typ": "JWT"}
    if how == "foreign":
        return jwt.encode(header, claims, new_key(str(state.key.kid)), ["RS256"])
    if how == "unknown key":
        return jwt.encode(header | {"kid": "stranger"}, claims, new_key("stranger"), ["RS256"])
    if how == "none":
        return f"{_parts(header | {'alg': 'none'}, claims)}."
    if how == "hs256":
        # by hand, since a library that is worth something refuses to
        parts, public = _parts(header | {"alg": "HS256"}, claims), state.key.as_pem(private=False)
        return f"{parts}.{_part(hmac.digest(public, parts.encode(), 'sha256'))}"
    token = jwt.encode(header, claims, state.key, ["RS256"])
    if how == "tampered":
        head, _, signature = token.split(".")
        return f"{head}.{_part(json.dumps(claims | {'sub': 'mallory'}).encode())}.{signature}"
    return token


def _parts(*parts: dict[str, Any]) -> str:
    return ".".join(_part(json.dumps(part).encode()) for part in parts)


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
