"""The two sides of a meeting, for the tests of its room."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import uuid4

import time_machine

from jobcentre.models.meeting import Meeting
from jobcentre.services import audit
from jobcentre.services.audit import CITIZEN, Who
from jobcentre.services.meeting_room import room
from jobcentre.services.meeting_room.room import Seat
from tests.builders import Town, a_meeting
from tests.conftest import NOW

OFFER = {"type": "offer", "sdp": "v=0\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\n"}
CANDIDATE = {"candidate": "candidate:1 1 udp 1 10.0.0.1 5000 typ host", "sdpMid": "0", "sdpMLineIndex": 0}


@dataclass
class Two:
    """A meeting that is about to start, and its two sides."""

    town: Town
    meeting: Meeting
    citizen: Who
    staff: Who

    def enter(self, who: Who) -> Seat:
        visit = room.enter(self.town.centre, self.meeting.public_id, who, uuid4())
        return Seat(self.meeting.public_id, who, visit)

    def poll(self, seat: Seat, after: int = 0) -> room.RoomState:
        return room.poll(self.town.centre, seat, after)

    def say(self, seat: Seat, to: str, kind: object = "offer", payload: object = None) -> bool:
        return room.say(self.town.centre, seat, to, kind, OFFER if payload is None else payload)

    @classmethod
    def about_to_meet(cls, town: Town) -> Self:
        meeting = a_meeting(town.centre, town.caseworker, starts_at=NOW + timedelta(minutes=5))
        return cls(town, meeting, CITIZEN, audit.staff(town.caseworker.id))


@contextmanager
def later(**by: int) -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(**by), tick=False):
        yield
