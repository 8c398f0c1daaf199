"""What a provider reports of a message it took over, and what that makes of what was known before."""

from __future__ import annotations

from enum import StrEnum


class Arrival(StrEnum):
    """A report, whatever the provider calls it. ``accepted`` and ``delayed`` promise nothing."""

    ACCEPTED = "accepted"
    DELAYED = "delayed"
    FAILED = "failed"  # it will not arrive: a hard bounce, an unknown number, no mailbox
    DELIVERED = "delivered"


_RANK = {outcome: rank for rank, outcome in enumerate(Arrival)}


def after(known: Arrival | None, report: Arrival) -> Arrival:
    """What is known once a report has come in. Reports come in any order and more than once; what is final stays.

    A delivery outweighs a failure: it is the better proof, and whoever reported the failure gave up too soon.
    """
    return report if known is None or _RANK[report] > _RANK[known] else known
