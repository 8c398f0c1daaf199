"""Which provider the settings name."""

from collections.abc import Callable, Mapping

from jobcentre.settings import Video
from jobcentre.video import VideoProvider
from jobcentre.video.room import BuiltInRoom

_PROVIDERS: Mapping[str, Callable[[Video], VideoProvider]] = {"room": BuiltInRoom}


def choose(video: Video) -> VideoProvider:
    """Return the provider that ``video.provider`` names; the settings allow no name without one."""
    return _PROVIDERS[video.provider](video)
