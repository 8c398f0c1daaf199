"""Fewer days to choose a time than the rule gives: exceptional, by hand, and always with a reason."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from jobcentre.models.occasion import ShortNotice
from jobcentre.registers import Fault, Faulty, Reason, cells
from jobcentre.rules.workdays import on_or_after

LONGEST_NOTE = 200
MOST_DAYS = 7  # the law's own eight need no reason


@dataclass(frozen=True, slots=True)
class Notice:
    """So many days to choose a time, counted as the rule's are, and why."""

    days: int
    ground: ShortNotice
    note: str = field(repr=False)

    def book_by(self, read_on: date) -> date:
        """The last day to choose, inclusive: a day on which somebody answers the telephone."""
        return on_or_after(read_on + timedelta(days=self.days))


def read(days: str, ground: str, note: str) -> Notice | None:
    """Return what was typed, or nothing where it was all left empty. Raises ``Faulty``."""
    if not (days.strip() or ground or note.strip()):
        return None
    faults: list[Fault] = []
    found = int(days) if days.strip().isdecimal() and days.strip().isascii() else 0
    if not 1 <= found <= MOST_DAYS:
        faults.append(Fault(None, "days", Reason.DAYS, {"most": MOST_DAYS}))
    why = next((one for one in ShortNotice if one == ground), None)
    if why is None:
        faults.append(Fault(None, "notice_ground", Reason.GROUND))
    try:
        text = cells.clean(note, LONGEST_NOTE)
        if not text:
            faults.append(Fault(None, "notice_note", Reason.MISSING))
    except cells.CellFault as fault:
        faults.append(Fault(None, "notice_note", fault.reason, fault.facts))
    if faults or why is None:
        raise Faulty(faults)
    return Notice(found, why, text)
