"""What tests of calls share."""

import socket

import pytest

from jobcentre.outbound import Outbound

SECRET = "not-to-be-seen"


def inside(timeout: float = 5.0, limit: int = 1_000_000) -> Outbound:
    return Outbound(timeout=timeout, inside=True, limit=limit)


@pytest.fixture
def unused_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
