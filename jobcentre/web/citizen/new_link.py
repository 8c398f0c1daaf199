"""Asking for a new link in place of a locked one. Whoever asks gets one answer, which says nothing of what there is.

The token comes in the form of the page for links that lead nowhere, and stands in no address.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.refusals import Throttled
from jobcentre.services import summoning
from jobcentre.services.authorities import authorities
from jobcentre.services.links import Ref
from jobcentre.web import sessions
from jobcentre.web.citizen.identity import unreadable
from jobcentre.web.errors import link_page, retry_later, words_of
from jobcentre.web.forms import read_birthday
from jobcentre.web.security import centre, client_address, public

blueprint = Blueprint("new_link", __name__, url_prefix="/new-link")


@blueprint.get("")
@public
def form() -> ResponseReturnValue:
    """Where the language links of a refused form lead: the page for links that lead nowhere."""
    return link_page("")


@blueprint.post("")
@public
def ask() -> ResponseReturnValue:
    """Note that a new link is wanted, if the token is that of a locked one and the birth date is right."""
    typed, token = read_birthday("birth", clock.today()), request.form.get("token", "")
    if typed.value is None or typed.value > clock.today():
        return link_page(token, typed, {"birth-day": unreadable(typed)}, 422)
    link = sessions.link()
    came_by = Ref(link.municipality_id, link.summons, link.mark) if link else None
    try:
        summoning.ask_for_link(centre(), token, came_by, typed.value, client_address())
    except Throttled as refusal:
        return retry_later(refusal, link_page(token, typed, {"birth-day": words_of(refusal)}, 429))
    return redirect(url_for("new_link.asked"), 303)


@blueprint.get("/asked")
@public
def asked() -> ResponseReturnValue:
    """The one answer."""
    return render_template("citizen/new_link/asked.html", authorities=authorities())
