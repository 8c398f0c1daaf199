"""The built-in room: entering, seeing who is there, and the notes by which two browsers find each other.

A page that enters gets a new visit. Notes go from visit to visit, so that nothing meant for an earlier page
is taken up by a later one, and a page whose visit is no longer the side's latest knows that it was replaced.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.room import Note
from jobcentre.rules.refusals import Closed, Refusal, Throttled
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.inside import SEEN_WITHIN
from jobcentre.services.meeting_room import presence, signals
from jobcentre.services.meetings import DoorView
from jobcentre.services.transaction import transaction
from jobcentre.video import Entrance

MOST_NOTES = 400  # between two visits; a connection takes some thirty


class Standing(StrEnum):
    """What a page learns about itself."""

    IN = "in"
    REPLACED = "replaced"  # the same side entered again, or this page has left
    CLOSED = "closed"  # the meeting is over, moved or cancelled


@dataclass(frozen=True, slots=True)
class Seat:
    """A page in a room: of which meeting, whose, and the visit it was given."""

    meeting_public_id: UUID
    who: Who
    visit: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note for the page that asks; ``payload`` is JSON text. Numbers rise in the order of sending."""

    id: int
    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class RoomState:
    """One look around. Notes must be addressed to ``other_visit``; it is empty when nobody came or the other has left.

    ``other_here`` is false as well when the other's page has gone silent; what it sends directly may still arrive.
    ``other_name`` is the name of the member of staff who is there, for the citizen. ``replaced_by`` is the colleague
    who took a replaced page's place; empty when its own reader did, in another window.
    """

    standing: Standing
    other_visit: str = ""
    other_here: bool = False
    other_name: str = ""
    notes: tuple[NoteView, ...] = ()
    replaced_by: str = ""


def entrance(centre: Centre, door: DoorView, who: Who) -> Entrance:
    """Return the way in for one side, as the provider has it."""
    return centre.video.entrance(door.ref, host=who.is_staff)


def enter(centre: Centre, meeting_public_id: UUID, who: Who, request_id: UUID, instead_of: str = "") -> str:
    """Enter and return the new visit; the same request gives the same one. Commits.

    A colleague who is inside goes out for it, and only when ``instead_of`` names them (the public id the door showed).
    Raises ``NotOpenYet`` before the doors open and ``Closed`` when they are shut, the meeting is none of theirs or
    another colleague is inside.
    """
    with transaction():  # of its own: none is open while a provider works
        place = presence.find(meeting_public_id, who)
        presence.check_doors(centre, place)
    centre.video.open(place.ref)
    with transaction():
        if earlier := requests.seen_before(request_id, "enter", meeting_public_id, who.is_staff):
            return earlier.result or ""
        colleague = presence.find(meeting_public_id, who).colleague(who)
        if colleague is not None and str(colleague.public_id) != instead_of:
            raise Closed()
        visit = presence.arrive(place.meeting_id, who)
        _forget_notes(place.meeting_id)  # each was from or to an older visit
        audit.record("meeting.entered", who, place.citizen_id, meeting=str(meeting_public_id))
        requests.answer(request_id, visit)
    return visit


def poll(centre: Centre, seat: Seat, after: int) -> RoomState:
    """Show oneself, and return who else is there and the notes numbered above ``after``. Commits.

    Three statements: every open page asks once a second. Raises ``Closed`` for a meeting out of reach.
    """
    with transaction():
        place = presence.find(seat.meeting_public_id, seat.who)
        try:
            presence.check_doors(centre, place)
        except Refusal:
            _forget_notes(place.meeting_id)
            return RoomState(Standing.CLOSED)
        if not presence.stay(place.meeting_id, seat.who, seat.visit):
            return RoomState(Standing.REPLACED, replaced_by=_successor(seat))
        other = place.other_visit if place.other_left_at is None else None
        notes = _notes(place.meeting_id, seat.visit, other, after)
    return RoomState(Standing.IN, other or "", place.other_here, (place.other_name or "") if other else "", notes)


def say(centre: Centre, seat: Seat, to: str, kind: object, payload: object) -> bool:
    """Leave a note for the other side's page; false when either page is no longer the latest. Commits.

    Raises ``Invalid`` for what no browser would send, ``Throttled`` for more notes than a connection takes, and
    like ``enter`` when the doors are not open.
    """
    note_kind, text = signals.clean(kind, payload)
    with transaction():
        place = presence.find(seat.meeting_public_id, seat.who)
        presence.check_doors(centre, place)
        if (place.own_visit, place.other_visit) != (seat.visit, to):
            return False
        if place.notes >= MOST_NOTES:
            raise Throttled(retry_at=clock.now() + SEEN_WITHIN)
        note = Note(
            meeting_id=place.meeting_id,
            sender=presence.side(seat.who),
            sender_visit=seat.visit,
            receiver_visit=to,
            kind=note_kind,
            payload=text,
            created_at=clock.now(),
        )
        db.session.add(note)
    return True


def leave(centre: Centre, seat: Seat) -> None:
    """Leave; the last one out takes the notes along. Harmless when replaced or gone already. Commits."""
    with transaction():
        place = presence.find(seat.meeting_public_id, seat.who)
        last = presence.go(place.meeting_id, seat.who, seat.visit) and not place.other_here
        if last:
            _forget_notes(place.meeting_id)
    if last:
        centre.video.close(place.ref)


def _successor(seat: Seat) -> str:
    found = presence.find(seat.meeting_public_id, seat.who).colleague(seat.who)
    return found.name if found else ""


def _notes(meeting_id: int, visit: str, other: str | None, after: int) -> tuple[NoteView, ...]:
    """Return what lies there for one visit from another; a later visit's notes wait until that visit was seen."""
    between = (Note.receiver_visit == visit, Note.sender_visit == other)
    waiting = (
        select(Note.id, Note.kind, Note.payload)
        .where(Note.meeting_id == meeting_id, *between, Note.id > after)
        .order_by(Note.id)
    )
    return tuple(NoteView(note.id, note.kind.value, note.payload) for note in db.session.execute(waiting))


def _forget_notes(meeting_id: int) -> None:
    db.session.execute(delete(Note).where(Note.meeting_id == meeting_id))
