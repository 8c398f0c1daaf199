"""What a person types when they decide in place of the rules: read as a file's cells are, every fault at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from jobcentre import clock
from jobcentre.registers import Fault, Faulty, Reason, cells
from jobcentre.rules import overrides
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.rules.refusals import Invalid

LONGEST_NOTE = 200
MOST_YEARS = 2  # a deferral or a pause any longer is an exemption by another name
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OverrideForm:
    """What was typed, days as in the citizens file. Only an exemption has a first day of its own.

    ``close``: the open summons is to be withdrawn with it. ``call_again``: after the day comes a further summons.
    """

    kind: OverrideKind
    ground: str
    from_on: str = ""
    until_on: str = ""
    note: str = field(default="", repr=False)
    close: bool = False
    call_again: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What was meant."""

    kind: OverrideKind
    ground: Ground
    from_on: date
    until_on: date | None
    note: str = field(repr=False)


def read(form: OverrideForm) -> Decision:
    """Return what was meant. Raises ``Faulty`` with a fault for every field that cannot stand."""
    faults: list[Fault] = []
    today, has_days = clock.today(), form.kind is not OverrideKind.NOT_RELEVANT
    ground = _field(faults, "ground", form.ground, lambda text: _ground(form.kind, text))
    exempt = form.kind is OverrideKind.EXEMPT
    from_on = _field(faults, "from_on", form.from_on, cells.day) if exempt else today
    must_end = overrides.needs_end(form.kind)
    until_on = _field(faults, "until_on", form.until_on, cells.day, required=must_end) if has_days else None
    # a ground that says nothing calls for words
    note = _field(faults, "note", form.note, cells.words, required=ground is Ground.OTHER)
    if reason := _why_not(from_on, until_on, must_end):
        faults.append(reason)
    if form.close and from_on is not None and from_on > today:
        faults.append(Fault(None, "close", Reason.CLOSE_AHEAD))  # the sweep would send it anew tonight
    if faults or ground is None or from_on is None:
        raise Faulty(faults)
    return Decision(form.kind, ground, from_on, until_on, note or "")


def _why_not(from_on: date | None, until_on: date | None, must_end: bool) -> Fault | None:
    if from_on is None or until_on is None:
        return None
    today = clock.today()
    if until_on < from_on:
        past = until_on < today and from_on <= today
        return Fault(None, "until_on", Reason.UNTIL_PAST if past else Reason.UNTIL_BEFORE_FROM)
    if until_on < today:
        return Fault(None, "until_on", Reason.UNTIL_PAST)
    if must_end and until_on > _years_after(today):
        return Fault(None, "until_on", Reason.UNTIL_FAR, {"years": MOST_YEARS})
    return None


def _years_after(day: date) -> date:
    try:
        return day.replace(year=day.year + MOST_YEARS)
    except ValueError:  # 29 February
        return date(day.year + MOST_YEARS, 3, 1)


def _field(faults: list[Fault], name: str, typed: str, read: Callable[[str], T], *, required: bool = True) -> T | None:
    try:
        text = cells.clean(typed, LONGEST_NOTE)
        if text:
            return read(text)
        if required:
            raise cells.CellFault(Reason.MISSING)
    except cells.CellFault as fault:
        faults.append(Fault(None, name, fault.reason, fault.facts))
    return None


def _ground(kind: OverrideKind, text: str) -> Ground:
    try:
        return overrides.parse_ground(kind, text)
    except Invalid:
        raise cells.CellFault(Reason.GROUND) from None
