"""Where the short code of a letter is typed: it leads into the same session as the link it stands for.

Showing the page has no effect. Unknown, locked and outdated codes get one answer, so that nobody learns which exist.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.models.base import scope
from jobcentre.rules.refusals import Throttled
from jobcentre.services import links
from jobcentre.web import sessions
from jobcentre.web.errors import retry_later, words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, client_address, public

blueprint = Blueprint("letter", __name__)
LONGEST = 40


@blueprint.get("/brev")
@public
def ask() -> ResponseReturnValue:
    """The page that asks for the code."""
    return _form()


@blueprint.post("/brev")
@public
def follow() -> ResponseReturnValue:
    """Begin a citizen's session, as the link does. The birth date is still asked for."""
    typed = request.form.get("code", "").strip()[:LONGEST]
    if not typed:
        return _form(error=_("Skriv koden fra brevet"), status=422)
    try:
        ref = links.find_code(centre(), typed, client_address())
    except Throttled as refusal:
        return retry_later(refusal, _form(typed, words_of(refusal), 429))
    if ref is None:
        return _form(typed, _("Koden passer ikke. Tjek den i dit nyeste brev, eller ring på nummeret i brevet."), 422)
    with scope(ref.municipality_id):
        spoken = links.language(ref.public_id)
    sessions.follow(ref, spoken)
    return redirect(url_for("booking.show"), 303)


def _form(typed: str = "", error: str | None = None, status: int = 200) -> ResponseReturnValue:
    errors = {"code": error} if error else {}
    return render_template("citizen/letter/form.html", typed=typed, errors=errors), status
