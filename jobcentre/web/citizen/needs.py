"""What the citizen may ask for: an interpreter, a companion, another form, another time. A caseworker sees to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.rules import needs as rules
from jobcentre.rules.needs import OTHER_TONGUE, TONGUE_LONGEST, TONGUES, WORDS_LONGEST, NeedKind
from jobcentre.rules.refusals import Closed, Refusal, SentBefore, Throttled
from jobcentre.services import needs
from jobcentre.services.booking import Standing, State
from jobcentre.services.needs import Asked, Wanted
from jobcentre.web import need_words
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import retry_later, words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.language import lazy_gettext
from jobcentre.web.security import centre, citizen, request_id, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("needs", __name__, url_prefix="/booking")
ASKING = (State.CHOOSE, State.BOOKED, State.CALL)  # there is an interview to come
NO_HEALTH = lazy_gettext("Skriv ikke om helbred eller sygdom.")


@dataclass(frozen=True, slots=True)
class Read:
    """What a form asks for, or what is wrong with it, by field."""

    wanted: Wanted | None
    errors: Mapping[str, str]


@blueprint.get("/needs")
@citizen(verified=True)
def show(link: Link) -> ResponseReturnValue:
    """What can be asked for, and what has been."""
    standing = standing_of(link)
    return _page(standing) if standing.state in ASKING else _today()


@blueprint.post("/needs")
@citizen(verified=True)
def send(link: Link) -> ResponseReturnValue:
    """Ask for one thing, or take one back."""
    standing = standing_of(link)
    if standing.state not in ASKING:
        return _today()
    if taken := request.form.get("back", ""):
        return _take_back(link, taken, "needs.show")
    read = _read(standing)
    if read.wanted is None:
        return _page(standing, read.errors, 422)
    try:
        needs.ask(centre(), link.summons, read.wanted, request_id(), who())
    except Throttled as refusal:
        return retry_later(refusal, _page(standing, {"kind": words_of(refusal)}, 429))
    except (Closed, SentBefore) as refusal:
        return _again(refusal)
    flash(_("Vi har fået besked."), "success")
    return redirect(url_for("needs.show"), 303)


@blueprint.get("/another-time")
@citizen(verified=True)
def another_time(link: Link) -> ResponseReturnValue:
    """None of the times fits: whom to call, or a few words; and what happens once they are sent."""
    standing = standing_of(link)
    return _time_page(standing) if standing.state in ASKING else _today()


@blueprint.post("/another-time")
@citizen(verified=True)
def send_time(link: Link) -> ResponseReturnValue:
    """Ask for another time, or take that back."""
    standing = standing_of(link)
    if standing.state not in ASKING:
        return _today()
    if taken := request.form.get("back", ""):
        return _take_back(link, taken, "needs.another_time")
    words, error = _words("when", _("Skriv, hvornår du kan"))
    if error:
        return _time_page(standing, {"when": error}, 422)
    try:
        needs.ask(centre(), link.summons, Wanted(NeedKind.OTHER_TIME, words=words), request_id(), who())
    except Throttled as refusal:
        return retry_later(refusal, _time_page(standing, {"when": words_of(refusal)}, 429))
    except (Closed, SentBefore) as refusal:
        return _again(refusal)
    return redirect(url_for("needs.another_time"), 303)


def _read(standing: Standing) -> Read:
    wanted = request.form.get("kind", "")
    if wanted == NeedKind.INTERPRETER:
        return _interpreter()
    if wanted == NeedKind.COMPANION:
        return Read(Wanted(NeedKind.COMPANION), {})
    kind = next((one for one, form in rules.FORMS.items() if one == wanted and form in _forms(standing)), None)
    if kind is None:
        return Read(None, {"kind": _("Vælg, hvad du har brug for")})
    words, error = _words("why", _("Skriv kort hvorfor"))
    return Read(None, {"why": error}) if error else Read(Wanted(kind, words=words), {})


def _interpreter() -> Read:
    """A language of the list, or one in words. Words beside a language of the list are left where they are."""
    chosen = request.form.get("language", "")
    if chosen in TONGUES:
        return Read(Wanted(NeedKind.INTERPRETER, detail=chosen), {})
    if chosen != OTHER_TONGUE:
        return Read(None, {"language": _("Vælg et sprog fra listen")})
    named = rules.read_line(request.form.get("other", ""))
    if not named:
        return Read(None, {"other": _("Skriv, hvilket sprog du taler")})
    if len(named) > TONGUE_LONGEST:
        return Read(None, {"other": _("Skriv kun sprogets navn, med højst %(number)s tegn", number=TONGUE_LONGEST)})
    return Read(Wanted(NeedKind.INTERPRETER, words=named), {})


def _words(field: str, missing: str) -> tuple[str, str]:
    """The words typed, and what is wrong with them if anything is."""
    words = rules.read_words(request.form.get(field, ""))
    if not words:
        return words, missing
    if len(words) > WORDS_LONGEST:
        return words, _("Skriv det kortere, med højst %(number)s tegn", number=WORDS_LONGEST)
    return words, ""


def _take_back(link: Link, taken: str, then: str) -> ResponseReturnValue:
    try:
        public_id = UUID(taken)
    except ValueError:
        return redirect(url_for(then), 303)
    try:
        theirs = needs.take_back(link.summons, public_id, request_id(), who())
    except (Closed, SentBefore) as refusal:
        return _again(refusal)
    if theirs:
        flash(_("Det er taget tilbage. Vi kan se det."), "success")
    return redirect(url_for(then), 303)


def _again(refusal: Refusal) -> ResponseReturnValue:
    flash(words_of(refusal), "warning")
    return _today()


def _page(standing: Standing, errors: Mapping[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    shown = needs.shown(centre(), standing.public_id)
    asked = tuple(one for one in shown if one.ended_at is None)
    page = render_template(
        "citizen/needs/ask.html",
        standing=standing,
        asked=[one for one in asked if one.kind is not NeedKind.OTHER_TIME],
        wish=_wish(asked),
        answered=[one for one in shown if one.ended_at is not None],
        known=needs.known(standing.public_id),
        forms_to_ask=_forms(standing),
        tongues=need_words.tongues(),
        longest=WORDS_LONGEST,
        tongue_longest=TONGUE_LONGEST,
        no_health=NO_HEALTH,
        typed=request.form if errors else {},
        errors=errors or {},
    )
    return page, status


def _time_page(standing: Standing, errors: Mapping[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "citizen/needs/another_time.html",
        standing=standing,
        wish=_wish(needs.of(centre(), standing.public_id)),
        longest=WORDS_LONGEST,
        no_health=NO_HEALTH,
        typed=request.form.get("when", "") if errors else "",
        errors=errors or {},
    )
    return page, status


def _wish(asked: tuple[Asked, ...]) -> Asked | None:
    return next((one for one in asked if one.kind is NeedKind.OTHER_TIME), None)


def _forms(standing: Standing) -> tuple[str, ...]:
    return needs.askable(standing.form, standing.forms)


def _today() -> ResponseReturnValue:
    return redirect(url_for("booking.show"), 303)
