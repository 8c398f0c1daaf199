"""The citizen corrects their own e-mail address or mobile number, and proves the new one by a code."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules.identifying import CodePurpose, read_code
from jobcentre.rules.refusals import Closed, Throttled
from jobcentre.services import contact
from jobcentre.services.contact import LONGEST, Outcome, Pending, Unusable, Wrong
from jobcentre.web import sessions
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import retry_later, words_of
from jobcentre.web.language import LazyString, lazy_gettext, ngettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, citizen, client_address, request_id, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("contact", __name__, url_prefix="/booking/contact")
_EMPTY: dict[CodePurpose, LazyString] = {
    CodePurpose.EMAIL: lazy_gettext("Skriv din nye e-mail"),
    CodePurpose.MOBILE: lazy_gettext("Skriv dit nye mobilnummer"),
}
_WRONG: dict[Wrong, LazyString] = {
    Wrong.EMAIL: lazy_gettext("Det er ikke en e-mail, vi kan skrive til. Skriv den for eksempel som navn@mail.dk"),
    Wrong.MOBILE: lazy_gettext("Det er ikke et telefonnummer. Skriv det for eksempel som 20 12 34 56"),
    Wrong.LANDLINE: lazy_gettext("Nummeret kan ikke få SMS. Skriv et mobilnummer"),
    Wrong.SAME: lazy_gettext("Det står der allerede. Du skal ikke gøre noget"),
    Wrong.NO_WAY: lazy_gettext("Det kan ikke rettes her. Ring til os"),
}
_SAVED: dict[CodePurpose, LazyString] = {
    CodePurpose.EMAIL: lazy_gettext("Din nye e-mail er gemt."),
    CodePurpose.MOBILE: lazy_gettext("Dit nye mobilnummer er gemt."),
}

_SPOKEN: dict[str, LazyString] = {
    "da": lazy_gettext("Vi skriver til dig på dansk fra nu af."),
    "en": lazy_gettext("Vi skriver til dig på engelsk fra nu af."),
}


@blueprint.get("")
@citizen(verified=True)
def show(link: Link) -> ResponseReturnValue:
    """What is on file, most of it hidden, and where a new one is typed."""
    standing_of(link)
    return _page(link)


@blueprint.post("")
@citizen(verified=True)
def begin(link: Link) -> ResponseReturnValue:
    """Send a code to the new address."""
    standing_of(link)
    wanted = request.form.get("what", "")
    if wanted not in list(contact.CHANNELS):
        return redirect(url_for("contact.show"), 303)
    purpose = CodePurpose(wanted)
    typed = request.form.get(purpose.value, "")[: LONGEST + 1]
    try:
        contact.begin(centre(), link.summons, purpose, typed, request_id(), who(), network=client_address())
    except Unusable as fault:
        words = _EMPTY[purpose] if fault.why is Wrong.EMPTY else _WRONG[fault.why]
        return _page(link, {purpose.value: str(words)}, 422)
    except Throttled as refusal:
        return retry_later(refusal, _page(link, {purpose.value: words_of(refusal)}, 429))
    except Closed as refusal:
        flash(words_of(refusal), "warning")
        return redirect(url_for("contact.show"), 303)
    waiting = contact.pending(centre(), link.summons)
    session[sessions.TYPED] = str(waiting.code) if waiting else ""
    return redirect(url_for("contact.code"), 303)


@blueprint.get("/code")
@citizen(verified=True)
def code(link: Link) -> ResponseReturnValue:
    """Where the code is typed."""
    standing_of(link)
    waiting = contact.pending(centre(), link.summons)
    return _code_page(waiting) if waiting else redirect(url_for("contact.show"), 303)


@blueprint.post("/code")
@citizen(verified=True)
def confirm(link: Link) -> ResponseReturnValue:
    """Judge the code. What is no code at all never counts as a try."""
    standing_of(link)
    waiting = contact.pending(centre(), link.summons)
    wanted = request.form.get("what", "")
    if wanted not in list(contact.CHANNELS) or (waiting and waiting.purpose != wanted):
        return redirect(url_for("contact.show"), 303)
    typed = read_code(request.form.get("code", "")[:LONGEST])
    if typed is None and waiting is not None:
        return _code_page(waiting, _("Skriv koden med seks tal"), 422)
    try:
        done = contact.confirm(centre(), link.summons, CodePurpose(wanted), typed or "", request_id(), who())
    except Closed as refusal:
        flash(words_of(refusal), "warning")
        return redirect(url_for("contact.show"), 303)
    if done.outcome is Outcome.WRONG and waiting is not None:
        return _code_page(waiting, _wrong(done.tries_left), 422)
    flash(*_told(done.outcome, CodePurpose(wanted)))
    return redirect(url_for("contact.show"), 303)


@blueprint.post("/language")
@citizen(verified=True)
def language(link: Link) -> ResponseReturnValue:
    """Choose the language of messages, on the receipt or here. Whoever repeats it asks for what is already so."""
    standing_of(link)
    wanted = request.form.get("language", "")
    back = redirect(url_for("booking.show" if request.form.get("from") == "receipt" else "contact.show"), 303)
    if wanted not in _SPOKEN:
        return back
    try:
        contact.speak(link.summons, wanted, who())
    except Closed as refusal:
        flash(words_of(refusal), "warning")
        return back
    sessions.stay(language=wanted)
    flash(str(_SPOKEN[wanted]), "success")
    return back


def _wrong(left: int) -> str:
    return ngettext(
        "Koden er forkert. Du kan prøve én gang mere.",
        "Koden er forkert. Du kan prøve %(num)s gange mere.",
        left,
    )


def _told(outcome: Outcome, purpose: CodePurpose) -> tuple[str, str]:
    if outcome is Outcome.SAVED:
        return str(_SAVED[purpose]), "success"
    if outcome is Outcome.TAKEN and purpose is CodePurpose.EMAIL:
        return _("E-mailen står allerede hos en anden hos os. Ring til os, så finder vi ud af det."), "warning"
    if outcome is Outcome.TAKEN:
        return _("Nummeret står allerede hos en anden hos os. Ring til os, så finder vi ud af det."), "warning"
    return _("Koden virker ikke mere. Der er ikke ændret noget. Du kan få en ny kode her."), "warning"


def _page(link: Link, errors: Mapping[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "citizen/needs/contact.html",
        details=contact.of(centre(), link.summons),
        waiting=contact.pending(centre(), link.summons),
        typed=request.form if errors else {},
        longest=LONGEST,
        errors=errors or {},
    )
    return page, status


def _code_page(waiting: Pending, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    errors = {"code": error} if error else {}
    own = session.get(sessions.TYPED) == str(waiting.code)
    shown = waiting.address if own else waiting.masked
    return render_template("citizen/needs/code.html", waiting=waiting, address=shown, errors=errors), status
