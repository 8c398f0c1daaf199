"""Why there is no embedded database, in one line for the person at the keyboard."""


class EmbeddedFault(RuntimeError):
    """The embedded PostgreSQL cannot be used."""


class Busy(EmbeddedFault):
    """Another process runs a server in this folder."""
