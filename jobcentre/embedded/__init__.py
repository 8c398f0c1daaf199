"""The embedded PostgreSQL 18: the binaries of a PyPI wheel, our own start, lock, roles and stop.

Development and tests only. `Embedded` is one server in one folder; `ensure` gives a command the
database it is to use, starting a server only when none runs.
"""

from .faults import Busy, EmbeddedFault
from .joining import Urls, ensure, server_of
from .server import Embedded

__all__ = ["Busy", "Embedded", "EmbeddedFault", "Urls", "ensure", "server_of"]
