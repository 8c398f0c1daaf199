"""How long a time is held for the citizen who has chosen it and looks at the choice once more."""

from datetime import datetime, timedelta

# Long enough to read a page twice with somebody's help, short enough that nobody misses a time for it. Nothing is
# lost when it runs out: a time that is still free is booked all the same.
LENGTH = timedelta(minutes=5)


def until(now: datetime) -> datetime:
    """The moment from which a time chosen now is held no longer; at that very moment it is free."""
    return now + LENGTH
