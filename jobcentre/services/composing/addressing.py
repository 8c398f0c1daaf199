"""Where a message goes: the address of its receiver, as it is on file now."""


class NoAddress(Exception):
    """The receiver cannot be reached by this channel."""
