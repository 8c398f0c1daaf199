"""What can be proved: who was told what, by which way, when, and by whose receipt; until its time is over."""

from jobcentre.services.evidence.exporting import Export, export
from jobcentre.services.evidence.opening import Exact
from jobcentre.services.evidence.reading import Read, read
from jobcentre.services.evidence.trail import Entry, ReceiptEntry, ReplyEntry, Trail, trail

__all__ = [
    "Entry",
    "Exact",
    "Export",
    "Read",
    "ReceiptEntry",
    "ReplyEntry",
    "Trail",
    "export",
    "read",
    "trail",
]
