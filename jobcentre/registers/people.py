"""From rows of text to people: each cell by its column, then the rows of one person together.

A file and a form are read by the same rules. Faults are gathered, never raised one by one, so that all of them can be
mended at once. A cell that could not be read takes no part in the checks across rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jobcentre.registers import Fact, Fault, Faulty, PersonRow, Reason, Register, SpellRow, cells


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read. ``empty`` is what an empty cell, or a column that is not there, means."""

    read: Callable[[str], object]
    required: bool = False
    empty: object = None
    longest: int = 254


PERSONAL: Final[Mapping[str, Column]] = {
    "external_id": Column(cells.words, required=True, longest=100),
    "cpr": Column(cells.number, required=True),
    "given_name": Column(cells.words, required=True, longest=200),
    "family_name": Column(cells.words, required=True, longest=200),
    "email": Column(cells.email),
    "mobile": Column(cells.mobile),
    "language": Column(cells.language, empty="da"),
    "digital_post_exempt": Column(cells.yes_no, empty=False),
    "self_booking_exempt": Column(cells.yes_no, empty=False),
    "protected_address": Column(cells.yes_no, empty=False),
    "needs": Column(cells.needs, empty=(), longest=500),
    "caseworker_email": Column(lambda text: cells.email(text).lower()),
    "left_on": Column(cells.day),
    "left_why": Column(cells.left_why),
}
OF_SPELL: Final[Mapping[str, Column]] = {
    "benefit_group": Column(cells.benefit_group, required=True),
    "spell_started_on": Column(cells.day, required=True),
    "spell_ended_on": Column(cells.day),
    "hours": Column(cells.hours),
    "threshold_reached_on": Column(cells.day),
    "part_time_insured": Column(cells.yes_no, empty=False),
}
COLUMNS: Final[Mapping[str, Column]] = {**PERSONAL, **OF_SPELL}
REQUIRED: Final = tuple(name for name, column in COLUMNS.items() if column.required)
_LEAVING: Final = slice(-2, None)  # the day and the reason, the last of the personal columns
UNREAD: Final = object()  # a cell with a fault: neither empty nor a value


class _Person:
    """What has been read of one person so far."""

    __slots__ = ("differing", "line", "spells", "starts", "values")

    def __init__(self, line: int, values: tuple[Any, ...]) -> None:
        self.line = line
        self.values = values
        self.spells: list[SpellRow] = []
        self.starts: dict[date, int] = {}
        self.differing: dict[str, list[int]] = {}


class Gathering:
    """Takes rows one by one and gives a register, or every fault in them; people are not compared with each other."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = frozenset(columns)  # one that is frozen already is not copied
        self.faults: list[Fault] = []
        self._people: dict[str, _Person] = {}

    def add(self, line: int, row: Mapping[str, str]) -> None:
        """Read one row: ``row`` maps column names to text; a column that is not in it counts as empty."""
        values = tuple(self._cell(line, name, column, row) for name, column in PERSONAL.items())
        spell = [self._cell(line, name, column, row) for name, column in OF_SPELL.items()]
        self._leaving(line, *values[_LEAVING])
        person = self._person(line, values)
        self._spell(line, spell, person)

    def fault(self, line: int | None, column: str | None, reason: Reason, **facts: Fact) -> None:
        """Note a fault that is not of one cell."""
        self.faults.append(Fault(line, column, reason, facts))

    def all_faults(self) -> list[Fault]:
        """Return every fault, of cells and across the rows of one person."""
        return self.faults + [
            Fault(person.line, column, Reason.DISAGREE, {"lines": _lines(person.line, *lines)})
            for person in self._people.values()
            for column, lines in person.differing.items()
        ]

    def register(self) -> Register:
        """Return the people; raise ``Faulty`` with all faults when there is any."""
        if faults := self.all_faults():
            raise Faulty(faults)
        return Register([_finished(person) for person in self._people.values()], self.columns)

    def _cell(self, line: int, name: str, column: Column, row: Mapping[str, str]) -> object:
        written = row.get(name)
        if not written and not column.required:  # most cells
            return column.empty
        try:
            text = cells.clean(written or "", column.longest)
            if text:
                return column.read(text)
            if column.required:
                raise cells.CellFault(Reason.MISSING)
        except cells.CellFault as fault:
            self.faults.append(Fault(line, name, fault.reason, fault.facts))
            return UNREAD
        return column.empty

    def _person(self, line: int, values: tuple[Any, ...]) -> _Person | None:
        external_id = values[0]
        if external_id is UNREAD:
            return None
        known = self._people.get(external_id)
        if known is None:
            known = self._people[external_id] = _Person(line, values)
        else:
            self._compare(line, known, values)
        return known

    def _compare(self, line: int, known: _Person, values: tuple[Any, ...]) -> None:
        pairs = zip(PERSONAL, known.values, values, strict=True)
        differing = [name for name, one, other in pairs if UNREAD is not one != other is not UNREAD]
        # Another number is another person: that everything else differs as well need not be said.
        for name in ["cpr"] if "cpr" in differing else differing:
            known.differing.setdefault(name, []).append(line)

    def _leaving(self, line: int, left_on: object, why: object) -> None:
        if UNREAD not in (left_on, why) and (left_on is None) != (why is None):
            self.fault(line, "left_on" if left_on is None else "left_why", Reason.LEFT_HALF)

    def _spell(self, line: int, values: list[Any], person: _Person | None) -> None:
        group, started_on, ended_on, *others = values
        if started_on is not UNREAD and ended_on is not UNREAD and ended_on is not None and ended_on < started_on:
            self.fault(line, "spell_ended_on", Reason.ENDED_BEFORE_STARTED)
        if person is None or started_on is UNREAD:
            return
        first = person.starts.setdefault(started_on, line)
        if first != line:
            self.fault(line, "spell_started_on", Reason.SPELL_TWICE, lines=_lines(first, line))
        person.spells.append(SpellRow(line, group, started_on, ended_on, *others))


def identity(row: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the case number and the CPR number's digits of a row, as far as they can be read."""
    external_id, cpr = (_readable(COLUMNS[name], row.get(name, "")) for name in ("external_id", "cpr"))
    return external_id, cpr.digits if cpr else None


def _readable(column: Column, text: str) -> Any:
    try:
        text = cells.clean(text, column.longest)
        return column.read(text) if text else None
    except cells.CellFault:
        return None


def _finished(person: _Person) -> PersonRow:
    of = dict(zip(PERSONAL, person.values, strict=True))
    cpr = of.pop("cpr")
    spells = tuple(sorted(person.spells, key=lambda spell: spell.started_on))
    return PersonRow(line=person.line, cpr=cpr.digits, birth_date=cpr.birth_date, spells=spells, **of)


def _lines(*lines: int) -> str:
    return ", ".join(str(line) for line in lines)
