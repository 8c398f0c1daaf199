"""Connections on which one call, from the look-up of the name to the last byte, has one end in time."""

import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from jobcentre.outbound.addresses import all_allowed


class Forbidden(OSError):
    """The name leads to an address that may not be called."""


@dataclass(slots=True)
class Call:
    """The call a line is used for just now. ``ends`` in monotonic seconds; ``sent``: something of it has left."""

    inside: bool
    ends: float = 0.0
    sent: bool = False

    def left(self) -> float:
        """Return the seconds there still are. Raises TimeoutError when there are none."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError()
        return seconds


class _Bounded(socket.socket):
    """Each wait ends when the call does: a timeout alone starts anew with every byte that drips in."""

    call: Call

    def recv_into(self, *args: Any, **more: Any) -> int:
        self.settimeout(self.call.left())
        return super().recv_into(*args, **more)

    def send(self, *args: Any) -> int:
        self.settimeout(self.call.left())
        return super().send(*args)

    def sendall(self, *args: Any) -> None:
        self.call.sent = True
        self.settimeout(self.call.left())
        super().sendall(*args)


class _BoundedTls(_Bounded, ssl.SSLSocket):
    """The same, encrypted. The handshake comes before ``call`` is known; OpenSSL bounds it as a whole."""


class _Connection(HTTPConnection):
    def __init__(self, *args: Any, call: Call, **more: Any) -> None:
        self.call = call
        super().__init__(*args, **more)

    def _new_conn(self) -> socket.socket:
        return dial(self.host, self.port or self.default_port, self.call)


class _TlsConnection(HTTPSConnection):
    def __init__(self, *args: Any, call: Call, **more: Any) -> None:
        self.call = call
        super().__init__(*args, **more)

    def _new_conn(self) -> socket.socket:
        return dial(self.host, self.port or self.default_port, self.call)

    def connect(self) -> None:
        super().connect()
        assert isinstance(self.sock, _BoundedTls)
        self.sock.call = self.call


class Pool(HTTPConnectionPool):
    """Connections to one server, in the clear."""

    ConnectionCls = _Connection


class TlsPool(HTTPSConnectionPool):
    """Connections to one server, encrypted."""

    ConnectionCls = _TlsConnection


def trust(authority: str, certificate: str, private_key: str) -> ssl.SSLContext:
    """Return whom to believe (``authority``, a PEM file, and nobody else; empty: the machine's store) and who we are.

    Raises OSError when a file is missing or is not what it should be.
    """
    context = ssl.create_default_context(cafile=authority or None)
    context.sslsocket_class = _BoundedTls
    if certificate:
        context.load_cert_chain(certificate, private_key or None, password="")  # never asks at a terminal
    return context


def dial(host: str, port: int, call: Call) -> socket.socket:
    """Connect to one of the addresses that the name has now; they are not asked for a second time."""
    found = _look_up(host, port, call)
    if not all_allowed([str(answer[4][0]) for answer in found], inside=call.inside):
        raise Forbidden()
    fault: OSError | None = None
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        line = _Bounded(family, kind, protocol)
        line.call = call
        try:
            line.settimeout(call.left() / (len(found) - tried))
            line.connect(address)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.settimeout(call.left())
        except OSError as refusal:
            line.close()
            fault = refusal
        else:
            return line
    raise fault or Forbidden()


def _look_up(host: str, port: int, call: Call) -> list[Any]:
    """Ask for the addresses in a thread that may be left behind: the question itself knows no timeout."""
    answers: list[Any] = []
    faults: list[Exception] = []

    def ask() -> None:
        try:
            answers.extend(socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as fault:
            faults.append(fault)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(call.left())
    if faults:
        raise faults[0] if isinstance(faults[0], OSError) else OSError(type(faults[0]).__name__)
    if not answers:
        raise TimeoutError()
    return answers
