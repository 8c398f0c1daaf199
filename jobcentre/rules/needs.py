"""What a citizen may ask for before an interview."""

from __future__ import annotations

from enum import StrEnum


class NeedKind(StrEnum):
    """What is needed. A person sees to each; none is granted by itself."""

    OTHER_TIME = "other_time"  # none of the times that may be chosen fits
    INTERPRETER = "interpreter"  # the detail is the language
    COMPANION = "companion"
    TELEPHONE = "telephone"  # instead of the form it has, with a reason
    IN_PERSON = "in_person"
