"""Sessions: how they begin, how long they last, what they remember. Everything lies in Flask's signed cookie.

A citizen's, a meeting's and a member of staff's may stand side by side. Times are seconds since 1970 on the service's
clock. A citizen's and a meeting's hold the mark of the link they began with, and end when that link is replaced.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import Flask, current_app, g, request, session
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import Forbidden

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.extensions import login_manager
from jobcentre.services.links import Ref
from jobcentre.services.staff_accounts import accounts
from jobcentre.services.staff_accounts.accounts import StaffIdentity
from jobcentre.settings import Session

LINK = "citizen"
MEETING = "meeting"
VISIT = "meeting_visit"  # what the room's page takes from the request that entered
ERRAND = "errand"
BORN = "born"  # the birth date was right, and a code is still to come
LOGINS = "mitid"  # what has begun at the broker and has not come back (see web.citizen.mitid)
TYPED = "typed"  # which new address was typed in this browser, and may be shown there whole
OF_CITIZEN = (LINK, MEETING, VISIT, ERRAND, BORN, LOGINS, TYPED)
SIGNED_IN_AT = "staff_since"
STAFF_SEEN = "staff_seen"
# Seen-times are written at most this often, so that a page that polls does not send a cookie every second.
COARSE = 30


class LinkNeeded(Forbidden):
    """A citizen's page was opened without having come by a personal link in this browser."""


@dataclass(frozen=True, slots=True)
class Link:
    """The personal link behind a citizen's session."""

    municipality_id: int
    summons: UUID
    mark: str
    verified: bool
    lapsed: bool  # it was verified, too long ago
    language: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member of staff as Flask-Login wants one."""

    identity: StaffIdentity
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return f"{self.identity.public_id}/{self.identity.epoch}"


def register(app: Flask) -> None:
    """Bind Flask-Login."""
    # Without its context processor, which asks the database on every page, also on the one that says it is down.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.session_protection = None  # addresses of phones change under way
    app.jinja_env.globals.update(seconds_left=seconds_left, idle_minutes=lambda: _settings().citizen_idle_minutes)


def follow(ref: Ref, language: str) -> None:
    """Begin a citizen's session with a link, in the citizen's language.

    One that is already verified for the same link stays so.
    """
    known = link()
    if known is not None and (known.summons, known.mark) == (ref.public_id, ref.mark):
        return
    held = {"municipality_id": ref.municipality_id, "summons": str(ref.public_id), "mark": ref.mark}
    session[LINK] = {**held, "language": language, "seen": _now()}
    session.pop(ERRAND, None)


def go_on(ref: Ref) -> None:
    """Let a verified session go on to another summons of the same citizen: who they are has been told."""
    session[LINK] = {**session[LINK], "summons": str(ref.public_id), "mark": ref.mark, "seen": _now()}
    session.pop(ERRAND, None)


def verify(language: str) -> str | None:
    """The birth date was right: renew the session and return the address the citizen was on the way to."""
    session[LINK] = {**session[LINK], "verified_at": _now(), "seen": _now(), "language": language}
    _renew()
    errand: str | None = session.pop(ERRAND, None)
    return errand


def link() -> Link | None:
    """The link of this session. After too long a pause, or a long day, it is still known, but no longer verified."""
    held = session.get(LINK)
    if not isinstance(held, dict) or "mark" not in held:
        return None
    idle = timedelta(minutes=_settings().citizen_idle_minutes).total_seconds()
    verified = "verified_at" in held and _now() - held["seen"] <= idle and not _too_old(held["verified_at"])
    if verified and _now() - held["seen"] > COARSE:
        session[LINK] = {**held, "seen": _now()}
    lapsed = "verified_at" in held and not verified
    summons, language = UUID(held["summons"]), held.get("language", "")
    return Link(held["municipality_id"], summons, held["mark"], verified, lapsed, language)


def stay(**known: str) -> None:
    """Begin the citizen's idle time anew; what is `known` now is kept for the session."""
    session[LINK] = {**session[LINK], "seen": _now(), **known}


