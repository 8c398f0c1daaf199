"""Settings: typed, frozen, read once at the start of each process.

`read()` is the whole interface; `docs/settings.md` explains every key.
"""

from .environment import child_environment
from .faults import SettingsFault
from .generated import keep_address, keep_anchor, kept_address
from .reading import ROOT, pack_documents, read
from .tables import (
    Channels,
    Clock,
    Database,
    Delivery,
    Keys,
    Paths,
    Service,
    Session,
    Settings,
    Smtp,
    Video,
    Web,
)

__all__ = [
    "ROOT",
    "Channels",
    "Clock",
    "Database",
    "Delivery",
    "Keys",
    "Paths",
    "Service",
    "Session",
    "Settings",
    "SettingsFault",
    "Smtp",
    "Video",
    "Web",
    "child_environment",
    "keep_address",
    "keep_anchor",
    "kept_address",
    "pack_documents",
    "read",
]
