"""Rooms where two people see each other. A provider knows a meeting by its id and times, never a person.

A provider never decides whether the doors are open, never touches the database, and is called with no
transaction open, since the next one may be at the other end of a network.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """A meeting as a provider may know it. Times are aware and without buffer."""

    public_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class IceServer:
    """A STUN or TURN server as the browser takes it (RTCIceServer); no name and secret means STUN."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Entrance:
    """How one side gets in. Without an ``address`` the house's own room page is the room."""

    address: str | None = None
    ice_servers: tuple[IceServer, ...] = ()


class VideoProvider(Protocol):
    """What every provider can do. One suite of tests holds them all to it."""

    def open(self, meeting: MeetingRef) -> str:
        """Have the room ready and return its name there; the same meeting is always the same room.

        Called when somebody enters, never at booking: a room made early dies before the meeting.
        """

    def entrance(self, meeting: MeetingRef, host: bool) -> Entrance:
        """Return the way in: for whoever holds the meeting (``host``), or for the guest."""

    def close(self, meeting: MeetingRef) -> None:
        """Let go of the room; harmless when there is none. Called when the last one has left."""
