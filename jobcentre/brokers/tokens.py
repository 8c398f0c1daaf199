"""The ID token: whether it is the provider's word, about this login and meant for us (OpenID Connect Core, 3.1.3.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core.claims import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from jobcentre import clock
from jobcentre.brokers import NotProven, Why

# Signatures by a key pair alone: with a shared secret our own client could sign, and so could whoever has a public key.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY_SECONDS = 60  # by which the clocks of two houses may differ


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


def claims_of(token: str, expected: Expected, keys: Callable[[bool], KeySet]) -> dict[str, Any]:
    """Return what a token says. ``keys`` gives the provider's, read anew if asked. Raises NotProven."""
    try:
        try:
            opened = jwt.decode(token, keys(False), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # a key we have not met: they have new ones, or it is none of theirs
            opened = jwt.decode(token, keys(True), algorithms=ALGORITHMS)
        said = CodeIDToken(
            opened.claims,
            opened.header,
            options={
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
            },
            params={
                "nonce": expected.nonce,
                "client_id": expected.client_id,
                "access_token": expected.access_token,
            },
        )
        said.validate(now=int(clock.now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, RecursionError) as fault:
        raise NotProven(Why.INVALID, _detail(fault)) from None
    return dict(said)


def _detail(fault: Exception) -> str:
    """Name the fault and the claim it is about, if any: the words of these faults may repeat what the token says."""
    claim = getattr(fault, "claim", "")
    return f"{type(fault).__name__} {claim}".strip() if isinstance(claim, str) else type(fault).__name__
