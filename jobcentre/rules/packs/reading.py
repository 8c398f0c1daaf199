"""Typed values out of a parsed pack file: every fault names the file and the dotted key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Any, TypeVar

from jobcentre.rules.packs.pack import LANGUAGES

_E = TypeVar("_E", bound=StrEnum)


class PackFault(ValueError):
    """A pack file that must not be used. Stops the start, naming file, key (dotted) and reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}")


class Reader:
    """Takes typed values out of one document or a table in it."""

    def __init__(self, file: str, table: Mapping[str, Any], prefix: str = "") -> None:
        self._file, self._table, self._prefix = file, table, prefix

    def fault(self, key: str, reason: str) -> PackFault:
        return PackFault(self._file, f"{self._prefix}{key}", reason)

    def has(self, key: str) -> bool:
        return key in self._table

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

    def hundredths(self, key: str, lowest: int, highest: int) -> int:
        """Return a number with at most two decimals in hundredths; the bounds are whole numbers."""
        value = self._table[key]
        finite = isinstance(value, int) or (isinstance(value, float) and isfinite(value))
        if not finite or isinstance(value, bool):
            raise self.fault(key, "must be a number")
        exact = Decimal(str(value)) * 100
        if exact != exact.to_integral_value():
            raise self.fault(key, "must have at most two decimals")
        if not lowest * 100 <= exact <= highest * 100:
            raise self.fault(key, f"must be between {lowest} and {highest}")
        return int(exact)

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

    def choices(self, key: str, among: type[_E]) -> tuple[_E, ...]:
        return tuple(among(text) for text in self.texts(key, tuple(among)))

    def texts(self, key: str, among: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of texts, at least one, none of them twice and all of them known."""
        value = self._table[key]
        if not isinstance(value, list) or not value:
            raise self.fault(key, "must be a list with at least one of " + ", ".join(among))
        for index, text in enumerate(value):
            if text not in among:
                raise self.fault(f"{key}[{index}]", f"must be one of {', '.join(among)}")
        if len(set(value)) != len(value):
            raise self.fault(key, "the same value stands twice")
        return tuple(value)

    def languages(self, key: str) -> Mapping[str, str]:
        inner = self.table(key)
        inner.check_keys(set(LANGUAGES))
        return MappingProxyType({language: inner.text(language) for language in LANGUAGES})

    def table(self, key: str) -> Reader:
        value = self._table[key]
        if not isinstance(value, Mapping):
            raise self.fault(key, f"must be a table, [{key}]")
        return Reader(self._file, value, f"{self._prefix}{key}.")

    def rows(self, key: str) -> Iterator[Reader]:
        """Yield a reader for each table of a list."""
        value = self._table[key]
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise self.fault(key, f"must be a list of tables, [[{key}]]")
        for index, row in enumerate(value):
            yield Reader(self._file, row, f"{self._prefix}{key}[{index}].")
