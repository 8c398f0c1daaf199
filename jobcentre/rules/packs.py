"""A rule pack: the law as data, with the dates it is in force and where it comes from.

One TOML file per pack in `config/rules/`; `settings` reads the files, `load` judges them. Nothing has a default:
a municipality must be able to read every number that binds its citizens in one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

LANGUAGES = ("da", "en")
TICK_MINUTES = 5  # the grid of `slots`: lengths and steps are whole ticks


class Form(StrEnum):
    """How the interview is held."""

    VIDEO = "video"


class ReminderKind(StrEnum):
    """Equal to the message kinds of the same names."""

    DAYS = "reminder_days"
    HOURS = "reminder_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """Days are civil (10:00 stays 10:00), hours are elapsed. The one that does not fit the kind is 0."""

    kind: ReminderKind
    days: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All numbers of one rule. `title` and `legal_basis` hold "da" and "en"; both dates in force are inclusive."""

    name: str
    title: Mapping[str, str]
    legal_basis: Mapping[str, str]
    source: str
    in_force_from: date
    in_force_until: date | None
    age_limit: int
    threshold_months: int
    form: Form
    duration_minutes: int
    buffer_minutes: int
    step_minutes: int
    days_to_book: int
    latest_after_days: int
    notice_hours: int
    cut_off_hours: int
    reminders: tuple[ReminderRule, ...]
    opens_minutes_before: int

    def in_force(self, on: date) -> bool:
        """Whether the pack may be acted upon that day."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


class PackFault(ValueError):
    """A pack file that must not be used. Stops the start, naming file, key (dotted) and reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}")


# Lowest and highest sensible value. Eight days to book is the law's least (domain.md, implication 10).
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "age_limit": (16, 120),
    "threshold_months": (1, 120),
    "duration_minutes": (TICK_MINUTES, 240),
    "buffer_minutes": (0, 120),
    "step_minutes": (TICK_MINUTES, 240),
    "days_to_book": (8, 180),
    "latest_after_days": (8, 365),
    "notice_hours": (0, 24 * 30),
    "cut_off_hours": (0, 24 * 30),
    "opens_minutes_before": (0, 120),
}
_ON_THE_GRID = ("duration_minutes", "buffer_minutes", "step_minutes")
_MAY_BE_MISSING = ("in_force_until",)
_REMINDER_BOUNDS: Mapping[ReminderKind, tuple[str, int, int]] = {
    ReminderKind.DAYS: ("days", 1, 60),
    ReminderKind.HOURS: ("hours", 1, 72),
}
_E = TypeVar("_E", bound=StrEnum)


def load(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Pack]:
    """Judge the parsed files (file name to TOML document) and return the packs by name.

    Raises PackFault at the first fault. A pack's name is its file's name without `.toml`: two files cannot share one.
    """
    packs = (_pack(file, documents[file]) for file in sorted(documents))
    return {pack.name: pack for pack in packs}


def _pack(file: str, document: Mapping[str, Any]) -> Pack:
    reader = _Reader(file, document)
    reader.check_keys({field.name for field in fields(Pack)}, _MAY_BE_MISSING)
    if reader.text("name") != file.removesuffix(".toml"):
        raise PackFault(file, "name", "must equal the name of the file without .toml")
    pack = Pack(
        name=reader.text("name"),
        title=reader.languages("title"),
        legal_basis=reader.languages("legal_basis"),
        source=reader.text("source"),
        in_force_from=reader.day("in_force_from"),
        in_force_until=reader.day("in_force_until") if "in_force_until" in document else None,
        form=reader.choice("form", Form),
        reminders=reader.reminders("reminders"),
        **{key: reader.number(key, *bounds) for key, bounds in _BOUNDS.items()},
    )
    _check_together(file, pack)
    return pack


def _check_together(file: str, pack: Pack) -> None:
    if pack.in_force_until is not None and pack.in_force_until < pack.in_force_from:
        raise PackFault(file, "in_force_until", "is before in_force_from")
    if pack.latest_after_days < pack.days_to_book:
        raise PackFault(file, "latest_after_days", "is less than days_to_book")
    for key in _ON_THE_GRID:
        if getattr(pack, key) % TICK_MINUTES:
            raise PackFault(file, key, f"must be a multiple of {TICK_MINUTES} minutes")


class _Reader:
    """Takes typed values out of one document; every fault names the file and the dotted key."""

    def __init__(self, file: str, table: Mapping[str, Any], prefix: str = "") -> None:
        self._file, self._table, self._prefix = file, table, prefix

    def fault(self, key: str, reason: str) -> PackFault:
        return PackFault(self._file, f"{self._prefix}{key}", reason)

    def check_keys(self, known: set[str], optional: tuple[str, ...] = ()) -> None:
        for key in sorted(self._table.keys() - known):
            raise self.fault(key, "unknown key")
        for key in sorted(known - self._table.keys() - set(optional)):
            raise self.fault(key, "is missing")

    def text(self, key: str) -> str:
        value = self._table[key]
        if not isinstance(value, str):
            raise self.fault(key, "must be text")
        if not value.strip():
            raise self.fault(key, "is empty")
        return value.strip()

    def number(self, key: str, lowest: int, highest: int) -> int:
        value = self._table[key]
        if not isinstance(value, int) or isinstance(value, bool):  # True is an int to Python, not to a reader
            raise self.fault(key, "must be a whole number")
        if not lowest <= value <= highest:
            raise self.fault(key, f"must be between {lowest} and {highest}")
        return value

    def day(self, key: str) -> date:
        value = self._table[key]
        if not isinstance(value, date) or isinstance(value, datetime):  # TOML's date and time is a date to Python
            raise self.fault(key, "must be a date such as 2022-01-01, without quotes")
        return value

    def choice(self, key: str, choices: type[_E]) -> _E:
        value = self.text(key)
        if value not in list(choices):
            raise self.fault(key, f"must be one of {', '.join(choices)}")
        return choices(value)

    def languages(self, key: str) -> Mapping[str, str]:
        value = self._table[key]
        if not isinstance(value, Mapping):
            raise self.fault(key, f"must be a table with {' and '.join(LANGUAGES)}")
        inner = _Reader(self._file, value, f"{self._prefix}{key}.")
        inner.check_keys(set(LANGUAGES))
        return MappingProxyType({language: inner.text(language) for language in LANGUAGES})

    def reminders(self, key: str) -> tuple[ReminderRule, ...]:
        value = self._table[key]
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise self.fault(key, "must be a list of tables, [[reminders]]")
        rules = tuple(self._reminder(row, f"{key}[{index}].") for index, row in enumerate(value))
        if len(set(rules)) != len(rules):
            raise self.fault(key, "the same reminder stands twice")
        return rules

    def _reminder(self, row: Mapping[str, Any], prefix: str) -> ReminderRule:
        reader = _Reader(self._file, row, self._prefix + prefix)
        if "kind" not in row:
            raise reader.fault("kind", "is missing")
        kind = reader.choice("kind", ReminderKind)
        unit, lowest, highest = _REMINDER_BOUNDS[kind]
        reader.check_keys({"kind", unit})
        return ReminderRule(kind=kind, **{unit: reader.number(unit, lowest, highest)})
