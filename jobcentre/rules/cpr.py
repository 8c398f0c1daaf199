"""Danish personal numbers: ten digits, read for their date alone.

No modulus 11: numbers without it are issued since October 2007. A day with 60 added marks a replacement number; it is
also what our synthetic people carry. The number itself never stands in an error, a log or a `repr`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

_SHAPE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})-?([0-9])[0-9]{3}")
_REPLACEMENT = 60
# The seventh digit and the two-digit year together give the century (cpr.dk): for each digit, the last year of the
# later century, and the two centuries.
_CENTURIES = {
    **dict.fromkeys("0123", (-1, 2000, 1900)),
    **dict.fromkeys("49", (36, 2000, 1900)),
    **dict.fromkeys("5678", (57, 2000, 1800)),
}


@dataclass(frozen=True, slots=True)
class Cpr:
    """A number that holds a real date. `digits` are ten, without the hyphen."""

    digits: str = field(repr=False)
    birth_date: date


class CprFault(ValueError):
    """`code` is "cpr_shape" (not ten digits) or "cpr_date" (no such day)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse(text: str) -> Cpr:
    """Read a number written with or without its hyphen. Raises CprFault, a ValueError."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        raise CprFault("cpr_shape")
    day, month, year = (int(shape[group]) for group in (1, 2, 3))
    last, later, earlier = _CENTURIES[shape[4]]
    try:
        born = date(
            year + (later if year <= last else earlier), month, day - _REPLACEMENT if day > _REPLACEMENT else day
        )
    except ValueError:
        raise CprFault("cpr_date") from None
    return Cpr(digits=text.strip().replace("-", ""), birth_date=born)


def is_plain(text: str) -> bool:
    """Whether it is a number as other systems take it: ten digits that hold a date, and nothing else."""
    try:
        return parse(text).digits == text
    except CprFault:
        return False
