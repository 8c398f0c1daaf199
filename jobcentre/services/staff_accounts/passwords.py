"""Passwords: the one rule, and argon2. The only import of argon2."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from jobcentre.services.unfit import Fault

SHORTEST = 12
LONGEST = 1000  # hashing a novel would keep a process busy

_hasher = PasswordHasher()
# What an unknown address is measured against, so that it takes as long as a known one.
_nobody = _hasher.hash("nobody's password")


def fault(password: str, email: str, name: str) -> Fault | None:
    """Return what is wrong with a password: too short, or the e-mail address or name itself. Nothing else is asked."""
    if len(password) < SHORTEST:
        return Fault.PASSWORD_SHORT
    if len(password) > LONGEST:
        return Fault.TOO_LONG
    if _bare(password) in (_bare(email), _bare(name), _bare(email.partition("@")[0])):
        return Fault.PASSWORD_PERSONAL
    return None


def hashed(password: str) -> str:
    """Return the hash to keep, parameters and salt within. Takes some 50 ms by design."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one hashed. Does the same work when nothing is kept."""
    try:
        _hasher.verify(kept or _nobody, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _bare(text: str) -> str:
    return "".join(text.casefold().split())
