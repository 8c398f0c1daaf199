"""What the citizen has corrected, against the file: a proved address, a chosen language. The case system may not know.

Its old value is not news and leaves the correction in place. Whatever else it brings is newer, and holds.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from jobcentre.registers import PersonRow

# What the case system brought last, while the person's own correction stands in its place; and the register's column.
OF_FILE: Final = {"email_of_file": "email", "mobile_of_file": "mobile", "language_of_file": "language"}


def held(person: PersonRow, row: Any, columns: Collection[str], by_hand: bool) -> tuple[PersonRow, dict[str, Any]]:
    """Return the person with the corrections that stand, and the model's new values where one is over.

    ``row`` is what is on file. ``by_hand``: a person has typed it, who has seen what is on file.
    """
    values: dict[str, Any] = {}
    for kept, column in OF_FILE.items():
        before, now, told = getattr(row, kept), getattr(row, column), getattr(person, column)
        if before is None or column not in columns:
            continue
        if by_hand and told == now:
            continue
        if not by_hand and (told or "") == before:
            person = replace(person, **{column: now})
        else:
            values[kept] = None
    return person, values
