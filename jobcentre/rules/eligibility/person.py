"""What the rule needs to know about somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jobcentre.rules.counting import Run, Spell
from jobcentre.rules.overrides import OverrideKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person has decided about somebody; both days inclusive.

    `episode` is the first day of the run that is not relevant.
    """

    kind: OverrideKind = OverrideKind.EXEMPT
    ground: str
    from_on: date
    until_on: date | None = None
    episode: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def concerns(self, run: Run) -> bool:
        """Whether the run is the one that was found not to be relevant, even if its first day has been corrected.

        The run has to touch the days from the episode's first to that of the decision.
        """
        if self.episode is None:
            return True
        decided_on = max(self.from_on, self.episode)
        return run.started_on <= decided_on and (run.ended_on is None or run.ended_on > self.episode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`left_on`: from that day on the municipality no longer follows the person, on `left_ground`."""

    birth_date: date
    spells: tuple[Spell, ...] = ()
    overrides: tuple[Override, ...] = ()
    left_on: date | None = None
    left_ground: str | None = None
