"""Staff who are not known to be signed in: their pages, and what they see whose form came after the log-off."""

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

AREAS = ("caseworker", "admin")
WITH_ACCOUNTS = (*AREAS, "login", "logout", "account")
KEPT = "note"  # the one field of staff's forms that holds more than a few words


def in_area(areas: tuple[str, ...] = WITH_ACCOUNTS) -> bool:
    """Whether the address is one of staff's."""
    return request.path.split("/")[1] in areas


def logged_off() -> ResponseReturnValue:
    """Say so, show what was typed, and lead back by the login."""
    way, kept = url_for("account.login", next=_page_of_the_form()), request.form.get(KEPT, "").strip()
    return render_template("account/logged_off.html", way=way, kept=kept), 401


def _page_of_the_form() -> str:
    """Return the address where the form probably stood: its own, or the nearest above it that is a page."""
    urls, path = current_app.create_url_adapter(request), request.path
    while urls is not None and path.strip("/"):
        try:
            urls.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return url_for("account.login")
