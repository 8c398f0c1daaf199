"""Ending a duty by hand: the person is not to come to the interview after all."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules import withdrawal
from jobcentre.rules.access import Right
from jobcentre.rules.refusals import Invalid, Refusal
from jobcentre.services import summoning
from jobcentre.services.people import PersonView
from jobcentre.web import staff_words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.caseworker.person import can_withdraw, nothing_to_do, shown
from jobcentre.web.errors import words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who


@blueprint.get("/people/<uuid:public_id>/withdraw")
@staff(Right.BOOK_FOR)
def person_withdraw(public_id: UUID) -> ResponseReturnValue:
    """Ask why, and say what will happen."""
    found = shown(public_id)
    return _form(found) if can_withdraw(found) else nothing_to_do(public_id)


@blueprint.post("/people/<uuid:public_id>/withdraw")
@staff(Right.BOOK_FOR)
def person_withdraw_now(public_id: UUID) -> ResponseReturnValue:
    """Withdraw the summons; a meeting ahead is cancelled, and the citizen is told."""
    found = shown(public_id)
    occasion = found.standing.occasion
    if occasion is None or not can_withdraw(found):
        return nothing_to_do(public_id)
    try:
        ground = withdrawal.parse_ground(request.form.get("ground", ""))
    except Invalid:
        return _form(found, {"ground": str(_("Vælg en grund"))}, 422)
    try:
        summoning.withdraw(centre(), occasion, ground, request_id(), who())
    except Refusal as refusal:
        flash(words_of(refusal), "warning")
    else:
        flash(_("Indkaldelsen er lukket."), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


def _form(found: PersonView, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    grounds = [(ground.value, staff_words.WITHDRAWALS[ground]) for ground in withdrawal.grounds()]
    page = render_template("caseworker/people/withdraw.html", person=found, grounds=grounds, errors=errors or {})
    return page, status
