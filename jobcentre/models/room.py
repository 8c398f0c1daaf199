"""The built-in video room: who is there, and the notes by which two browsers find each other."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Tenanted, choice
from jobcentre.models.meeting import Party


class Presence(Tenanted, Model):
    """One side's latest sign of life in a meeting's room.

    ``visit`` changes each time a page enters, so that notes meant for an earlier page are not taken up. ``staff_id``
    is who entered for the staff's side, which need not be whose meeting it is.
    """

    __tablename__ = "presence"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    party: Mapped[Party] = mapped_column(choice(Party), primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    visit: Mapped[str]
    entered_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class NoteKind(StrEnum):
    """What a note carries: WebRTC's own, and which of the sender's devices are on."""

    OFFER = "offer"
    ANSWER = "answer"
    CANDIDATE = "candidate"
    DEVICES = "devices"


class Note(Numbered, Tenanted, Model):
    """One signalling note from one page to the other; deleted when the meeting is over."""

    __tablename__ = "note"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    sender: Mapped[Party] = mapped_column(choice(Party))
    sender_visit: Mapped[str]
    receiver_visit: Mapped[str]
    kind: Mapped[NoteKind] = mapped_column(choice(NoteKind))
    payload: Mapped[str]
    created_at: Mapped[datetime]
