"""The staff's menu: the entries whose views the reader's role may open."""

from flask import Flask, current_app, g, request, url_for

from jobcentre.rules import access
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

MENU: tuple[tuple[str, LazyString], ...] = (
    ("caseworker.today", _("I dag")),
    ("caseworker.people", _("Borgere")),
    ("caseworker.calendar", _("Kalender")),
    ("caseworker.hours", _("Mine tider")),
    ("caseworker.summoning", _("Indkald")),
    ("caseworker.forecast_show", _("Udsigt")),
    ("admin.staff", _("Medarbejdere")),
    ("admin.teams", _("Teams")),
    ("admin.municipality", _("Kommunen")),
    ("admin.rules", _("Regler")),
    ("admin.texts", _("Tekster")),
    ("admin.operations_show", _("Drift")),
    ("admin.audit", _("Log")),
)

# Entries below which lie pages of other names, and how the endpoints of those begin.
BELOW: dict[str, tuple[str, ...]] = {
    "caseworker.today": tuple(f"caseworker.{page}" for page in ("today", "meeting", "room")),
    "caseworker.people": tuple(f"caseworker.{page}" for page in ("people", "person", "exempt", "import_")),
}


def register(app: Flask) -> None:
    """Give templates `staff_menu()`, and `identity` and `authority` where the guard or the view has set them."""
    app.jinja_env.globals["staff_menu"] = staff_menu
    app.context_processor(lambda: {"identity": g.get("identity"), "authority": g.get("authority")})


def staff_menu() -> list[tuple[str, LazyString, bool]]:
    """(address, words, whether the page belongs to it) for the signed-in member of staff."""
    here = request.endpoint or ""
    return [(url_for(endpoint), words, _holds(endpoint, here)) for endpoint, words in MENU if _open(endpoint)]


def _open(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    right = getattr(view, "right", None)
    return right is not None and access.allows(g.identity.role, right)


def _holds(endpoint: str, here: str) -> bool:
    """Whether a page lies below the entry: `admin.staff_edit` below `admin.staff`, a person below the people."""
    if endpoint in BELOW:
        return here.startswith(BELOW[endpoint])
    return here == endpoint or here.startswith((f"{endpoint}_", f"{endpoint.removesuffix('s')}_"))
