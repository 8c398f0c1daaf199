"""When somebody can be booked: the same hours each week, and days off."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right, allows
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.services import clashes, colleagues, day_mail
from jobcentre.services import hours as service
from jobcentre.services.colleagues import Colleague
from jobcentre.services.day_mail import Mails
from jobcentre.services.hours import HoursRow
from jobcentre.web.caseworker import blueprint
from jobcentre.web.forms import read_day
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, identity, request_id, staff, who

WEEKDAYS = range(1, 6)
STRETCHES = range(4)  # as many a day are read; two are shown unless more are in use
SHOWN_AT_LEAST = 2  # before and after lunch
NOTE_LENGTH = 200
# From 7 to 20 in steps of a quarter, as they stand in the lists.
TIMES = tuple(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in range(7 * 60, 20 * 60 + 1, 15))
ONE_DAY = timedelta(days=1)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][05]")

Typed = dict[tuple[int, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Forms:
    """What the two forms of the page show after one was refused."""

    typed: Typed
    copied: bool = False
    days: tuple[tuple[str, str, str], tuple[str, str, str]] = (("", "", ""), ("", "", ""))
    note: str = ""


@blueprint.get("/hours")
@staff(Right.OWN_HOURS)
def hours() -> ResponseReturnValue:
    """Weekly hours and days off, one's own or (`staff`) a team member's."""
    whose = _whose()
    return _page(whose, Forms(_as_typed(service.weekly(whose.public_id))))


@blueprint.post("/hours")
@staff(Right.OWN_HOURS)
def hours_save() -> ResponseReturnValue:
    """Keep the hours; with `copy` the first day's are filled in for the whole week first, and nothing is kept."""
    whose, typed = _whose(), _typed()
    if request.form.get("copy"):
        monday = {stretch: typed[1, stretch] for stretch in STRETCHES}
        copies = {(day, stretch): monday[stretch] for day in WEEKDAYS for stretch in STRETCHES}
        return _page(whose, Forms(copies, copied=True))
    errors = _faults(typed)
    if errors:
        return _page(whose, Forms(typed), errors, 422)
    weekend = [row for row in service.weekly(whose.public_id) if row.weekday not in WEEKDAYS]
    rows = [*_rows(typed), *weekend]
    service.set_weekly(centre(), whose.public_id, rows, request_id(), who())
    flash(_("Tiderne er gemt. Møder, der allerede er booket, bliver stående."), "success")
    return _back(whose)


@blueprint.post("/hours/off")
@staff(Right.OWN_HOURS)
def hours_off() -> ResponseReturnValue:
    """Add days off, both inclusive; the meetings in them are listed for somebody to move."""
    whose = _whose()
    first, last, note = read_day("first"), read_day("last"), request.form.get("note", "").strip()
    errors = {}
    if first.value is None:
        errors["first-day"] = _("Skriv den første dag, for eksempel 2 12 2026")
    until = first.value if last.empty else last.value
    if until is None and first.value is not None:
        errors["last-day"] = _("Skriv den sidste dag, for eksempel 4 12 2026")
    if first.value and until and until < first.value:
        errors["last-day"] = _("Den sidste dag skal ligge efter den første")
    if len(note) > NOTE_LENGTH:
        errors["note"] = _("Noten må højst være på %(number)s tegn", number=NOTE_LENGTH)
    if errors or first.value is None or until is None:
        typed = _as_typed(service.weekly(whose.public_id))
        return _page(whose, Forms(typed, days=(first.parts, last.parts), note=note), errors, 422)
    begin, end = moment_of(first.value, MIDNIGHT), moment_of(until + ONE_DAY, MIDNIGHT)
    hit = service.add_time_off(centre(), whose.public_id, begin, end, note=note, request_id=request_id(), who=who())
    if hit:
        flash(_("Fraværet er gemt. Der ligger møder i det, som du skal flytte eller aflyse."), "warning")
    else:
        flash(_("Fraværet er gemt. Ingen møder bliver ramt."), "success")
    return _back(whose)


