"""What was to be done about a person is done; and ways to write to them that are used again."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services import contacting, tasks
from jobcentre.services.contacting import Way
from jobcentre.web.caseworker import blueprint
from jobcentre.web.caseworker.person import nothing_to_do
from jobcentre.web.language import gettext as _
from jobcentre.web.language import lazy_gettext
from jobcentre.web.security import centre, request_id, staff, who

RESUMED = {
    Way.EMAIL: lazy_gettext("Vi bruger e-mailadressen igen fra næste besked."),
    Way.MOBILE: lazy_gettext("Vi sender SMS til nummeret igen."),
    Way.SMS: lazy_gettext("Borgeren får SMS igen."),
}


@blueprint.post("/people/<uuid:public_id>/tasks/<uuid:task>/done")
@staff(Right.EDIT_PEOPLE)
def task_done(public_id: UUID, task: UUID) -> ResponseReturnValue:
    """Take one task off the list, unless there is more to it by now."""
    try:
        ended = tasks.done(centre(), task, request_id(), who())
    except tasks.StillSo:
        flash(_("Oplysningerne om ledighed passer stadig ikke sammen. Ret dem, så går opgaven væk."), "warning")
        return redirect(url_for("caseworker.person", public_id=public_id), 303)
    if not ended:
        return nothing_to_do(public_id)
    flash(_("Opgaven er klaret."), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)


@blueprint.post("/people/<uuid:public_id>/contact")
@staff(Right.EDIT_PEOPLE)
def person_contact(public_id: UUID) -> ResponseReturnValue:
    """Use an address again that was found not to work, or send SMS again to who had stopped them."""
    wanted = request.form.get("way", "")
    if wanted not in list(Way):
        abort(400)
    way = Way(wanted)
    if not contacting.resume(centre(), public_id, way, request_id(), who()):
        return nothing_to_do(public_id)
    flash(str(RESUMED[way]), "success")
    return redirect(url_for("caseworker.person", public_id=public_id), 303)
