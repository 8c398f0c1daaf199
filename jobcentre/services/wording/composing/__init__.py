"""From a message's row to what a channel sends: one composer for each channel."""

from jobcentre.services.wording.composing.addressing import NoAddress
from jobcentre.services.wording.composing.preparing import ABOUT, Prepared, judge, prepare

__all__ = ["ABOUT", "NoAddress", "Prepared", "judge", "prepare"]
