"""The caseworker's side of a meeting's room: the same pages as the citizen's (`web.room`)."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.web import room as pages
from jobcentre.web.caseworker import blueprint
from jobcentre.web.room import Way, by_script
from jobcentre.web.security import staff

ADDRESS = "/meetings/<uuid:public_id>/room"
# Whoever may say what came of a meeting may hold it.
HOLDS_MEETINGS = Right.RECORD_OUTCOME


@blueprint.get(ADDRESS)
@staff(HOLDS_MEETINGS)
def room(public_id: UUID) -> ResponseReturnValue:
    """Show the door: not open yet, open, over, or cancelled."""
    return pages.show_door(_way(public_id))


@blueprint.post(f"{ADDRESS}/enter")
@staff(HOLDS_MEETINGS)
def room_enter(public_id: UUID) -> ResponseReturnValue:
    """Enter the room."""
    return pages.go_in(_way(public_id))


@blueprint.get(f"{ADDRESS}/inside")
@staff(HOLDS_MEETINGS)
def room_inside(public_id: UUID) -> ResponseReturnValue:
    """Show the room to the page that has just entered."""
    return pages.show_room(_way(public_id))


@blueprint.post(f"{ADDRESS}/poll")
@by_script
@staff(HOLDS_MEETINGS)
def room_poll(public_id: UUID) -> ResponseReturnValue:
    """Answer the room's script: one look around."""
    return pages.answer_poll(_way(public_id))


@blueprint.post(f"{ADDRESS}/say")
@by_script
@staff(HOLDS_MEETINGS)
def room_say(public_id: UUID) -> ResponseReturnValue:
    """Relay a note to the citizen's page."""
    return pages.take_note(_way(public_id))


@blueprint.post(f"{ADDRESS}/leave")
@by_script
@staff(HOLDS_MEETINGS)
def room_leave(public_id: UUID) -> ResponseReturnValue:
    """Leave the room."""
    return pages.go_out(_way(public_id))


def _way(public_id: UUID) -> Way:
    return Way(public_id, host=True)
