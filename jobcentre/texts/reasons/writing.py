"""From codes and facts to one paragraph in one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from jobcentre.rules.eligibility import ReasonCode
from jobcentre.texts import dates
from jobcentre.texts.reasons.words import To, Words

Facts = Mapping[str, Any]
MOST_SPELLS = 3  # told one by one; of more, how many there are
_LENGTH_OF_A_DAY = len("2026-11-23")
# A date as text stands in facts that were stored; how many of a unit stands under the name before.
_COUNTS = {"months": "month", "days": "day", "days_needed": "day", "days_counted": "day", "hours_counted": "hour"}


class Writer:
    """The sentences of one explanation. What a fact leaves out is left out of the words."""

    def __init__(self, words: Words, language: str, to: To, facts: Mapping[ReasonCode, Sequence[Facts]]) -> None:
        self.words, self.language, self.facts = words, language, facts
        self.base = {**words.readers[to]}
        self.base["Limit"] = self._limit()
        self.own: dict[ReasonCode, Callable[[Facts], str]] = {
            ReasonCode.COUNTED: self._counted,
            ReasonCode.CONTRADICTION: self._contradiction,
            ReasonCode.STATED: self._stated,
            ReasonCode.NOT_YET: self._not_yet,
            ReasonCode.ENDED: self._ended,
            ReasonCode.TOO_OLD: self._too_old,
            ReasonCode.LEFT: self._left,
            ReasonCode.EARLIER: lambda facts: self._listed(ReasonCode.EARLIER, "older", facts),
            ReasonCode.LATER: lambda facts: self._listed(ReasonCode.LATER, "later", facts),
        }

    def sentence(self, code: ReasonCode, facts: Facts) -> str:
        """One reason in words."""
        own = self.own.get(code)
        return own(facts) if own else self.fill(self.words.sentences[code], facts)

    def more(self, name: str, facts: Facts) -> str:
        """One of the sentences that follow others."""
        return self.fill(self.words.more[name], facts)

    def because(self, facts: Facts) -> str:
        """The answer for somebody who is due, with what was counted."""
        group = str(facts["spells"][0]["group"])
        return self.fill(self.words.because[str(facts["method"])], facts, benefit=self.words.benefits.get(group, group))

    def fill(self, template: str, facts: Facts, **given: str) -> str:
        """A template with the facts in words."""
        values: dict[str, Any] = defaultdict(str, self.base)
        for name, value in facts.items():
            values[name] = self._written(value)
            if name in _COUNTS and isinstance(value, int):
                values[f"{name}_words"] = self.number(value, _COUNTS[name])
        values["until"] = self._until(facts.get("until_on"), "no end")
        values["force_until"] = self._until(facts.get("in_force_until"), "onwards")
        return template.format_map(defaultdict(str, values | given))

    def number(self, count: int, unit: str) -> str:
        """So many of a unit."""
        one, many = self.words.units[unit]
        return f"{count} {one if count == 1 else many}"

    def spell(self, row: Facts) -> str:
        """One spell: from when, until when, on what."""
        group = str(row.get("group"))
        return self.words.more["closed spell" if row.get("to") else "open spell"].format(
            start=self._written(row["from"]),
            end=self._written(row.get("to")),
            benefit=self.words.benefits.get(group, group),
        )

    def _counted(self, facts: Facts) -> str:
        method, sums = str(facts["method"]), self.words.sums
        kind = f"hours {facts['insurance']}" if method == "hours" else method
        centi = {name: self._hundredths(facts.get(name, 0)) for name in ("hours_needed", "part_time_hours_needed")}
        rule = self.fill(self.words.counted[kind], facts, **centi)
        if gap_days := facts.get("gap_days"):
            rule += " " + self.words.counted["gap"].format(gap_words=self.number(gap_days, "day"))
        title = str(facts.get(f"title_{self.language}") or facts["rule"])
        said = [self.fill(self.words.sentences[ReasonCode.COUNTED], facts, title=title, Counted=rule)]
        if ReasonCode.CONTRADICTION in self.facts and ReasonCode.STATED not in self.facts:
            return said[0]  # nothing was counted
        said += self._spells(facts)
        begun = _day(facts["started_on"]) < _day(facts["on"])
        if facts.get("hours_counted") is not None if method == "hours" else begun:
            said.append(self.fill(sums[method], facts, so_far=self._so_far(facts)))
        return " ".join(said)

    def _spells(self, facts: Facts) -> list[str]:
        sums, rows = self.words.sums, facts["spells"]
        if len(rows) == 1:
            return [sums["only"].format(spell=self.spell(rows[0]))]
        begins = self.fill(sums["from"], facts)
        if len(rows) <= MOST_SPELLS:
            return [begins, *(sums["spell"].format(spell=self.spell(row)) for row in rows)]
        return [begins, sums["spells"].format(number=len(rows), first=self.spell(rows[0]), last=self.spell(rows[-1]))]

    def _so_far(self, facts: Facts) -> str:
        counted = ((facts.get("months_counted", 0), "month"), (facts.get("days_over", 0), "day"))
        parts = [self.number(count, unit) for count, unit in counted if count]
        return self.words.more["and"].join(parts) or self.number(0, "day")

    def _listed(self, code: ReasonCode, place: str, facts: Facts) -> str:
        rows = facts["spells"]
        name = "one" if len(rows) == 1 else "many"
        listed = self.words.more[name].format(spell=self.spell(rows[0]), number=len(rows))
        return self.fill(self.words.sentences[code], facts, **{place: listed})

    def _contradiction(self, facts: Facts) -> str:
        first, last = facts["spells"][0], facts["spells"][-1]
        said = self.words.clashes[str(facts["clash"])].format(first=self.spell(first), last=self.spell(last))
        return said if ReasonCode.STATED in self.facts else f"{said} {self.words.more['to correct']}"

    def _stated(self, facts: Facts) -> str:
        said = self.fill(self.words.sentences[ReasonCode.STATED], facts)
        differs = facts.get("counted_on") not in (None, facts.get("reached_on"))
        return f"{said} {self.more('own count', facts)}" if differs else said

    def _not_yet(self, facts: Facts) -> str:
        name = self.words.more["expected"] if facts.get("expected") else self.words.sentences[ReasonCode.NOT_YET]
        return self.fill(name, facts)

    def _ended(self, facts: Facts) -> str:
        said = self.fill(self.words.sentences[ReasonCode.ENDED], facts)
        return f"{said} {self.more('reached before', facts)}" if facts.get("reached_on") else said

    def _too_old(self, facts: Facts) -> str:
        if facts.get("measured") == "threshold":
            return self.more("age at threshold", facts)
        return self.fill(self.words.sentences[ReasonCode.TOO_OLD], facts)

    def _left(self, facts: Facts) -> str:
        how = self.words.left.get(str(facts.get("ground") or ""), self.words.left[""])
        return self.fill(self.words.sentences[ReasonCode.LEFT], facts, Left=self.fill(how, facts))

    def _limit(self) -> str:
        counted = next(iter(self.facts.get(ReasonCode.COUNTED, ())), {})
        reached = next(iter(self.facts.get(ReasonCode.REACHED, ())), {})
        if (days := counted.get("days_needed")) is not None:
            return self.words.more["limit days"].format(days_needed_words=self.number(days, "day"))
        months = counted.get("months", reached.get("months"))
        if months is None:
            return self.words.more["limit"]
        return self.words.more["limit months"].format(months_words=self.number(months, "month"))

    def _until(self, day: Any, without: str) -> str:
        if day in (None, ""):
            return self.words.more[without]
        return self.words.more["until"].format(day=self._written(day))

    def _hundredths(self, hundredths: int) -> str:
        whole, rest = divmod(hundredths, 100)
        return f"{whole}{self.words.decimal}{rest:02d}" if rest else str(whole)

    def _written(self, value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, str) and len(value) == _LENGTH_OF_A_DAY and value[4:5] == "-":
            value = date.fromisoformat(value)
        return dates.date_in_full(value, self.language) if isinstance(value, date) else value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
