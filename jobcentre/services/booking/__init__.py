"""Booking: what a personal link shows, and the changes it allows."""

from jobcentre.services.booking.changes import book, cancel, move
from jobcentre.services.booking.file import calendar_file
from jobcentre.services.booking.standing import Authority, MeetingView, Standing, State, standing

__all__ = [
    "Authority",
    "MeetingView",
    "Standing",
    "State",
    "book",
    "calendar_file",
    "cancel",
    "move",
    "standing",
]
