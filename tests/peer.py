"""The other side of a connection on the loopback, whose every byte a test decides."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

Script = Callable[["Peer", socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Peer:
    """A server that runs ``script`` for each connection, in a thread of its own, until the block ends.

    ``ended`` is set at the end; a script waits on it instead of sleeping. ``requests`` is what was understood.
    """

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script, self.tls = script, tls
        self.ended = threading.Event()
        self.connections = self.over = 0
        self.requests: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/path"

    def hear(self, line: socket.socket) -> bytes:
        """Read one request, head and body; nothing once the client has hung up."""
        heard = b""
        while b"\r\n\r\n" not in heard:
            if not (more := line.recv(65536)):
                return b""
            heard += more
        head, _, body = heard.partition(b"\r\n\r\n")
        lengths = [row.split(b":")[1] for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:")]
        while len(body) < int(lengths[0] if lengths else 0):
            body += line.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + body)
        return self.requests[-1]

    def __enter__(self) -> "Peer":
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for line in list(self._open):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(line)
            self._threads.append(threading.Thread(target=self._serve, args=(line,)))
            self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        try:
            line.settimeout(10)
            if self.tls is not None:
                line = self._greet(line, self.tls)
            self.script(self, line)
        except OSError:
            pass  # the client has had enough
        finally:
            line.close()
            self.over += 1

    def _greet(self, line: socket.socket, tls: ssl.SSLContext) -> socket.socket:
        """Shake hands; a client that is refused is told, and gets the time to hear it."""
        greeted = tls.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
        self._open.append(greeted)
        try:
            greeted.do_handshake()
        except ssl.SSLError:
            with socket.socket(fileno=greeted.detach()) as refused:
                while refused.recv(65536):
                    pass
            raise
        return greeted


def answering(answer: bytes) -> Script:
    """Say the same to every request, on one connection for as long as it lasts."""

    def script(peer: Peer, line: socket.socket) -> None:
        while peer.hear(line):
            line.sendall(answer)

    return script


def json_answer(status: str, body: bytes, *headers: bytes) -> bytes:
    """Return a whole answer with a JSON body."""
    head = [f"HTTP/1.1 {status}".encode(), b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
    return b"\r\n".join([*head, *headers, b"", body])