@blueprint.post("/hours/off/<uuid:public_id>/remove")
@staff(Right.OWN_HOURS)
def hours_off_remove(public_id: UUID) -> ResponseReturnValue:
    """Open the days again."""
    whose = _whose()
    if any(found.public_id == public_id for found in service.time_off(whose.public_id)):
        service.remove_time_off(centre(), public_id, who())
    flash(_("Fraværet er slettet."), "success")
    return _back(whose)


@blueprint.post("/hours/mails")
@staff(Right.OWN_HOURS)
def hours_mails() -> ResponseReturnValue:
    """Keep which mails about one's own meetings the reader wants."""
    mails = Mails(day=bool(request.form.get("day")), reminder=bool(request.form.get("reminder")))
    day_mail.choose(identity().id, mails, request_id(), who())
    flash(_("Dine valg er gemt."), "success")
    return redirect(url_for("caseworker.hours"), 303)


def _page(
    whose: Colleague, forms: Forms, errors: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    used = [stretch + 1 for (_day, stretch), ends in forms.typed.items() if any(ends)]
    page = render_template(
        "caseworker/hours/show.html",
        whose=whose,
        mine=whose.id == who().staff_id,
        colleagues=_choices(),
        forms_state=forms,
        weekdays=WEEKDAYS,
        stretches=range(max([SHOWN_AT_LEAST, *used])),
        times=TIMES,
        off=[(one, _last_day(one.ends_at)) for one in service.time_off(whose.public_id)],
        clashes=clashes.of(whose.public_id, who()),
        mails=day_mail.wanted(identity().id),
        errors=errors or {},
    )
    return page, status


def _choices() -> tuple[Colleague, ...]:
    """Whose hours the reader may keep."""
    if allows(identity().role, Right.TEAM_HOURS):
        return colleagues.bookable(who())
    return (Colleague(identity().id, identity().public_id, identity().name),)


def _whose() -> Colleague:
    wanted = request.values.get("staff") or str(identity().public_id)
    found = next((colleague for colleague in _choices() if str(colleague.public_id) == wanted), None)
    if found is None:
        abort(404)
    return found


def _back(whose: Colleague) -> ResponseReturnValue:
    return redirect(url_for("caseworker.hours", staff=whose.public_id), 303)


def _typed() -> Typed:
    def read(end: str, day: int, stretch: int) -> str:
        value = request.form.get(f"{end}-{day}-{stretch}", "")
        return value if _TIME.fullmatch(value) else ""

    return {
        (day, stretch): (read("from", day, stretch), read("to", day, stretch))
        for day in WEEKDAYS
        for stretch in STRETCHES
    }


def _as_typed(rows: Iterable[HoursRow]) -> Typed:
    typed = {(day, stretch): ("", "") for day in WEEKDAYS for stretch in STRETCHES}
    for row in rows:
        free = [key for key in typed if key[0] == row.weekday and typed[key] == ("", "")]
        if free:
            typed[free[0]] = (f"{row.starts:%H:%M}", f"{row.ends:%H:%M}")
    return typed


def _faults(typed: Typed) -> dict[str, str]:
    errors = {}
    for (day, stretch), (starts, ends) in typed.items():
        field = f"from-{day}-{stretch}"
        if bool(starts) != bool(ends):
            errors[field] = _("Vælg både fra og til, eller lad begge stå tomme")
        elif starts and starts >= ends:
            errors[field] = _("Slut skal ligge efter start")
    for day in WEEKDAYS:
        filled = sorted((*typed[day, stretch], stretch) for stretch in STRETCHES if all(typed[day, stretch]))
        for (_start, ends, _n), (starts, _end, stretch) in pairwise(filled):
            if ends > starts:
                errors.setdefault(f"from-{day}-{stretch}", _("Tidsrummene overlapper hinanden"))
    return errors


def _rows(typed: Typed) -> list[HoursRow]:
    return [
        HoursRow(day, time.fromisoformat(starts), time.fromisoformat(ends))
        for (day, _stretch), (starts, ends) in typed.items()
        if starts
    ]


def _last_day(ends_at: datetime) -> date:
    """The last day off, inclusive; time off ends at midnight."""
    return clock.local(ends_at - timedelta(seconds=1)).date()
