"""The meeting in the browser: the permanent link, the door, the room, and what the room's script asks for.

The citizen's pages are here; the caseworker's are the same ones under `/caseworker/meetings/<id>/room`
(`web.caseworker.room`) and use what is public here. A GET opens nothing: entering is a POST, which hands the room page
its visit through the session, once. A page that is loaded again finds none and is sent back to the door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.extensions import csrf
from jobcentre.models.base import scope
from jobcentre.rules.refusals import Closed, Invalid, NotOpenYet
from jobcentre.services import links, meetings
from jobcentre.services.meeting_room import room
from jobcentre.services.meeting_room.room import Seat
from jobcentre.services.meetings import DoorView
from jobcentre.web import language, sessions
from jobcentre.web.errors import LinkUnknown
from jobcentre.web.security import allow_camera, centre, mark, public, request_id, who
from jobcentre.web.sessions import LinkNeeded

A_MINUTE = timedelta(minutes=1)
LARGEST_SAYING = 100_000  # bytes; a note's text is limited by the service, escapes may make it longer

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
blueprint = Blueprint("meeting", __name__)


@dataclass(frozen=True, slots=True)
class Way:
    """One side's way through the pages of one meeting."""

    public_id: UUID
    host: bool = False

    def __call__(self, page: str, **query: Any) -> str:
        """Return the address of `door`, `enter`, `inside`, `poll`, `say` or `leave`."""
        if not self.host:
            return url_for(f"meeting.{page}", **query)
        endpoint = "caseworker.room" if page == "door" else f"caseworker.room_{page}"
        return url_for(endpoint, public_id=self.public_id, **query)


def visitor(view: View) -> View:
    """Whoever came by a meeting's permanent link. The view finds its `Way` as its first argument."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        ref = sessions.meeting()
        if ref is None:
            raise LinkNeeded()
        g.link_mark = ref.mark
        with scope(ref.municipality_id):
            return view(Way(ref.public_id), *args, **kwargs)

    return mark(view, "visitor", guarded)


def by_script(view: View) -> View:
    """A view that only the room's script calls; it needs no form token.

    What the script sends bears the visit, which only its page knows, and is JSON, which another site's page cannot
    send unasked. A form token would throw somebody out of a meeting when the same browser signs in anew elsewhere.
    """
    csrf.exempt(view)
    return view


@blueprint.get("/m/<path:token>")
@public
def arrive(token: str) -> ResponseReturnValue:
    """Move the token out of the address into the session."""
    ref = links.find_meeting(token)
    if ref is None:
        raise LinkUnknown()
    sessions.follow_meeting(ref)
    return redirect(url_for("meeting.door"), 303)


@blueprint.get("/meeting")
@visitor
def door(way: Way) -> ResponseReturnValue:
    """What the meeting is today: not open yet, open, over, or cancelled."""
    return show_door(way)


@blueprint.post("/meeting/enter")
@visitor
def enter(way: Way) -> ResponseReturnValue:
    """Enter the room."""
    return go_in(way)


@blueprint.get("/meeting/room")
@visitor
def inside(way: Way) -> ResponseReturnValue:
    """The room, for the page that has just entered."""
    return show_room(way)


@blueprint.post("/meeting/room/poll")
@by_script
@visitor
def poll(way: Way) -> ResponseReturnValue:
    """One look around, by the room's script."""
    return answer_poll(way)


@blueprint.post("/meeting/room/say")
@by_script
@visitor
def say(way: Way) -> ResponseReturnValue:
    """A note for the other side."""
    return take_note(way)


@blueprint.post("/meeting/room/leave")
@by_script
@visitor
def leave(way: Way) -> ResponseReturnValue:
    """Leave the room."""
    return go_out(way)


def show_door(way: Way) -> ResponseReturnValue:
    """Render the door."""
    view = _view(way)
    now = clock.now()
    soon = view.opens_at - now < A_MINUTE
    said = {"left": "left" in request.args, "own_page": not way.host and sessions.link() is not None}
    return render_template("meeting/door.html", door=view, way=way, now=now, soon=soon, **said)


def go_in(way: Way) -> ResponseReturnValue:
    """Enter, and show the room; when the doors are not open or a colleague is inside, the door says so."""
    try:
        visit = room.enter(centre(), way.public_id, who(), request_id(), request.form.get("instead_of", ""))
    except (NotOpenYet, Closed):
        return redirect(way("door"), 303)
    if not way.host:
        sessions.stay_for_meeting()
    session[_visit_key(way)] = {"meeting": str(way.public_id), "visit": visit}
    return redirect(way("inside"), 303)


def show_room(way: Way) -> ResponseReturnValue:
    """Render the room for the visit that was just made, or lead to wherever the provider holds the meeting."""
    held = session.pop(_visit_key(way), None)
    if held is None or held["meeting"] != str(way.public_id):
        return redirect(way("door"), 303)
    view = _view(way)
    if not view.lets_in:
        return redirect(way("door"), 303)
    entrance = room.entrance(centre(), view, who())
    if entrance.address is not None:
        return redirect(entrance.address, 303)
    allow_camera()
    servers = [_ice_server(server.urls, server.username, server.credential) for server in entrance.ice_servers]
    return render_template("meeting/room.html", door=view, way=way, visit=held["visit"], ice_servers=servers)


def answer_poll(way: Way) -> ResponseReturnValue:
    """Say who is there and what lies there for the page that asks."""
    body = _body()
    after = body.get("after")
    if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after < 2**63:
        raise Invalid()
    state = room.poll(centre(), _seat(way, body), after)
    return {
        "standing": state.standing.value,
        "other": {"visit": state.other_visit, "here": state.other_here, "name": state.other_name},
        "replaced_by": state.replaced_by,
        "notes": [{"id": note.id, "kind": note.kind, "payload": note.payload} for note in state.notes],
    }


def take_note(way: Way) -> ResponseReturnValue:
    """Relay a note; 409 when one of the two pages is no longer the latest, as the next poll will tell."""
    request.max_content_length = LARGEST_SAYING
    body = _body()
    said = room.say(centre(), _seat(way, body), _text(body, "to"), body.get("kind"), body.get("payload"))
    return "", 204 if said else 409


def go_out(way: Way) -> ResponseReturnValue:
    """Leave."""
    room.leave(centre(), _seat(way, _body()))
    return "", 204


def _view(way: Way) -> DoorView:
    view = meetings.door(centre(), way.public_id, who())
    if view is None and not way.host:
        sessions.close(sessions.MEETING, sessions.VISIT)  # the link it began with has been replaced
        raise LinkNeeded()
    if view is None:
        abort(404)
    if not way.host:
        g.authority = view.authority
        language.prefer(view.language)
    return view


def _visit_key(way: Way) -> str:
    """A caseworker's and a citizen's room may stand side by side in one browser."""
    return f"{sessions.VISIT}_host" if way.host else sessions.VISIT


def _ice_server(urls: tuple[str, ...], username: str, credential: str) -> dict[str, object]:
    login = {"username": username, "credential": credential} if username else {}
    return {"urls": list(urls), **login}


def _seat(way: Way, body: dict[str, object]) -> Seat:
    return Seat(way.public_id, who(), _text(body, "visit"))


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid()
    return body


def _text(body: dict[str, object], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= 100 or "\0" in value:
        raise Invalid()
    return value
