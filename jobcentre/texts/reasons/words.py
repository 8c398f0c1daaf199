"""What a language has to bring for the paragraph that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jobcentre.rules.eligibility import ReasonCode


class To(StrEnum):
    """Whom the paragraph speaks to."""

    STAFF = "staff"  # about the citizen
    CITIZEN = "citizen"  # "you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Sentences with named places. `readers` fills the places that depend on whom the paragraph speaks to.

    `because` is the answer by method; `counted` is by method, and for hours by insurance; `sums` how far the count has
    come; `clashes` by kind.
    `units` are one and many; `more` sentences that follow others only in some cases, by name.
    """

    readers: Mapping[To, Mapping[str, str]]
    sentences: Mapping[ReasonCode, str]
    because: Mapping[str, str]
    counted: Mapping[str, str]
    sums: Mapping[str, str]
    clashes: Mapping[str, str]
    left: Mapping[str, str]
    more: Mapping[str, str]
    benefits: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    decimal: str
