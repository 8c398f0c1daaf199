"""A real IMAP server on this machine, with one account."""

import imaplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from jobcentre import clock
from jobcentre.channels.incoming.mailbox import ImapMailbox

USER, PASSWORD = "jobcenter", "postkassens-kode"
PATIENCE = 20.0  # seconds until the server must have started


@dataclass(frozen=True)
class PostOffice:
    """Where it answers; a test puts mail in and looks at it as any mail program would."""

    port: int

    def mailbox(self, **other: object) -> ImapMailbox:
        """The mailbox as the service reads it."""
        given = {"tls": "none", "username": USER, "password": PASSWORD, "folder": "INBOX", "timeout": 5.0}
        return ImapMailbox(host="127.0.0.1", port=self.port, **{**given, **other})  # type: ignore[arg-type]

    def put(self, *mails: bytes) -> None:
        with self.account() as imap:
            for raw in mails:
                assert imap.append("INBOX", None, None, raw)[0] == "OK"

    def flags(self) -> list[str]:
        """What is marked on each mail, the oldest first; `recent` is the server's own."""
        with self.account() as imap:
            imap.select("INBOX", readonly=True)
            found = imap.fetch("1:*", "(FLAGS)")[1]
        lines = (line.decode() for line in found if isinstance(line, bytes))
        return [line.partition("(FLAGS (")[2].rstrip(")").replace("\\Recent", "").strip() for line in lines]

    def empty(self) -> None:
        with self.account() as imap:
            imap.select("INBOX")
            imap.store("1:*", "+FLAGS", r"(\Deleted)")
            imap.expunge()

    @contextmanager
    def account(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=5) as imap:
            imap.login(USER, PASSWORD)
            yield imap


@contextmanager
def opened(*options: str) -> Iterator[PostOffice]:
    """A server of our own, ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = "from pymap.main import main; main()"
    account = ("dict", "--demo-user", USER, "--demo-password", PASSWORD)
    command = [sys.executable, "-c", start, "--host", "127.0.0.1", "--port", str(port), *options, *account]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(server, port)
        yield PostOffice(port)
    finally:
        server.terminate()
        server.wait(10)


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers; fail when it has ended or does not."""
    until = clock.uptime() + PATIENCE
    while clock.uptime() < until:
        assert server.poll() is None, "the IMAP server did not start"
        try:
            with socket.create_connection(("127.0.0.1", port), 0.2) as line:
                assert line.recv(100).startswith(b"* OK")
                return
        except OSError:
            server_wait(server)
    raise AssertionError("the IMAP server did not answer")


def server_wait(server: subprocess.Popen[bytes]) -> None:
    """Leave the machine to the server for a moment."""
    try:
        server.wait(0.05)
    except subprocess.TimeoutExpired:
        return
