"""Booking: what a personal link shows, and the changes it allows."""

from jobcentre.services.booking.catching_up import catch_up
from jobcentre.services.booking.changes import book, call_off, cancel, move
from jobcentre.services.booking.file import calendar_file
from jobcentre.services.booking.holds import Choice, With, choice, hold
from jobcentre.services.booking.newer import newer_link
from jobcentre.services.booking.own_link import own_link
from jobcentre.services.booking.rows import confirmed, locked_meeting
from jobcentre.services.booking.setting import set_for
from jobcentre.services.booking.standing import Authority, MeetingView, Standing, State, standing
from jobcentre.services.booking.told import ToldBy, told_by

__all__ = [
    "Authority",
    "Choice",
    "MeetingView",
    "Standing",
    "State",
    "ToldBy",
    "With",
    "book",
    "calendar_file",
    "call_off",
    "cancel",
    "catch_up",
    "choice",
    "confirmed",
    "hold",
    "locked_meeting",
    "move",
    "newer_link",
    "own_link",
    "set_for",
    "standing",
    "told_by",
]
