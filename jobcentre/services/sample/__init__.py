"""Synthetic people for development: a made-up municipality, made with the same services as a real one."""

from jobcentre.services.sample.addresses import Addresses, addresses, meeting_address
from jobcentre.services.sample.loading import is_empty, load
from jobcentre.services.sample.meeting import NobodyFree, meeting_now

__all__ = ["Addresses", "NobodyFree", "addresses", "is_empty", "load", "meeting_address", "meeting_now"]
