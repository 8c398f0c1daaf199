"""The waiting list: who wants an earlier time, the times offered to them, and what they answer."""

from jobcentre.services.waiting_list.answering import Reply, answer
from jobcentre.services.waiting_list.joining import earlier_times, join, leave
from jobcentre.services.waiting_list.offering import EVERY, JOB, offer_freed_times
from jobcentre.services.waiting_list.showing import Held, Place, Position, open_offer, place, was_taken

__all__ = [
    "EVERY",
    "JOB",
    "Held",
    "Place",
    "Position",
    "Reply",
    "answer",
    "earlier_times",
    "join",
    "leave",
    "offer_freed_times",
    "open_offer",
    "place",
    "was_taken",
]
