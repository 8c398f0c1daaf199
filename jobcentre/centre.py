"""What every service needs from the outside, in one frozen value: the first argument of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jobcentre.brokers import Broker
from jobcentre.channels import Channel
from jobcentre.keys import Keys
from jobcentre.rules.packs import Pack
from jobcentre.settings import Settings
from jobcentre.video import VideoProvider


@dataclass(frozen=True, slots=True)
class Centre:
    """Settings, the law as data, and the ways to the outside."""

    settings: Settings = field(repr=False)
    packs: Mapping[str, Pack]
    channels: Mapping[str, Channel]
    video: VideoProvider
    keys: Keys = field(repr=False)
    mitid: Broker | None = None  # None: it is not to be had

    @property
    def host(self) -> str:
        """The service's own host, for UIDs and Message-IDs."""
        return urlsplit(self.settings.service.base_url).hostname or "localhost"

    def address(self, path: str) -> str:
        """Return the absolute address of ``path`` as citizens and staff reach it."""
        return self.settings.service.base_url + path
