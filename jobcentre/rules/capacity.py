"""How many people can still be given a time: free times of circles of caseworkers against people who need one.

A person chooses among the times of a team or of everybody, and these circles lie within each other: a time of a
caseworker is one of the team's too. So whoever is to get a time needs room in their own circle and in every wider one,
until their own last day and until every later one. One time is kept for each person and no more: whoever moves gives
the former time back. An assigned caseworker's times are shown first, but where they do not suffice the team's are
there as well: nobody is held back for want of them (`Supply.shared`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.packs import TICK_MINUTES
from jobcentre.rules.slots import Lines

_TICK = timedelta(minutes=TICK_MINUTES)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Those whose times count together: one caseworker, else a team, else everybody."""

    caseworker_id: int | None = None
    team_id: int | None = None

    @classmethod
    def of(cls, caseworker_id: int | None, team_id: int | None) -> Group:
        """Whose times a person is shown first; beside a caseworker the team does not matter."""
        return cls(caseworker_id) if caseworker_id is not None else cls(None, team_id)


EVERYBODY = Group()


@dataclass(frozen=True, slots=True)
class Offered:
    """How many starts there are to choose among; the first and the last of them in UTC."""

    times: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(slots=True)
class Supply:
    """What is free from ``first`` to ``last``. ``teams`` says in which team each caseworker is."""

    lines: Lines
    teams: Mapping[int, int | None]
    first: date
    last: date
    _starts: dict[Group, int] = field(default_factory=dict)
    _meetings: dict[Group, list[int]] = field(default_factory=dict)

    def offered(self, group: Group, until: date) -> Offered:
        """Return what somebody may choose among until a day, both ends inclusive; a time of two people is one."""
        mask = self._mask(group) & ((1 << self._tick(min(until, self.last) + _DAY)) - 1)
        if not mask:
            return Offered(0, None, None)
        first, last = (mask & -mask).bit_length() - 1, mask.bit_length() - 1
        return Offered(mask.bit_count(), self.lines.origin + first * _TICK, self.lines.origin + last * _TICK)

    def meetings(self, group: Group, until: date) -> int:
        """Return how many interviews could be held until a day, one after the other with each caseworker."""
        number = (min(until, self.last) - self.first).days
        return self._by_day(group)[number] if number >= 0 else 0

    def shared(self, group: Group) -> Group:
        """Return those among whom somebody finds a time in the end: of a caseworker, all in the same team.

        The colleagues of a caseworker without a team are all there are.
        """
        return group if group.caseworker_id is None else Group(None, self.teams.get(group.caseworker_id))

    def shown(self, group: Group, until: date) -> Offered:
        """Return what a person is shown: the caseworker's times, and when there is none left those of all who share."""
        own = self.offered(group, until)
        return own if own.times else self.offered(self.shared(group), until)

    def circles(self, group: Group) -> tuple[Group, ...]:
        """Return the group and the wider ones that hold its times, each once."""
        wider = (group, self.shared(group), EVERYBODY)
        return tuple(dict.fromkeys(wider))

    def _tick(self, day: date) -> int:
        return max(0, (moment_of(day, MIDNIGHT) - self.lines.origin) // _TICK)

    def _members(self, group: Group) -> Iterator[int]:
        """The free starts of each caseworker of a group."""
        for staff_id, mask in self.lines.masks.items():
            if group.caseworker_id is not None:
                wanted = staff_id == group.caseworker_id
            else:
                wanted = group.team_id is None or self.teams.get(staff_id) == group.team_id
            if wanted:
                yield mask

    def _mask(self, group: Group) -> int:
        if group not in self._starts:
            union = 0
            for mask in self._members(group):
                union |= mask
            self._starts[group] = union
        return self._starts[group]

    def _by_day(self, group: Group) -> list[int]:
        """How many interviews fit until the end of each day of the horizon."""
        if group not in self._meetings:
            ends = [self._tick(self.first + (number + 1) * _DAY) for number in range((self.last - self.first).days + 1)]
            fitting = [0] * len(ends)
            for mask in self._members(group):
                for tick in _one_after_the_other(mask, self.lines.need):
                    fitting[bisect_right(ends, tick)] += 1
            for number in range(1, len(fitting)):
                fitting[number] += fitting[number - 1]
            self._meetings[group] = fitting
        return self._meetings[group]


def _one_after_the_other(mask: int, need: int) -> Iterator[int]:
    """The starts taken when each meeting begins as early as the one before allows, which fits the most."""
    digits = f"{mask:b}"[::-1]
    tick = digits.find("1")
    while tick >= 0:
        yield tick
        tick = digits.find("1", tick + need)


@dataclass(slots=True)
class Room:
    """The supply, and who has been counted against it. Whoever is counted first comes first."""

    supply: Supply
    _wanted: dict[Group, dict[date, int]] = field(default_factory=dict)

    def keep(self, group: Group, until: date) -> None:
        """Count somebody who has been promised a time, whether there is one or not."""
        for circle in self.supply.circles(group):
            days = self._wanted.setdefault(circle, {})
            days[until] = days.get(until, 0) + 1

    def take(self, group: Group, until: date) -> bool:
        """Count one more person if there is room for them, and say whether there was."""
        if not all(self._fits(circle, until) for circle in self.supply.circles(group)):
            return False
        self.keep(group, until)
        return True

    def _fits(self, circle: Group, until: date) -> bool:
        """One more who wants a time until a day must leave enough for all who want theirs until a later one."""
        wanted = self._wanted.get(circle, {})
        days = {until, *(day for day in wanted if day > until)}
        return all(
            sum(number for day, number in wanted.items() if day <= last) < self.supply.meetings(circle, last)
            for last in days
        )
