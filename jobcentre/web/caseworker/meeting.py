"""One meeting: joining it, moving or cancelling it, and writing down what came of it."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.models.meeting import MeetingStatus
from jobcentre.rules import attendance as rules
from jobcentre.rules import booking as booking_rules
from jobcentre.rules.access import Right
from jobcentre.rules.booking import Booker
from jobcentre.rules.refusals import Invalid, Refusal
from jobcentre.services import agenda, attendance, booking
from jobcentre.services.agenda import MeetingFacts
from jobcentre.services.decisions import deciding
from jobcentre.web import staff_words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.errors import status_of, words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who


@blueprint.get("/meetings/<uuid:public_id>")
@staff(Right.BOOK_FOR)
def meeting(public_id: UUID) -> ResponseReturnValue:
    """The facts, and what can be done about it now."""
    return _page(_found(public_id))


@blueprint.get("/meetings/<uuid:public_id>/move")
@staff(Right.BOOK_FOR)
def meeting_move(public_id: UUID) -> ResponseReturnValue:
    """Moving is choosing a time for the person."""
    return redirect(url_for("caseworker.person_book", public_id=_found(public_id).person_public_id), 303)


@blueprint.get("/meetings/<uuid:public_id>/cancel")
@staff(Right.BOOK_FOR)
def meeting_cancel(public_id: UUID) -> ResponseReturnValue:
    """Ask why."""
    found = _found(public_id)
    return _cancel_form(found) if found.can_change else _back(public_id)


@blueprint.post("/meetings/<uuid:public_id>/cancel")
@staff(Right.BOOK_FOR)
def meeting_cancel_now(public_id: UUID) -> ResponseReturnValue:
    """Cancel; the citizen is told."""
    found = _found(public_id)
    try:
        ground = booking_rules.parse_ground(request.form.get("ground", ""), Booker.STAFF)
    except Invalid:
        return _cancel_form(found, {"ground": _("Vælg en grund")}, 422)
    try:
        booking.cancel(centre(), public_id, ground, request_id(), who())
    except Refusal as refusal:
        flash(words_of(refusal), "warning")
        return _back(public_id)
    flash(_("Mødet er aflyst, og tiden er fri igen."), "success")
    return redirect(url_for("caseworker.person", public_id=found.person_public_id), 303)


@blueprint.post("/meetings/<uuid:public_id>/outcome")
@staff(Right.RECORD_OUTCOME)
def meeting_outcome(public_id: UUID) -> ResponseReturnValue:
    """Write down what came of it, or correct it."""
    found = _found(public_id)
    note = request.form.get("note", "").strip()
    errors = {}
    if len(note) > attendance.NOTE_LENGTH:
        errors["note"] = _("Noten må højst være på %(number)s tegn", number=attendance.NOTE_LENGTH)
    try:
        outcome = rules.parse_outcome(request.form.get("outcome", ""))
    except Invalid:
        errors["outcome"] = _("Vælg, hvad der skete")
    if errors:
        return _page(found, errors, 422)
    try:
        version, sure = request.form.get("version", ""), request.form.get("sure") == "yes"
        booked_again = attendance.record(
            centre(), public_id, outcome, note, request_id(), who(), version=version, sure=sure
        )
    except Invalid as doubt:
        return _page(found, {"sure": words_of(doubt)}, 422)
    except Refusal as refusal:
        return _page(_found(public_id), {"outcome": words_of(refusal)}, status_of(refusal))
    flash(_("Resultatet er gemt."), "success")
    if booked_again:
        flash(_("Borgeren har en ny tid. Aflys den, hvis samtalen er holdt."), "warning")
    return _back(public_id)


def _found(public_id: UUID) -> MeetingFacts:
    found = agenda.meeting(centre(), public_id, who())
    if found is None:
        abort(404)
    return found


def _back(public_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("caseworker.meeting", public_id=public_id), 303)


def _page(found: MeetingFacts, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    words = staff_words.OUTCOMES
    page = render_template(
        "caseworker/meeting/show.html",
        meeting=found,
        outcomes=[(outcome.value, words[outcome], staff_words.OUTCOME_HINTS[outcome]) for outcome in words],
        chosen=request.form.get("outcome", found.outcome or ""),
        note=request.form.get("note", found.outcome_note),
        longest=attendance.NOTE_LENGTH,
        now=clock.now(),
        next=found.outcome is not None and found.status is not MeetingStatus.CANCELLED and _none_follows(found),
        errors=errors or {},
    )
    return page, status


def _none_follows(found: MeetingFacts) -> bool:
    """Whether nothing is open for the person: then somebody decides what comes next."""
    return deciding.offer(found.person_public_id, who()).call_again


def _cancel_form(found: MeetingFacts, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    grounds = [(ground.value, staff_words.GROUNDS[ground]) for ground in booking_rules.grounds(Booker.STAFF)]
    page = render_template("caseworker/meeting/cancel.html", meeting=found, grounds=grounds, errors=errors or {})
    return page, status
