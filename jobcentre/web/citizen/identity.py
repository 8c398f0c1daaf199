"""The light check of who holds the link: the birth date, asked once in a session."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.refusals import Closed, Code, Invalid, Throttled
from jobcentre.services import links
from jobcentre.web import sessions
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import LinkUnknown, retry_later, words_of
from jobcentre.web.forms import TypedDay, read_day
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, client_address, who
from jobcentre.web.sessions import Link

NOTHING = TypedDay(("", "", ""), None)


def form(link: Link, typed: TypedDay = NOTHING, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    """The page that asks. A link that has been locked meanwhile is unknown from now on."""
    standing_of(link)
    if links.tries_left(link.summons) == 0:
        raise LinkUnknown()
    errors = {"birth-day": error} if error else {}
    page = render_template("citizen/identify/form.html", typed=typed, errors=errors, lapsed=link.lapsed)
    return page, status


def answer(link: Link) -> ResponseReturnValue:
    """Judge the form. What is no date at all never counts as a try: scanners press empty buttons."""
    typed = read_day("birth")
    if typed.value is None or typed.value > clock.today():
        return form(link, typed, _unreadable(typed), 422)
    try:
        right = links.identify(centre(), link.summons, typed.value, client_address(), who())
    except Throttled as refusal:
        return retry_later(refusal, form(link, typed, words_of(refusal), 429))
    except Closed:
        return redirect(url_for("booking.show"), 303)
    if not right:
        wrong = Invalid(Code.BIRTH_DATE_WRONG, tries_left=links.tries_left(link.summons))
        return form(link, typed, words_of(wrong), 422)
    errand = sessions.verify(standing_of(link).language)
    return redirect(errand or url_for("booking.show"), 303)


def _unreadable(typed: TypedDay) -> str:
    if typed.empty:
        return _("Skriv din fødselsdato")
    if not all(typed.parts):
        return _("Skriv både dag, måned og år")
    return _("Det er ikke en dato. Skriv den for eksempel som 24 12 2001")
