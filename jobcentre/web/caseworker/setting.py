"""Setting a time for somebody, at the press of a button: the earliest fair one there is."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.rules.refusals import Closed
from jobcentre.services import summoning
from jobcentre.web.caseworker import blueprint
from jobcentre.web.caseworker.person import can_set_time, nothing_to_do, shown
from jobcentre.web.language import gettext as _
from jobcentre.web.obstacle_words import OBSTACLES
from jobcentre.web.security import centre, request_id, staff, who


@blueprint.get("/people/<uuid:public_id>/set-time")
@staff(Right.BOOK_FOR)
def person_set_time_check(public_id: UUID) -> ResponseReturnValue:
    """Say what the button will do. Changes nothing."""
    found = shown(public_id)
    if not can_set_time(found):
        return nothing_to_do(public_id)
    choosing = found.summons is not None and found.summons.book_by >= clock.today()
    return render_template("caseworker/people/set_time.html", person=found, choosing=choosing)


@blueprint.post("/people/<uuid:public_id>/set-time")
@staff(Right.BOOK_FOR)
def person_set_time(public_id: UUID) -> ResponseReturnValue:
    """Set a time now and write to the citizen, or say what is in the way."""
    found = shown(public_id)
    occasion = found.standing.occasion
    if occasion is None:
        return nothing_to_do(public_id)
    try:
        obstacle = summoning.set_now(centre(), occasion, request_id(), who())
    except Closed:
        return nothing_to_do(public_id)
    if obstacle is None:
        flash(_("Der er sat en tid, og borgeren får besked."), "success")
    else:
        flash(str(OBSTACLES[obstacle]), "warning")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)
