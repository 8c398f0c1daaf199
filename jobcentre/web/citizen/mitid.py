"""Logging in with MitID: the page with the button, the way to the broker, and the way back.

The way there is a page of its own. A form may lead nowhere but to us (`headers.POLICY`), browsers hold every redirect
after it to that as well, and a broker sends people on to others whom we do not know; so the form ends here, and the
page goes on by itself.
"""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.brokers import Answer, Login
from jobcentre.rules.identifying import LOGIN_VALID, LOGINS_AT_ONCE, Identification
from jobcentre.rules.refusals import Closed, Code, Invalid, Refusal
from jobcentre.services import identifying, links, mitid
from jobcentre.web import sessions
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import LinkUnknown, retry_later, status_of, words_of
from jobcentre.web.language import current
from jobcentre.web.security import centre, citizen, client_address, who
from jobcentre.web.sessions import Link

blueprint = Blueprint("mitid", __name__, url_prefix=mitid.CALLBACK.removesuffix("/callback"))
RETRY_SECONDS = "30"  # after which a broker that did not answer may be asked again


def form(link: Link, refusal: Refusal | None = None) -> ResponseReturnValue:
    """The page with the button, and why it did not work the last time. Turning back is no fault."""
    standing_of(link)
    if links.tries_left(link.summons) == 0:
        raise LinkUnknown()
    turned_back = refusal is not None and refusal.code == Code.MITID_CANCELLED
    page = render_template(
        "citizen/identify/mitid.html",
        lapsed=link.lapsed,
        offered=centre().mitid is not None,
        refused=words_of(refusal) if refusal else None,
        turned_back=turned_back,
    )
    if refusal is None or turned_back:
        return page
    response = make_response(page, status_of(refusal))
    if refusal.code == Code.MITID_DOWN:
        response.headers["Retry-After"] = RETRY_SECONDS
    return retry_later(refusal, response)


@blueprint.post("")
@citizen(verified=False)
def begin(link: Link) -> ResponseReturnValue:
    """The button was pressed: remember the login and lead to the broker."""
    if link.verified or identifying.way() is not Identification.MITID:
        return redirect(url_for("booking.show"), 303)
    try:
        login, address = mitid.begin(centre(), link.summons, client_address(), current(), who())
    except Closed:
        return redirect(url_for("booking.show"), 303)
    except Refusal as refusal:
        return form(link, refusal)
    _remember(login, link)
    standing_of(link)
    page = make_response(render_template("citizen/identify/onwards.html", address=address))
    page.headers["Refresh"] = f"0; url={address}"
    return page


@blueprint.get("")
@citizen(verified=False)
def again(_link: Link) -> ResponseReturnValue:
    """Where the language links of the page on the way lead."""
    return redirect(url_for("booking.show"), 303)


@blueprint.get("/callback")
@citizen(verified=False)
def callback(link: Link) -> ResponseReturnValue:
    """Back from the broker. Whoever is known by now, from another tab, goes on."""
    said = request.args
    login = _take(said.get("state", ""), link)
    if link.verified:
        return redirect(url_for("booking.show"), 303)
    if login is None:
        return form(link, Invalid(Code.MITID_OUTDATED))
    answer = Answer(said.get("code", ""), said.get("error", ""), said.get("iss", ""))
    try:
        mitid.finish(centre(), link.summons, login, answer, client_address(), who())
    except Closed:
        return redirect(url_for("booking.show"), 303)
    except Refusal as refusal:
        return form(link, refusal)
    errand = sessions.verify(standing_of(link).language)
    return redirect(errand or url_for("booking.show"), 303)


def _remember(login: Login, link: Link) -> None:
    """Each tab may have its login; of a few at most, so that the cookie stays small."""
    kept = {"state": login.state, "nonce": login.nonce, "verifier": login.verifier, "mark": link.mark}
    held: list[Any] = [*session.get(sessions.LOGINS, ()), {**kept, "at": int(clock.now().timestamp())}]
    session[sessions.LOGINS] = held[-LOGINS_AT_ONCE:]


def _take(state: str, link: Link) -> Login | None:
    """Return the login that was begun with this state, once, by this link and not too long ago."""
    held = session.get(sessions.LOGINS, ())
    found = next((one for one in held if state and one["state"] == state), None)
    if found is None:
        return None
    session[sessions.LOGINS] = [one for one in held if one is not found]
    fresh = clock.now().timestamp() - found["at"] < LOGIN_VALID.total_seconds()
    return Login(found["state"], found["nonce"], found["verifier"]) if fresh and found["mark"] == link.mark else None
