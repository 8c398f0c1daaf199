"""What somebody sees when something cannot be done: a plain sentence, a way on, the right status code.

No page shows a stack trace, and none needs the database (the one for unknown links can do without).
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

import structlog
from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, NotFound

from jobcentre import clock
from jobcentre.rules import refusals
from jobcentre.rules.refusals import Refusal
from jobcentre.services.authorities import authorities
from jobcentre.services.transaction import UNREACHABLE
from jobcentre.texts.refusals import sentence
from jobcentre.web import desk, sessions, sizes
from jobcentre.web.forms import NO_DAY, TypedDay
from jobcentre.web.language import LazyString, current
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.sessions import LinkNeeded

log = structlog.get_logger("jobcentre.web")

# A refusal is no fault: the request was understood and the answer is no.
STATUS: dict[type[Refusal], int] = {
    refusals.SlotTaken: 409,
    refusals.TooLate: 409,
    refusals.NotOpenYet: 409,
    refusals.Closed: 409,
    refusals.SentBefore: 409,
    refusals.NotAllowed: 403,
    refusals.NoTimes: 409,
    refusals.LinkLocked: 404,
    refusals.Unavailable: 503,
    refusals.Throttled: 429,
    refusals.Invalid: 400,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says: what happened, and what to do now."""

    heading: str | LazyString
    advice: str | LazyString


PAGES: dict[int, Words] = {
    400: Words(
        _("Det, du sendte, kunne ikke læses"),
        _("Gå tilbage, indlæs siden igen, og prøv en gang til. Der er ikke ændret noget."),
    ),
    401: Words(_("Du er ikke logget ind"), _("Log ind, og prøv igen.")),
    403: Words(
        _("Du har ikke adgang til siden"),
        _("Har du brug for den i dit arbejde, så spørg den, der styrer adgang hos jer."),
    ),
    404: Words(
        _("Siden findes ikke"),
        _("Måske er adressen skrevet forkert, eller siden er flyttet. Prøv igen fra det link, du har fået."),
    ),
    405: Words(
        _("Siden kan ikke åbnes på den måde"),
        _("Gå tilbage, og brug knapperne på siden. Der er ikke ændret noget."),
    ),
    409: Words(_("Det kan ikke lade sig gøre nu"), _("Gå tilbage, og indlæs siden igen for at se, hvad der gælder.")),
    413: Words(
        _("Det, du sendte, er for stort"),
        _("En fil må højst fylde 10 MB. Gå tilbage, og vælg en mindre, eller lad være. Der er ikke ændret noget."),
    ),
    429: Words(_("Der er prøvet for mange gange"), _("Vent et øjeblik, og prøv så igen.")),
    500: Words(
        _("Noget gik galt hos os"),
        _("Det er ikke din fejl. Prøv igen om lidt. Bliver det ved, så ring til os."),
    ),
    503: Words(
        _("Vi har en kort pause"),
        _("Siden virker ikke lige nu. Prøv igen om nogle minutter. Haster det, så ring til os."),
    ),
}
# What staff read instead: they have no personal link, and are not to call themselves.
DESK: dict[int, Words] = {
    413: Words(
        _("Filen er for stor"),
        _("En fil må højst fylde 32 MB. Del den i flere, og send dem en ad gangen."),
    ),
    404: Words(
        _("Siden findes ikke"),
        _("Måske er adressen skrevet forkert, eller også er der ikke noget her mere. Find vej fra din forside."),
    ),
    500: Words(
        _("Noget gik galt hos os"),
        _("Det er ikke din fejl. Prøv igen om lidt. Bliver det ved, så sig det til dem, der driver systemet."),
    ),
    503: Words(_("Vi har en kort pause"), _("Siden virker ikke lige nu. Prøv igen om nogle minutter.")),
}
FORM_EXPIRED = Words(
    _("Siden var åben for længe"),
    _(
        "Vi kunne derfor ikke tage imod det, du sendte, og der er ikke ændret noget. "
        "Gå tilbage, indlæs siden igen, og send en gang til."
    ),
)
LINK_NEEDED = Words(
    _("Åbn linket i din besked igen"),
    _("Du finder linket i den nyeste besked, du har fået fra jobcentret. Det virker, og du mister ikke noget."),
)


