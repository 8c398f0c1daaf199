"""Case numbers under which people were known before: a file that still uses one means the same person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import overload

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, CitizenAlias
from jobcentre.registers import Fault, PersonRow, Reason


def known() -> dict[str, str]:
    """Return the present case number of each former one: one statement, for there are few."""
    rows = db.session.execute(
        select(CitizenAlias.external_id, Citizen.external_id).join(Citizen, Citizen.id == CitizenAlias.citizen_id)
    )
    return {row[0]: row[1] for row in rows}


class Renamed(Sequence[PersonRow]):
    """The people under their present numbers, each renamed when asked for."""

    def __init__(self, people: Sequence[PersonRow], present: Mapping[str, str]) -> None:
        self._people, self._present = people, present

    def __len__(self) -> int:
        return len(self._people)

    @overload
    def __getitem__(self, place: int) -> PersonRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[PersonRow]: ...
    def __getitem__(self, place: int | slice) -> PersonRow | list[PersonRow]:
        if isinstance(place, slice):
            return [self._renamed(person) for person in self._people[place]]
        return self._renamed(self._people[place])

    def _renamed(self, person: PersonRow) -> PersonRow:
        kept_id = self._present.get(person.external_id)
        return person if kept_id is None else replace(person, external_id=kept_id)


def doubled(people: Iterable[PersonRow], present: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for each of the renamed people who is there under two numbers."""
    several, first_lines = set(present.values()), dict[str, int]()
    for person in people:
        if person.external_id not in several:
            continue
        first = first_lines.setdefault(person.external_id, person.line)
        if first != person.line:
            facts = {"lines": f"{first}, {person.line}", "kept_id": person.external_id}
            yield Fault(person.line, "external_id", Reason.SAME_PERSON, facts)
