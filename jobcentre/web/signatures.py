"""Signatures of what other systems hand over: who sent it, that it is whole, and that it is fresh."""

import hashlib
import hmac
import re

HEADER = "Jobcentre-Signature"
FRESH_SECONDS = 300  # either way: clocks differ
MOST = 5  # signatures in one header: while a secret is changed there are two

_TIME = re.compile(r"t=([0-9]{1,12})")
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})")


def is_signed(header: str, body: bytes, secret: str, now: float) -> bool:
    """Whether a header `t=<seconds since 1970>,v1=<hex>` signs this very body, and did so a moment ago.

    Signed is `<t>.<body>` with HMAC-SHA256. Every signature is compared in full, whatever the ones before it said.
    """
    parts = [part.strip() for part in header.split(",")]
    times = [found[1] for part in parts if (found := _TIME.fullmatch(part))]
    given = [found[1] for part in parts if (found := _SIGNATURE.fullmatch(part))][:MOST]
    if not secret or len(times) != 1 or abs(now - int(times[0])) > FRESH_SECONDS:
        return False
    expected = signature(times[0], body, secret)
    fits = [hmac.compare_digest(expected, each) for each in given]
    return any(fits)


def signature(time: str, body: bytes, secret: str) -> str:
    """The `v1` for a body that is handed over at `time`."""
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()
