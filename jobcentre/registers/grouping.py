"""Which rows of a file are about the same person, and who bears another's number: five numbers a row are kept for it.

Rows are told apart by 64 bits of a keyed hash of what stands in them, so that the file need not lie in memory as text.
"""

from array import array
from collections.abc import Iterator, Sequence

NOBODY = 0  # the hash of a number that could not be read


class Grouping:
    """Takes rows in the order of the file; ``close`` brings together those of one person."""

    def __init__(self) -> None:
        self.lines, self.positions = array("Q"), array("Q")
        self._people, self._numbers = array("q"), array("q")
        self._order, self._begin = array("Q"), array("Q")

    def add(self, line: int, position: int, external_id: str | None, number: str | None) -> None:
        """Note a row, and where it stands. Without an id it is of nobody else; a number without one is not compared."""
        known = external_id is not None and number is not None
        self._people.append(hash(external_id) if external_id is not None else hash((line, position)))
        self._numbers.append((hash(number) or 1) if known else NOBODY)
        self.lines.append(line)
        self.positions.append(position)

    def __len__(self) -> int:
        """How many people there are."""
        return len(self._begin)

    def close(self) -> Iterator[tuple[int, int]]:
        """Bring the rows together; yield each line with somebody else's number, and the first line of who bears it."""
        firsts = array("Q", bytes(8 * len(self.lines)))
        for rows in _runs(self._people):
            for row in rows:
                firsts[row] = rows[0]
        self._order = array("Q", sorted(range(len(firsts)), key=firsts.__getitem__))
        self._begin = array("Q", (place for place, row in enumerate(self._order) if firsts[row] == row))
        for rows in _runs(self._numbers):
            if self._numbers[rows[0]] == NOBODY:
                continue
            for row in rows[1:]:
                if self._people[row] != self._people[rows[0]]:
                    yield self.lines[row], self.lines[firsts[rows[0]]]

    def rows_of(self, person: int) -> Sequence[int]:
        """Return a person's rows by number, in the order of the file; people are in the order of their first rows."""
        until = self._begin[person + 1] if person + 1 < len(self._begin) else len(self._order)
        return self._order[self._begin[person] : until]


def _runs(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the numbers of rows that have the same key, each run in the order of the file."""
    order = array("Q", sorted(range(len(keys)), key=keys.__getitem__))
    start = 0
    for place in range(1, len(order) + 1):
        if place == len(order) or keys[order[place]] != keys[order[start]]:
            yield order[start:place]
            start = place
