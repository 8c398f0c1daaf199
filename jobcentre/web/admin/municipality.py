"""The municipality's own details."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.rules.identifying import Identification
from jobcentre.rules.reach import Medium
from jobcentre.services import identifying
from jobcentre.services.staff_accounts import administration
from jobcentre.services.staff_accounts.administration import IDENTIFICATION
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
    if IDENTIFICATION in request.form:
        form[IDENTIFICATION] = request.form[IDENTIFICATION]
    offered = identifying.offered(centre())
    before = identifying.way()
    try:
        administration.change_municipality(form, request_id(), who(), cvr_needed=_sends_by_number(), offered=offered)
    except Unfit as unfit:
        return _page(form, staff_words.faults(unfit, staff_words.MISSING_OF_MUNICIPALITY), 422)
    told = [_("Oplysningerne er gemt.")]
    if identifying.way() is not before:
        told.append(_("Indkaldelser, der allerede er sendt, beskriver den gamle måde."))
    flash(" ".join(told), "success")
    return redirect(url_for("admin.municipality"), 303)


def _sends_by_number() -> bool:
    """Whether a channel is on that sends in the name of the CVR number."""
    return not BY_CVR.isdisjoint(centre().channels)


def _page(
    form: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    found = administration.municipality()
    values = {field: getattr(found, field) for field in (*administration.DETAILS, IDENTIFICATION)} | (form or {})
    pack = centre().packs.get(found.rule_pack or "")
    ways = _ways(found.identification)
    return render_template("admin/municipality.html", values=values, pack=pack, ways=ways, errors=errors or {}), status


def _ways(in_force: Identification) -> list[tuple[object, ...]]:
    """What may be chosen, with what is in force, also where the installation cannot do it any more.

    MitID stands there without a broker too, and says what is missing.
    """
    there = (*identifying.offered(centre()), in_force)
    ways: list[tuple[object, ...]] = [
        (one.value, *staff_words.IDENTIFICATIONS[one]) for one in Identification if one in there
    ]
    if Identification.MITID not in there:
        name, _more = staff_words.IDENTIFICATIONS[Identification.MITID]
        ways.append((Identification.MITID.value, name, staff_words.NO_BROKER, True))
    return ways
