"""Noting that somebody is no longer the municipality's, and taking it back."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.registers import Faulty
from jobcentre.rules.access import Right
from jobcentre.services.register import leaving
from jobcentre.services.register.leaving import LeaveForm, Left
from jobcentre.web import leaving_words, staff_words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.forms import read_day
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

Parts = tuple[str, str, str]


@blueprint.get("/people/<uuid:public_id>/left")
@staff(Right.EDIT_PEOPLE)
def person_left(public_id: UUID) -> ResponseReturnValue:
    """What is on file, and a form; what will happen stands beside it."""
    found = _found(public_id)
    day = found.left_on or clock.today()
    ground = found.ground.value if found.ground else ""
    return _page(public_id, found, (str(day.day), str(day.month), str(day.year)), ground)


@blueprint.post("/people/<uuid:public_id>/left")
@staff(Right.EDIT_PEOPLE)
def person_left_now(public_id: UUID) -> ResponseReturnValue:
    """Note it; the duty ends when its day has come."""
    day, ground = read_day("left_on"), request.form.get("left_why", "")
    try:
        done = leaving.leave(centre(), public_id, LeaveForm(day.text, ground), request_id(), who())
    except Faulty as refused:
        errors = {_field(fault.column): staff_words.fault_sentence(fault) for fault in refused.faults}
        return _page(public_id, _found(public_id), day.parts, ground, errors), 422
    if not done:
        abort(404)
    flash(str(_("Det er noteret.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.post("/people/<uuid:public_id>/left/undo")
@staff(Right.EDIT_PEOPLE)
def person_left_undo(public_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    if not leaving.come_back(centre(), public_id, request_id(), who()):
        abort(404)
    flash(str(_("Borgeren er hos os igen. En indkaldelse, der er lukket, kommer ikke tilbage af sig selv.")), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _found(public_id: UUID) -> Left:
    found = leaving.shown(public_id, who())
    if found is None:
        abort(404)
    return found


def _field(column: str | None) -> str:
    return "left_on-day" if column == "left_on" else str(column)


def _page(public_id: UUID, found: Left, day: Parts, ground: str, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "caseworker/people/left.html",
        public_id=public_id,
        person=found,
        day=day,
        ground=ground,
        grounds=[(one.value, words) for one, words in leaving_words.GROUNDS.items()],
        errors=errors or {},
    )
