"""The citizens file: UTF-8 (a BOM is allowed), ``;`` or ``,``, a header row, one row per spell.

It is read as often as need be and never kept: first to bring the rows of each person together, then to find every
fault, and then person by person for whoever goes through the people. What stays in memory are its bytes.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import overload

from jobcentre.registers import Fault, Faulty, PersonRow, Reason, Register
from jobcentre.registers.grouping import Grouping
from jobcentre.registers.lines import LARGEST_MEGABYTES, Lines, Unreadable, checked, record, records
from jobcentre.registers.people import COLUMNS, REQUIRED, Gathering, identity

__all__ = ["LARGEST_MEGABYTES", "People", "read"]


class People(Sequence[PersonRow]):
    """The people of a file in the order of their first lines, each read when asked for."""

    def __init__(self, data: bytes, header: Sequence[str], delimiter: str, rows: Grouping) -> None:
        self._data, self._delimiter, self._rows = data, delimiter, rows
        self._header = header
        self.columns = frozenset(name for name in header if name)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> PersonRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[PersonRow]: ...
    def __getitem__(self, place: int | slice) -> PersonRow | list[PersonRow]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        (person,) = self._gathered(range(len(self))[place]).register().people
        return person

    def faults(self) -> Iterable[Fault]:
        """Find what is wrong with anybody."""
        for number in range(len(self)):
            yield from self._gathered(number).all_faults()

    def _gathered(self, number: int) -> Gathering:
        gathering = Gathering(self.columns)
        for row in self._rows.rows_of(number):
            cells = record(self._data, self._delimiter, self._rows.positions[row])
            gathering.add(self._rows.lines[row], dict(zip(self._header, cells, strict=False)))
        return gathering


def read(data: bytes) -> Register:
    """Return the people of a file; raise ``Faulty`` with every fault in it."""
    data = checked(data)
    header, delimiter = _header(next(iter(Lines(data))).removesuffix("\n"))
    rows = Grouping()
    faults, empty = _noted(data, header, delimiter, rows)
    if empty and not faults:
        faults.append(Fault(None, None, Reason.NO_ROWS))
    twice = list(rows.close())
    people = People(data, header, delimiter, rows)
    faults += people.faults()
    faults += [Fault(line, "cpr", Reason.CPR_TWICE, {"lines": f"{bearer}, {line}"}) for line, bearer in twice]
    if faults:
        raise Faulty(faults)
    return Register(people, people.columns)


def _noted(data: bytes, header: Sequence[str], delimiter: str, rows: Grouping) -> tuple[list[Fault], bool]:
    """Note where each row stands and whose it is; return the faults of rows as such, and whether there was none."""
    faults, empty = [], True
    try:
        for line, position, row in records(data, delimiter):
            if line == 1 or not any(cell.strip() for cell in row):
                continue
            empty = False
            surplus = any(cell.strip() for cell in row[len(header) :])
            if surplus or len(row) < len(header):
                faults.append(Fault(line, None, Reason.CELLS, {"found": len(row), "expected": len(header)}))
            else:
                rows.add(line, position, *identity(dict(zip(header, row, strict=False))))
    except Unreadable as stop:
        faults.append(Fault(stop.line, None, Reason.QUOTES))
    return faults, empty


def _header(first: str) -> tuple[Sequence[str], str]:
    """Return the column names ("" for a blank one at the end) and the delimiter; raise ``Faulty``."""
    tried = {delimiter: _names(first, delimiter) for delimiter in ";,"}
    delimiter, names = max(tried.items(), key=lambda item: len(COLUMNS.keys() & set(item[1])))
    if not COLUMNS.keys() & set(names):
        raise Faulty([Fault(1, None, Reason.HEADER_MISSING)])
    faults = [Fault(1, name, Reason.COLUMN_MISSING) for name in REQUIRED if name not in names]
    for place, name in enumerate(names):
        if name in names[:place]:
            faults.append(Fault(1, name, Reason.COLUMN_TWICE))
        elif name not in COLUMNS:
            faults.append(Fault(1, name, Reason.COLUMN_UNKNOWN))
    if faults:
        raise Faulty(faults)
    return names, delimiter


def _names(line: str, delimiter: str) -> list[str]:
    names = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
    while names and not names[-1]:  # spreadsheets leave empty columns at the end
        names.pop()
    return names
