"""When something is tried again: later and later, never in step with others, and never beyond its use."""

import random
from datetime import datetime, timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.message import MessageState
from jobcentre.services.delivery.claiming import Leased
from jobcentre.services.delivery.ending import End

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
DOUBLINGS = 8  # by then the longest pause is reached
SHARE_OF_TIME_LEFT = 0.25  # so that several tries fit before a message loses its point
SHORTEST_PAUSE = timedelta(seconds=1)


def again(centre: Centre, leased: Leased, reason: str, *, forgotten: bool = False) -> End:
    """Say when a message is tried again; one that is out of tries is dead."""
    if leased.attempts >= centre.settings.delivery.max_attempts:
        return End(leased=leased, state=MessageState.DEAD, failure=reason)
    rest = pause(leased.attempts, leased.not_after)
    return End(leased=leased, word="postponed", failure=reason, pause=rest, forgotten=forgotten)


def pause(attempts: int, not_after: datetime | None) -> timedelta:
    """Return how long to wait: longer after each try, and only a part of the time in which it is of use."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, DOUBLINGS))
    if not_after is not None:
        longest = min(longest, (not_after - clock.now()) * SHARE_OF_TIME_LEFT)
    shortest = SHORTEST_PAUSE.total_seconds()
    return timedelta(seconds=random.uniform(shortest, max(longest.total_seconds(), shortest)))  # noqa: S311 - jitter
