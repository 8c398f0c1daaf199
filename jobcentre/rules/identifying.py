"""How a citizen who comes by a personal link says who they are, and how long what proves it lasts."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


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
CODE_TRIES = 5  # wrong ones; then the code is worth nothing (reliability.md 3.1)
