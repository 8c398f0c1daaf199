"""Reading forms and addresses: what several pages need to understand in the same way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from flask import Flask, request

from jobcentre.rules import digits
from jobcentre.rules.civil import in_reach

SLOT = "%Y%m%dT%H%MZ"  # a start in UTC, as it stands in forms and addresses
_SLOT = re.compile(r"[0-9]{8}T[0-9]{4}Z")
PARTS = ("day", "month", "year")
YOUNGEST, OLDEST = 14, 34  # the ages for which two figures of a year are enough
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)} | {"may": 5, "oct": 10}
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A date as three fields. `value` is None when they are empty or no date; `parts` is what was typed."""

    parts: tuple[str, str, str]
    value: date | None

    @property
    def empty(self) -> bool:
        return not any(self.parts)

    @property
    def text(self) -> str:
        """What was typed in one line, as the citizens file has it: `20-11-2026`."""
        return "" if self.empty else "-".join(self.parts)


NO_DAY = TypedDay(("", "", ""), None)


def register(app: Flask) -> None:
    """Give templates `new_request_id()` and the `slot_code` filter."""
    app.jinja_env.globals["new_request_id"] = uuid4
    app.jinja_env.filters["slot_code"] = slot_code


def read_day(name: str, values: Mapping[str, str] | None = None) -> TypedDay:
    """The date typed in the fields `<name>-day`, `-month` and `-year` of the form, or of other `values`.

    A year that nobody can mean is no date (`rules.civil.in_reach`).
    """
    values = request.form if values is None else values
    typed = [digits.plain(values.get(f"{name}-{part}", "").strip()[:4]) for part in PARTS]
    return _day_of((typed[0], typed[1], typed[2]))


def read_birthday(name: str, today: date) -> TypedDay:
    """The same of a birth date: the month may be a word of either language, and the year have two figures.

    Those stand only for years of which somebody of the age we write to can be born; no other year can be meant.
    """
    day, month, year = (digits.plain(request.form.get(f"{name}-{part}", "").strip()) for part in PARTS)
    parts = (day[:4], month[:12], year[:4])
    number = str(MONTHS.get(month[:12].casefold().rstrip(".")[:3], "")) if month.isalpha() or "." in month else ""
    found = _day_of((day[:4], number or month[:4], _whole(year[:4], today)))
    return TypedDay(parts, found.value)


def _whole(year: str, today: date) -> str:
    if len(year) != 2 or not (year.isascii() and year.isdigit()):
        return year
    whole = next(one for one in range(today.year, today.year - 100, -1) if one % 100 == int(year))
    return str(whole) if YOUNGEST <= today.year - whole <= OLDEST else year


def _day_of(parts: tuple[str, str, str]) -> TypedDay:
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
        return TypedDay(parts, None)
    return TypedDay(parts, _date(*(int(part) for part in reversed(parts))))


def read_iso_day(text: str) -> date | None:
    """A day of an address, like 2026-11-23; None when it is none or out of reach."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if in_reach(day) else None


def read_week(text: str) -> date | None:
    """The Monday of a week of an address, like 2026-W48; None when it is none or out of reach."""
    found = _WEEK.fullmatch(text)
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None
    return monday if monday and in_reach(monday) else None


def slot_code(starts_at: datetime) -> str:
    """A start as it stands in forms and addresses."""
    return starts_at.astimezone(UTC).strftime(SLOT)


def read_slot(code: str) -> datetime | None:
    """The start a code stands for; None when it is none of ours or out of reach."""
    try:
        starts_at = datetime.strptime(code, SLOT).replace(tzinfo=UTC) if _SLOT.fullmatch(code) else None
    except ValueError:
        return None
    return starts_at if starts_at and in_reach(starts_at.date()) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if in_reach(found) else None
