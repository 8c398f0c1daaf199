"""The built-in room: two browsers, one connection straight between them (WebRTC), no media server.

The notes by which the browsers find each other are rows (``services.meeting_room.room``), so nothing is made or ended
outside the database. STUN and TURN servers help through routers and firewalls; without any, both must be
on networks that reach each other.
"""

from jobcentre.settings import Video
from jobcentre.video import Entrance, IceServer, MeetingRef


class BuiltInRoom:
    """A room in the house's own pages. Both sides get the same entrance: roles are fixed by the page."""

    def __init__(self, video: Video) -> None:
        self._ice_servers = _ice_servers(video)

    def open(self, meeting: MeetingRef) -> str:
        """Return the meeting's id: the room is the meeting, and there is nothing to prepare."""
        return str(meeting.public_id)

    def entrance(self, meeting: MeetingRef, host: bool) -> Entrance:  # noqa: ARG002
        """Return the house's own page and the servers from the settings."""
        return Entrance(ice_servers=self._ice_servers)

    def close(self, meeting: MeetingRef) -> None:
        """Do nothing: the connection ends with the pages, the notes with the rows."""


def _ice_servers(video: Video) -> tuple[IceServer, ...]:
    servers = []
    if video.stun_urls:
        servers.append(IceServer(video.stun_urls))
    if video.turn_urls:
        servers.append(IceServer(video.turn_urls, video.turn_username, video.turn_password))
    return tuple(servers)
