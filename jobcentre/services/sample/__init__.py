"""Synthetic people for development: a made-up municipality, made with the same services as a real one."""

from jobcentre.services.sample.addresses import Addresses, addresses, meeting_address, meeting_now
from jobcentre.services.sample.loading import is_empty, load

__all__ = ["Addresses", "addresses", "is_empty", "load", "meeting_address", "meeting_now"]
