"""Finding a time for somebody: a free one from a caseworker's list, or any day and time."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.rules.civil import moment_of
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Code, Invalid, Refusal
from jobcentre.services import colleagues, on_behalf
from jobcentre.services.colleagues import Colleague
from jobcentre.services.on_behalf import Case, Wanted
from jobcentre.texts import dates, forms
from jobcentre.web.caseworker import blueprint
from jobcentre.web.errors import status_of, words_of
from jobcentre.web.forms import read_day, read_iso_day, read_slot
from jobcentre.web.language import current
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

OWN = "own"
AS_IT_IS = "same"
LONGEST_REASON = 500
# From 7 to 18 in steps of five minutes, as they stand in the list.
TIMES = tuple(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in range(7 * 60, 18 * 60, 5))


@dataclass
class Choice:
    """What was chosen in the form, and what is missing."""

    slot: str = ""
    clock: str = ""
    day: tuple[str, str, str] = ("", "", "")
    starts_at: datetime | None = None
    form: Form | None = None
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@blueprint.get("/people/<uuid:public_id>/book")
@staff(Right.BOOK_FOR)
def person_book(public_id: UUID) -> ResponseReturnValue:
    """Free times of one caseworker (`staff`), a page of days from `from`, and fields for any other time."""
    return _form(_case(public_id), Choice())


@blueprint.post("/people/<uuid:public_id>/book")
@staff(Right.BOOK_FOR)
def person_book_now(public_id: UUID) -> ResponseReturnValue:
    """Book, or move the meeting there is. A time that is taken leads back to fresh ones."""
    found = _case(public_id)
    choice = _read(found)
    _check_form(found, choice)
    if choice.starts_at is None or choice.errors:
        return _form(found, choice, 422)
    wanted = Wanted(choice.starts_at, choice.form, choice.reason)
    # at the time they have, the caseworker they have keeps it
    colleague = _holder(found) if choice.slot == AS_IT_IS else _colleague(found)
    try:
        meeting = on_behalf.place(centre(), found, wanted, colleague, request_id(), who())
    except Refusal as refusal:
        choice.errors["reason" if refusal.code == Code.FORM_NEEDS_REASON else "slot"] = words_of(refusal)
        return _form(found, choice, status_of(refusal))
    moved = found.meeting is not None
    flash(_("Mødet er flyttet.") if moved else _("Mødet er booket."), "success")
    return redirect(url_for("caseworker.meeting", public_id=meeting), 303)


def _case(public_id: UUID) -> Case:
    found = on_behalf.case(centre(), public_id, who())
    if found is None:
        abort(404)
    return found


def _form(found: Case, choice: Choice, status: int = 200) -> ResponseReturnValue:
    people = colleagues.bookable(who())
    chosen = _chosen(found, people)
    if chosen is None:
        abort(404)
    first = _first(found)
    page = render_template(
        "caseworker/booking.html",
        case=found,
        colleagues=people,
        chosen=chosen,
        offer=on_behalf.free(centre(), found, chosen, first),
        page_start=first,
        today=clock.today(),
        choice=choice,
        times=TIMES,
        own=OWN,
        as_it_is=AS_IT_IS,
        forms_offered=[(form.value, *_about(form, found)) for form in found.forms],
        longest=LONGEST_REASON,
        errors=choice.errors,
    )
    return page, status


def _colleague(found: Case) -> Colleague:
    chosen = _chosen(found, colleagues.bookable(who()))
    if chosen is None:
        abort(404)
    return chosen


def _chosen(found: Case, people: tuple[Colleague, ...]) -> Colleague | None:
    """Whose times: the one asked for, else who has the meeting or the person, else the reader."""
    wanted = request.values.get("staff")
    by_id = {str(colleague.public_id): colleague for colleague in people}
    if wanted:
        return by_id.get(wanted)
    own = next((colleague for colleague in people if colleague.id == who().staff_id), None)
    return by_id.get(str(found.caseworker)) or own or next(iter(people), None)


def _first(found: Case) -> date | None:
    day = read_iso_day(request.values.get("from", ""))
    return day if day and clock.today() <= day <= found.last_offered else None


def _read(found: Case) -> Choice:
    typed = read_day("day")
    choice = Choice(request.form.get("slot", ""), request.form.get("clock", ""), typed.parts)
    if choice.slot == AS_IT_IS and found.meeting is not None:
        choice.starts_at = found.starts_at
        return choice
    if choice.slot and choice.slot != OWN:
        choice.starts_at = _slot(choice.slot)
        return choice
    if choice.slot != OWN and typed.empty:
        choice.errors["slot"] = _("Vælg en tid, eller skriv en anden dag og tid")
        return choice
    choice.slot = OWN
    if typed.value is None:
        choice.errors["day-day"] = _("Skriv en dag, for eksempel 2 12 2026")
    if choice.clock not in TIMES:
        choice.errors["clock"] = _("Vælg et klokkeslæt")
    if not choice.errors and typed.value is not None:
        choice.starts_at = moment_of(typed.value, time.fromisoformat(choice.clock))
    return choice


def _check_form(found: Case, choice: Choice) -> None:
    """Read how the interview is to be held, and say what is missing."""
    code = request.form.get("form", "")
    choice.reason = request.form.get("reason", "").strip()
    choice.form = Form(code) if code in found.forms else None
    if code and choice.form is None:
        choice.errors["form"] = words_of(Invalid(Code.FORM_NOT_OFFERED))
    if len(choice.reason) > LONGEST_REASON:
        choice.errors["reason"] = _("Begrundelsen må højst være på %(number)s tegn", number=LONGEST_REASON)


def _about(form: Form, found: Case) -> tuple[str, str]:
    words = forms.way(form, current())
    needs = form not in found.without_reason and form is not found.form
    return dates.sentence(words), _("Skriv en begrundelse nedenfor") if needs else ""


def _holder(found: Case) -> Colleague:
    people = colleagues.bookable(who())
    holder = next((one for one in people if one.public_id == found.caseworker), None)
    return holder or abort(404)


def _slot(code: str) -> datetime:
    starts_at = read_slot(code)
    return starts_at if starts_at is not None else abort(400)
