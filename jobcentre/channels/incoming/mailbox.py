"""The mailbox that replies and bounces come into, read by IMAP.

Looking marks nothing. Only what was taken is marked as read; what was not stays unread for people, with a keyword of
ours where the server keeps keywords, so that it is not looked at again every time.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from jobcentre.channels.incoming.mails import LARGEST

Tls = Literal["none", "starttls", "tls"]
LEFT = "JobcentreLeft"
MOST = 200  # mails in one round; the next one goes on
LOOKS = 1_000  # with those that cannot be handled


class MailboxDown(Exception):
    """The mailbox cannot be read now. The reason names no account and no password."""


@dataclass(slots=True)
class Collected:
    """How many mails were taken, left to people, and could not be handled."""

    taken: int = 0
    left: int = 0
    failed: int = 0

    def count(self, taken: bool | None) -> None:
        self.taken += taken is True
        self.left += taken is False
        self.failed += taken is None

    def __str__(self) -> str:
        return f"taken {self.taken}, left {self.left}, failed {self.failed}"


@dataclass(frozen=True, kw_only=True)
class ImapMailbox:
    """One folder of one account. `timeout` in seconds bounds each wait, `context` replaces the machine's own
    trust store."""

    host: str
    port: int
    tls: Tls
    username: str = field(repr=False)
    password: str = field(repr=False)
    folder: str
    timeout: float
    context: ssl.SSLContext | None = None

    def collect(self, take: Callable[[bytes], bool | None]) -> Collected:
        """Give every mail nobody has read to `take`, the oldest first, and mark what it takes as read.

        A mail of which `take` says None could not be handled: it is left as it is and tried again the next time.
        Raises MailboxDown. A mail may come a second time, when the connection broke before it could be marked.
        """
        done = Collected()
        with self._open() as imap:
            keeps = b"\\*" in b" ".join(_bytes(imap.response("PERMANENTFLAGS")[1]))
            for uid in self._unread(imap, keeps)[:LOOKS]:
                if done.taken + done.left >= MOST:  # what cannot be handled takes nobody's place
                    break
                raw = self._fetch(imap, uid)
                if raw is None:  # somebody has moved it meanwhile
                    continue
                taken = take(raw)
                done.count(taken)
                if taken or (keeps and taken is not None):
                    imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)" if taken else f"({LEFT})")
        return done

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        imap = None
        try:
            imap = self._connect()
            if self.tls == "starttls":
                imap.starttls(self._trust())
            imap.login(self.username, self.password)
            self._select(imap)
            yield imap
        except (imaplib.IMAP4.error, OSError) as fault:
            raise MailboxDown(f"the mailbox cannot be read ({type(fault).__name__})") from None
        finally:
            if imap is not None:
                _log_out(imap)

    def _connect(self) -> imaplib.IMAP4:
        if self.tls == "tls":
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=self._trust(), timeout=self.timeout)
        return imaplib.IMAP4(self.host, self.port, timeout=self.timeout)

    def _trust(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def _select(self, imap: imaplib.IMAP4) -> None:
        quoted = self.folder.replace("\\", "\\\\").replace('"', '\\"')
        answer, _ = imap.select(f'"{quoted}"')
        if answer != "OK":
            raise MailboxDown("the mailbox has no such folder")

    def _unread(self, imap: imaplib.IMAP4, keeps: bool) -> list[str]:
        """The numbers of what nobody has read. Without keywords the latest come first, or strangers' mail would
        keep everything else out."""
        criteria = ("UNSEEN", "UNKEYWORD", LEFT) if keeps else ("UNSEEN",)
        found = imap.uid("SEARCH", *criteria)[1]
        uids = sorted(int(uid) for uid in b" ".join(_bytes(found)).split())
        return [str(uid) for uid in (uids if keeps else reversed(uids))]

    def _fetch(self, imap: imaplib.IMAP4, uid: str) -> bytes | None:
        found = imap.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")[1]
        return next((part[1] for part in found if isinstance(part, tuple) and _is_body(part[0])), None)


def _is_body(head: bytes) -> bool:
    return re.search(rb"BODY\[\]", head, re.IGNORECASE) is not None


def _bytes(found: list[object]) -> list[bytes]:
    return [part for part in found or [] if isinstance(part, bytes)]


def _log_out(imap: imaplib.IMAP4) -> None:
    try:
        imap.logout()
    except (imaplib.IMAP4.error, OSError):
        with suppress(OSError):  # its socket may be gone already
            imap.shutdown()