def seconds_left() -> int | None:
    """How long the verified session of a citizen still lasts without a click; None where there is none."""
    known = link()
    if known is None or not known.verified:
        return None
    held, limits = session[LINK], _settings()
    idle = held["seen"] + limits.citizen_idle_minutes * 60
    whole = held["verified_at"] + limits.citizen_absolute_hours * 3600
    return max(0, int(min(idle, whole)) - _now())


def follow_meeting(ref: Ref) -> None:
    """Begin a session with the link of a meeting."""
    held = {"municipality_id": ref.municipality_id, "public_id": str(ref.public_id), "mark": ref.mark}
    session[MEETING] = {**held, "since": _now()}


def meeting() -> Ref | None:
    """The meeting whose link began this session; None when there is none or it began too long ago."""
    held = session.get(MEETING)
    if not isinstance(held, dict) or "mark" not in held or _too_old(held["since"]):
        return None
    return Ref(held["municipality_id"], UUID(held["public_id"]), held["mark"])


def stay_for_meeting() -> None:
    """Begin the meeting's session anew, so that nobody is shown out in the middle of a conversation."""
    if MEETING in session:
        session[MEETING] = {**session[MEETING], "since": _now()}


def close(*names: str) -> None:
    """End what a citizen began in this browser, or only `names` of it; a member of staff's session stays."""
    for name in names or OF_CITIZEN:
        session.pop(name, None)


def remember_errand() -> None:
    """Keep where the citizen was going, with a chosen time if there is one, until the birth date has been told.

    An address that takes forms alone cannot be gone to again: then today's page is shown.
    """
    urls = current_app.create_url_adapter(request)
    if urls is None or not urls.test(request.path, method="GET"):
        session.pop(ERRAND, None)
        return
    kept = {name: request.values[name] for name in ("slot", "colleagues") if request.values.get(name)}
    session[ERRAND] = request.path + ("?" + urlencode(kept) if kept else "")


def sign_in(who: StaffIdentity) -> None:
    """Begin a member of staff's session."""
    _renew()
    session[SIGNED_IN_AT] = session[STAFF_SEEN] = _now()
    login_user(SignedIn(who))


def sign_out() -> None:
    """End the member of staff's session in this browser; a citizen's stays."""
    logout_user()
    session.pop(SIGNED_IN_AT, None)
    session.pop(STAFF_SEEN, None)
    _renew()


def staff() -> StaffIdentity | None:
    """The member of staff who is signed in, asked for anew on each request; None after a time-out."""
    if "_user_id" not in session:
        return None
    if timed_out():
        g.timed_out = True
        sign_out()
        return None
    if not isinstance(current_user._get_current_object(), SignedIn):
        return None
    if _now() - session[STAFF_SEEN] > COARSE:
        session[STAFF_SEEN] = _now()
    found: StaffIdentity = current_user.identity
    return found


def timed_out() -> bool:
    """Whether this request came too late for its session."""
    if g.get("timed_out"):
        return True
    limits = _settings()
    idle = _now() - session.get(STAFF_SEEN, 0)
    whole = _now() - session.get(SIGNED_IN_AT, 0)
    return "_user_id" in session and (
        idle > limits.staff_idle_minutes * 60 or whole > limits.staff_absolute_hours * 3600
    )


def safe_path(wanted: str | None) -> str | None:
    """`wanted` when it is a path of this service, so that `next=` cannot lead elsewhere."""
    parts = urlsplit(wanted or "")
    if not wanted or parts.scheme or parts.netloc or not wanted.startswith("/") or wanted[1:2] in ("/", "\\"):
        return None
    return wanted


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(user_id: str) -> SignedIn | None:
    public_id, _, epoch = user_id.partition("/")
    try:
        found = accounts.identity(UUID(public_id), int(epoch))
    except ValueError:
        return None
    return SignedIn(found) if found else None


def _renew() -> None:
    """A new form token, so that a page left open from before cannot act within the new session."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def _too_old(began_at: int) -> bool:
    return _now() - began_at > _settings().citizen_absolute_hours * 3600


def _now() -> int:
    return int(clock.now().timestamp())


def _settings() -> Session:
    centre: Centre = current_app.extensions["jobcentre"]
    return centre.settings.session
