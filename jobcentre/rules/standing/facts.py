"""What stands in the rows about one person, as far as their standing goes by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jobcentre.rules.attendance import Outcome
from jobcentre.rules.eligibility import Override
from jobcentre.rules.standing.order import PersonStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The open summons of the open duty. ``cancelled``: a meeting under it was; ``chased``: a chaser has left.

    ``wish``: another time is asked for, and nobody has answered.
    """

    book_by: date
    locked: bool = False
    cancelled: bool = False
    chased: bool = False
    wish: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A meeting that stands and has no outcome. ``set_for``: by the service, and the citizen has not moved it."""

    starts_at: datetime
    ends_at: datetime
    staffed: bool = True
    set_for: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A spell that is on file. ``projected_on`` as the row holds it; ``gap_days`` is the rule's for the benefit."""

    benefit_group: str
    started_on: date
    ended_on: date | None = None
    projected_on: date | None = None
    gap_days: int = 0

    def lasts(self, today: date) -> bool:
        """Whether it is open or still to come."""
        return self.ended_on is None or self.ended_on > today


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What stands in the rows about one person.

    ``held`` is why the open duty is held back. ``tasks`` are the open ones. ``unreached``: something never arrived, and
    nobody has seen to it. ``outcome`` is that of the latest meeting that has one. ``dropped``: the latest duty ended
    without one. ``covered_until`` is the latest day on which a duty fell due that was not let go. ``callable``: there
    is a rule in force, and the person is young enough for it; where age is asked on the day of the threshold,
    ``too_old_on`` is the first day that is too late. ``left`` says how somebody has left, on ``left_on``.
    """

    duty: bool = False
    held: str | None = None
    call: Call | None = None
    talk: Talk | None = None
    tasks: frozenset[PersonStanding] = frozenset()
    unreached: bool = False
    outcome: Outcome | None = None
    dropped: bool = False
    covered_until: date | None = None
    callable: bool = False
    too_old_on: date | None = None
    spells: tuple[Stretch, ...] = ()
    overrides: tuple[Override, ...] = ()
    left: PersonStanding | None = None
    left_on: date | None = None
