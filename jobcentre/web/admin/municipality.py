"""The municipality's own details."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.rules.reach import Medium
from jobcentre.services.staff_accounts import administration
from jobcentre.services.unfit import Unfit
from jobcentre.web import staff_words
from jobcentre.web.admin import blueprint
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

BY_CVR = frozenset({Medium.DIGITAL_POST.value, Medium.NEMSMS.value})


@blueprint.get("/municipality")
@staff(Right.ADMINISTER)
def municipality() -> ResponseReturnValue:
    """What citizens read."""
    return _page()


@blueprint.post("/municipality")
@staff(Right.ADMINISTER)
def municipality_change() -> ResponseReturnValue:
    """Keep the details; messages already sent keep their words."""
    form = {field: request.form.get(field, "") for field in administration.DETAILS}
    try:
        administration.change_municipality(form, request_id(), who(), cvr_needed=_sends_by_number())
    except Unfit as unfit:
        return _page(form, staff_words.faults(unfit, staff_words.MISSING_OF_MUNICIPALITY), 422)
    flash(_("Oplysningerne er gemt."), "success")
    return redirect(url_for("admin.municipality"), 303)


def _sends_by_number() -> bool:
    """Whether a channel is on that sends in the name of the CVR number."""
    return not BY_CVR.isdisjoint(centre().channels)


def _page(
    form: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    found = administration.municipality()
    values = form or {field: getattr(found, field) for field in administration.DETAILS}
    pack = centre().packs.get(found.rule_pack or "")
    return render_template("admin/municipality.html", values=values, pack=pack, errors=errors or {}), status