class LinkUnknown(NotFound):
    """A personal link that leads nowhere; why is not told, and the page is the same for every such link."""


def register(app: Flask) -> None:
    """Answer every refusal and fault with a page."""
    app.register_error_handler(LinkUnknown, _link_unknown)
    app.register_error_handler(refusals.LinkLocked, _link_unknown)
    app.register_error_handler(LinkNeeded, lambda _error: page(403, LINK_NEEDED))
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _http)
    for kind in UNREACHABLE:
        app.register_error_handler(kind, _unreachable)
    app.register_error_handler(Exception, _fault)


def status_of(refusal: Refusal) -> int:
    """The status code of a refusal, also of a subclass."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def words_of(refusal: Refusal) -> str:
    """The refusal's one sentence in the reader's language."""
    return sentence(refusal.code, refusal.facts, current())


def refused(refusal: Refusal) -> Response:
    """A page for a refusal that no view has turned into something better."""
    status = status_of(refusal)
    return retry_later(refusal, page(status, Words(words_of(refusal), PAGES[status].advice)))


def retry_later(refusal: Refusal, answer: ResponseReturnValue) -> Response:
    """The answer with the seconds after which a throttled reader may try again, if that is what the refusal says."""
    response, at = make_response(answer), refusal.facts.get("retry_at")
    if isinstance(at, datetime):
        response.headers["Retry-After"] = str(max(1, ceil((at - clock.now()).total_seconds())))
    return response


def page(status: int, words: Words, **headers: str) -> Response:
    """Render an error page; a script that asked gets the sentence alone."""
    if request.is_json:
        response = make_response({"error": str(words.heading)}, status)
    else:
        at_desk = desk.in_area()
        words = DESK.get(status, words) if at_desk else words
        shown = render_template("errors/page.html", words=words, way=_way_on(), at_desk=at_desk)
        response = make_response(shown, status)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def _way_on() -> tuple[str, LazyString] | None:
    """Where the reader was at home, as far as that is known without asking anybody."""
    if g.get("identity") or desk.in_area():
        return url_for("account.login"), _("Gå til din forside")
    if sessions.link():
        return url_for("booking.show"), _("Gå til din samtale")
    return None


def _form_expired(_error: CSRFError) -> ResponseReturnValue:
    """A form with an outdated token: it lay open too long, or was sent by staff who have been logged off since."""
    if not desk.in_area(desk.AREAS):
        return page(400, FORM_EXPIRED)
    try:
        signed_in = sessions.staff()
    except UNREACHABLE as error:
        return _unreachable(error)
    if signed_in is None:
        return desk.logged_off()
    g.identity, g.authority = signed_in, signed_in.authority
    return page(400, FORM_EXPIRED)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    if status == 413:
        sizes.read_off()
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return page(status, PAGES.get(status, PAGES[400 if status < 500 else 500]), **kept)


def _link_unknown(_error: Exception) -> ResponseReturnValue:
    if request.blueprint == "meeting":  # its link never locks
        return link_page(None)
    return link_page("")


def link_page(
    token: str | None, typed: TypedDay = NO_DAY, errors: dict[str, str] | None = None, status: int = 404
) -> ResponseReturnValue:
    """The page for every link that leads nowhere, with a form to ask for a new one that carries ``token``, if any."""
    try:
        whom = authorities()
    except UNREACHABLE:
        whom = ()
    known = {"authority": None, "authorities": whom, "token": token}
    return render_template("errors/link.html", typed=typed, errors=errors or {}, **known), status


def _unreachable(error: Exception) -> ResponseReturnValue:
    log.error("database_unreachable", exc_info=error)
    return page(503, PAGES[503], Retry_After="60")


def _fault(error: Exception) -> ResponseReturnValue:
    log.error("fault", exc_info=error)
    return page(500, PAGES[500])
