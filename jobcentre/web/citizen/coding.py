"""A code sent to an address on file: where it goes, and the page that asks for it.

The birth date comes first (docs/decisions/0012): for whoever does not know it, nothing is sent and no
address is shown.
"""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.identifying import BIRTH_DATE_KNOWN, Identification, read_code
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Closed, Code, Invalid, Refusal, Throttled
from jobcentre.services import identifying, links
from jobcentre.web import sessions
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import LinkUnknown, retry_later, words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, citizen, client_address, request_id, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("code", __name__, url_prefix="/booking/code")
FIELD, WAY = "code", "way"


def remember(link: Link) -> None:
    """Keep in the session that the birth date was right."""
    session[sessions.BORN] = {"mark": link.mark, "at": int(clock.now().timestamp())}


def born(link: Link) -> bool:
    """Whether the birth date was told by this link a short while ago."""
    held = session.get(sessions.BORN)
    if not isinstance(held, dict) or held.get("mark") != link.mark:
        return False
    return bool(clock.now().timestamp() - held["at"] <= BIRTH_DATE_KNOWN.total_seconds())


def form(link: Link, typed: str = "", errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    """The page that asks for the code; before there is one, where it is to go; without an address, whom to call."""
    standing_of(link)
    if links.tries_left(link.summons) == 0:
        raise LinkUnknown()
    goals, sent = identifying.goals(centre(), link.summons, who()), identifying.sent(centre(), link.summons)
    shown = {"goals": goals, "sent": sent, "typed": typed, "errors": errors or {}, "lapsed": link.lapsed}
    return render_template("citizen/identify/code.html" if goals else "citizen/identify/call.html", **shown), status


@blueprint.get("")
@blueprint.get("/send")
@citizen(verified=False)
def again(_link: Link) -> ResponseReturnValue:
    """Where the language links of a refused form lead."""
    return _today()


@blueprint.post("/send")
@citizen(verified=False)
def send(link: Link) -> ResponseReturnValue:
    """Send a code to the address that was chosen."""
    if not _asked(link):
        return _today()
    try:
        channel = Medium(request.form.get(WAY, ""))
        identifying.send(centre(), link.summons, channel, request_id(), client_address(), who())
    except (ValueError, Invalid):
        return form(link, errors={WAY: _("Vælg, hvor vi skal sende koden hen")}, status=422)
    except Throttled as refusal:
        return retry_later(refusal, form(link, errors={WAY: words_of(refusal)}, status=429))
    except Closed:
        return _today()
    flash(_("Koden er på vej."), "success")
    return _today()


@blueprint.post("")
@citizen(verified=False)
def answer(link: Link) -> ResponseReturnValue:
    """Judge the code. What is no code at all never counts as a try."""
    if not _asked(link):
        return _today()
    typed = request.form.get(FIELD, "").strip()[:20]
    code = read_code(typed)
    if code is None:
        wrong = _("Koden er seks tal. Skriv dem, som de står i beskeden.") if typed else _("Skriv koden")
        return form(link, typed, {FIELD: wrong}, 422)
    try:
        told = identifying.judge(centre(), link.summons, code, request_id(), client_address(), who())
    except Throttled as refusal:
        return retry_later(refusal, form(link, typed, {FIELD: words_of(refusal)}, 429))
    except Closed:
        return _today()
    # made whether or not it is shown, as with the birth date
    language, again = standing_of(link).language, _refused(link, typed, told.tries_left)
    if not told.right:
        return again
    session.pop(sessions.BORN, None)
    return redirect(sessions.verify(language) or url_for("booking.show"), 303)


def _refused(link: Link, typed: str, tries_left: int) -> ResponseReturnValue:
    wrong: Refusal = Invalid(Code.CODE_WRONG, tries_left=tries_left) if tries_left else Invalid(Code.CODE_OVER)
    return form(link, typed, {FIELD if tries_left else WAY: words_of(wrong)}, 422)


def _asked(link: Link) -> bool:
    """Whether a code is what this visitor is asked for now."""
    return not link.verified and born(link) and identifying.way() is Identification.CODE


def _today() -> ResponseReturnValue:
    return redirect(url_for("booking.show"), 303)
