"""Where free times are short, as a message to a team leader tells it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Shortage:
    """One group: ``people`` wait to be summoned. ``waiting`` have been and need a time too.

    ``times`` interviews could be held until ``until``. ``name`` is the team's.
    """

    name: str
    people: int
    waiting: int
    times: int
    until: date
