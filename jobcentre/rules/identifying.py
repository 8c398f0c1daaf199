"""How a citizen who comes by a personal link says who they are, and how long what proves it lasts."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from jobcentre.rules import digits
from jobcentre.rules.reach import TEXT_MESSAGES, Medium


class Identification(StrEnum):
    """What a municipality asks for; chosen by its administrators."""

    BIRTH_DATE = "birth_date"
    CODE = "code"  # six digits, sent to an address on file
    MITID = "mitid"


class CodePurpose(StrEnum):
    """What a one-time code is for."""

    IDENTIFY = "identify"  # goes to an address on file
    EMAIL = "email"  # goes to the new address that is to be proved
    MOBILE = "mobile"


CODE_DIGITS = 6
CODE_VALID = timedelta(minutes=10)
BIRTH_DATE_KNOWN = timedelta(minutes=30)  # so long a code may be asked for after it was told
CODE_TRIES = 5  # wrong ones; then the code is worth nothing (reliability.md 3.1)
# Of all codes that one link ever asked for, as with birth dates: twenty of a million are 0.002 %.
CODE_TRIES_OF_LINK = 20
LOGIN_VALID = timedelta(minutes=10)  # from the button to the way back from MitID
LOGINS_AT_ONCE = 3  # of one browser: each tab may have begun one
_APART = re.compile(r"[\s-]")  # people copy a code with what stands around it
_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")


def read_code(typed: str) -> str | None:
    """Return the six digits somebody typed; ``None`` for what is no code at all."""
    code = digits.plain(_APART.sub("", typed))
    return code if _CODE.fullmatch(code) else None


def masked(medium: Medium, address: str) -> str:
    """Return an address as whoever knows it recognises it, and nobody else learns it: j•••@e•••.dk, •• •• •• 34."""
    if medium in TEXT_MESSAGES:
        return f"•• •• •• {address[-2:]}"
    name, _, host = address.rpartition("@")
    domain, dot, top = host.rpartition(".")
    return f"{name[:1]}•••@{(domain or top)[:1]}•••{dot + top if dot else ''}"
