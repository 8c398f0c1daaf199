"""The light check of who holds the link: the birth date, asked once in a session.

What else a municipality asks for has a page of its own: a code sent to an address on file, or MitID.
"""

from datetime import date

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.identifying import Identification
from jobcentre.rules.refusals import Closed, Code, Invalid, Throttled
from jobcentre.services import identifying, links
from jobcentre.web import sessions
from jobcentre.web.citizen import coding, mitid
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import LinkUnknown, retry_later, words_of
from jobcentre.web.forms import MONTHS, NO_DAY, TypedDay, read_birthday
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, client_address, request_id, who
from jobcentre.web.sessions import Link

NOTHING = TypedDay(("", "", ""), None)


def form(link: Link) -> ResponseReturnValue:
    """The page that asks. A link that has been locked meanwhile is unknown from now on."""
    asked = identifying.way()
    if asked is Identification.MITID:
        return mitid.form(link)
    if asked is Identification.CODE and coding.born(link):
        return coding.form(link)
    return _form(link, asked)


def answer(link: Link) -> ResponseReturnValue:
    """Judge the form. What is no date at all never counts as a try: scanners press empty buttons."""
    asked = identifying.way()
    if asked is Identification.MITID:
        return mitid.form(link)
    typed = read_birthday("birth", clock.today())
    if typed.value is None or typed.value > clock.today():
        return _form(link, asked, typed, unreadable(typed), 422)
    return _judge(link, asked, typed, typed.value)


def _judge(link: Link, asked: Identification, typed: TypedDay, told: date) -> ResponseReturnValue:
    try:
        right = links.identify(centre(), link.summons, told, client_address(), who(), request_id())
    except Throttled as refusal:
        return retry_later(refusal, _form(link, asked, typed, words_of(refusal), 429))
    except Closed:
        return redirect(url_for("booking.show"), 303)
    # made whether or not it is shown: how long the answer takes is not to say what it will be
    wrong = Invalid(Code.BIRTH_DATE_WRONG, tries_left=links.tries_left(link.summons))
    language, again = standing_of(link).language, _form(link, asked, typed, words_of(wrong), 422)
    if not right:
        return again
    if asked is Identification.CODE:
        coding.remember(link)
        return redirect(url_for("booking.show"), 303)
    errand = sessions.verify(language)
    return redirect(errand or url_for("booking.show"), 303)


def unreadable(typed: TypedDay) -> str:
    """What is wrong with what is no date, or none that anybody was born on."""
    if typed.empty:
        return _("Skriv din fødselsdato")
    if not all(typed.parts):
        return _("Skriv både dag, måned og år")
    day, month, year = typed.parts
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return _("Skriv året med fire tal, for eksempel 2001")
    if not (month.isascii() and month.isdigit()) and month.casefold()[:3] not in MONTHS:
        return _("Skriv måneden med tal, for eksempel 12")
    if not (day.isascii() and day.isdigit()):
        return _("Skriv dagen med tal, for eksempel 24")
    return _("Det er ikke en dato. Skriv den for eksempel som 24 12 2001")


def _form(
    link: Link, asked: Identification, typed: TypedDay = NO_DAY, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    standing_of(link)
    if links.tries_left(link.summons) == 0:
        raise LinkUnknown()
    errors = {"birth-day": error} if error else {}
    shown = {"typed": typed, "errors": errors, "lapsed": link.lapsed, "code_follows": asked is Identification.CODE}
    return render_template("citizen/identify/form.html", **shown), status
