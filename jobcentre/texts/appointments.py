"""A line of a caseworker's day, as the messages that tell of it have it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobcentre.rules.packs import Form


class Turn(StrEnum):
    """What is new about a meeting since the morning before."""

    NEW = "new"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One meeting: when, with whom, what is new about it, how it is held, and by telephone the number to call.

    ``interpreter`` and ``companion``: who else comes, as far as the citizen or the case system has said.
    """

    starts_at: datetime
    name: str
    turn: Turn | None = None
    form: Form = Form.VIDEO
    phone: str | None = None
    interpreter: bool = False
    companion: bool = False
