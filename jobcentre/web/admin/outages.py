"""Outages: what was not there and when, and by how much the time limits it cost people were moved."""

from datetime import datetime, time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.models.offering import Failing
from jobcentre.rules.access import Right
from jobcentre.rules.civil import moment_of
from jobcentre.services.supply import outages
from jobcentre.services.supply.outages import LONGEST_NOTE, OutageForm
from jobcentre.web.admin import blueprint
from jobcentre.web.forms import read_day
from jobcentre.web.language import LazyString, lazy_gettext, ngettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

FAILING: dict[Failing, LazyString] = {
    Failing.BOOKING: lazy_gettext("Borgerne kunne ikke vælge tid"),
    Failing.SERVICE: lazy_gettext("Hele systemet var nede"),
    Failing.MEETINGS: lazy_gettext("Video eller telefon virkede ikke"),
    Failing.MESSAGES: lazy_gettext("Beskeder blev ikke sendt"),
}


@blueprint.get("/outages")
@staff(Right.ADMINISTER)
def outages_show() -> ResponseReturnValue:
    """The outages, and a form to note one."""
    return _page({})


@blueprint.post("/outages")
@staff(Right.ADMINISTER)
def outages_note() -> ResponseReturnValue:
    """Keep an outage, and give back the days it cost."""
    form, errors = _read()
    if form is None:
        return _page(errors, 422)
    days = outages.note(centre(), form, request_id(), who())
    if days:
        words = ngettext(
            "Udfaldet er noteret. Fristen for at vælge tid er flyttet %(num)s arbejdsdag.",
            "Udfaldet er noteret. Fristen for at vælge tid er flyttet %(num)s arbejdsdage.",
            days,
        )
        flash(words, "success")
    else:
        flash(_("Udfaldet er noteret. Ingen frister er flyttet."), "success")
    return redirect(url_for("admin.outages_show"), 303)


def _read() -> tuple[OutageForm | None, dict[str, str]]:
    errors = {}
    failing = next((one for one in Failing if one.value == request.form.get("failing")), None)
    if failing is None:
        errors["failing"] = _("Vælg, hvad der ikke virkede")
    from_at, until_at = _moment("from"), _moment("until")
    if from_at is None:
        errors["from-day"] = _("Skriv dag og klokkeslæt for, hvornår det begyndte, for eksempel 2 12 2026 og 09:15")
    if until_at is None:
        errors["until-day"] = _("Skriv dag og klokkeslæt for, hvornår det var slut, for eksempel 2 12 2026 og 11:30")
    elif from_at and until_at <= from_at:
        errors["until-day"] = _("Udfaldet skal slutte, efter at det begyndte")
    elif until_at > clock.now():
        errors["until-day"] = _("Skriv et tidspunkt, der er passeret")
    note = " ".join(request.form.get("note", "").split())
    if len(note) > LONGEST_NOTE:
        errors["note"] = _("Noten må højst være på %(number)s tegn", number=LONGEST_NOTE)
    if errors or failing is None or from_at is None or until_at is None:
        return None, errors
    return OutageForm(failing, from_at, until_at, note), {}


def _moment(name: str) -> datetime | None:
    day = read_day(name).value
    try:
        wall = time.fromisoformat(request.form.get(f"{name}-clock", "").strip().replace(".", ":").zfill(5))
    except ValueError:
        return None
    return moment_of(day, wall) if day and wall.tzinfo is None else None


def _page(errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/outages.html",
        outages=outages.all_of(),
        failing=FAILING,
        days={name: read_day(name).parts for name in ("from", "until")},
        errors=errors,
    )
    return page, status
