"""Who may open a view: every view carries one guard, which also says for which municipality it works.

`@public`, `@citizen(verified=…)`, `@staff(Right.…)` and `@development` set `view.guard` and run the view inside the
tenant's scope; a view without a guard answers nothing. See `sessions` for how sessions begin and end.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.centre import Centre
from jobcentre.models.base import scope
from jobcentre.rules import access
from jobcentre.rules.access import Right
from jobcentre.rules.refusals import Invalid
from jobcentre.services import audit
from jobcentre.services.staff_accounts.accounts import StaffIdentity
from jobcentre.web import desk, language, sessions
from jobcentre.web.headers import allow_camera
from jobcentre.web.language import gettext as _
from jobcentre.web.sessions import LinkNeeded

__all__ = [
    "allow_camera",
    "centre",
    "citizen",
    "client_address",
    "development",
    "identity",
    "mark",
    "public",
    "request_id",
    "staff",
    "who",
]

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
NETWORK = 64  # bits of an IPv6 address that name the network (RFC 4291, 2.5.4)
SAFE = ("GET", "HEAD", "OPTIONS")


def register(app: Flask) -> None:
    """Refuse unguarded views and requests that another site's page sent."""
    static = cast(Callable[..., ResponseReturnValue], app.view_functions["static"])
    app.view_functions["static"] = public(static)
    app.before_request(_check)
    sessions.register(app)


def centre() -> Centre:
    """The application's centre: the first argument of every service."""
    return cast(Centre, current_app.extensions["jobcentre"])


def identity() -> StaffIdentity:
    """The member of staff who is signed in; only inside `@staff` views."""
    return cast(StaffIdentity, g.identity)


def who() -> audit.Who:
    """Whose act this request is: the signed-in member of staff's, otherwise the citizen's, by the link of the guard."""
    signed_in: StaffIdentity | None = g.get("identity")
    return audit.staff(signed_in.id) if signed_in else audit.by_link(g.link_mark)


def client_address() -> str:
    """The address throttles count by: of IPv6 the network, since a single reader is given a whole one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), NETWORK), strict=False))


def request_id() -> UUID:
    """The id that came with the form, made when the form was shown. Raises Invalid when it is missing or malformed."""
    try:
        return UUID(request.form.get("request_id", ""))
    except ValueError:
        raise Invalid() from None


def public(view: View) -> View:
    """Anybody. No municipality is chosen: services that look something up across them say so themselves."""
    return mark(view, "public", view)


def development(view: View) -> View:
    """Anybody, but only where the service runs in development; elsewhere the address does not exist."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if centre().settings.service.production:
            abort(404)
        return view(*args, **kwargs)

    return mark(view, "development", guarded)


def citizen(*, verified: bool) -> Callable[[View], View]:
    """Whoever came by a personal link; `verified` when the birth date must have been told in this session.

    The view finds its `sessions.Link` as its first argument. Whether the link is still the one in force is compared
    where its summons is read: by `citizen.standing.standing_of` and by the services, which are told `who()`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            link = sessions.link()
            if link is None:
                raise LinkNeeded()
            if verified and not link.verified:
                sessions.remember_errand()
                return redirect(url_for("booking.show"), 303)
            g.link_mark = link.mark
            language.prefer(link.language)
            with scope(link.municipality_id):
                return view(link, *args, **kwargs)

        return mark(view, "citizen:verified" if verified else "citizen", guarded)

    return decorate


def staff(right: Right) -> Callable[[View], View]:
    """A signed-in member of staff whose role carries `right`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            signed_in = sessions.staff()
            if signed_in is None:
                return _to_login()
            g.identity, g.authority = signed_in, signed_in.authority
            language.prefer(signed_in.language)
            access.check(signed_in.role, right)
            with scope(signed_in.municipality_id):
                return view(*args, **kwargs)

        marked = mark(view, f"staff:{right}", guarded)
        marked.right = right  # type: ignore[attr-defined]
        return marked

    return decorate


def mark(view: View, guard: str, guarded: Callable[..., ResponseReturnValue]) -> View:
    """Name the guard of a view. For guards of other modules, such as the meeting room's."""
    if hasattr(view, "guard"):
        raise TypeError(f"{view.__name__} has two guards")
    guarded.guard = guard  # type: ignore[attr-defined]
    return cast(View, guarded)


def _to_login() -> ResponseReturnValue:
    """Ask for a login and come back. A request by a script gets a bare 401 instead of a page, a form its text back."""
    if request.is_json:
        abort(401)
    if request.method not in SAFE:
        return desk.logged_off()
    if sessions.timed_out():
        flash(_("Du har været væk et stykke tid. Log ind igen."), "info")
    return redirect(url_for("account.login", next=request.full_path.rstrip("?")), 303)


def _check() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not hasattr(view, "guard"):
        raise RuntimeError(f"{request.endpoint} has no guard")
    # Browsers say where a request comes from; Referer and Origin are empty under our own referrer policy.
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in SAFE and site not in ("same-origin", "none"):
        abort(403)
