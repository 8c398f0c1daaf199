"""E-mail by SMTP, to the municipality's own mail server."""

import re
import smtplib
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from jobcentre.channels import Failure, Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.outbound.lines import Call, dial
from jobcentre.rules.addresses import is_address

Tls = Literal["none", "starttls", "tls"]

# A server closes an idle connection sooner or later, and some do it without a word.
KEEP_SECONDS = 20.0

_ENHANCED_CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")

# What a server says of us and not of the message, at whatever step it says it: a command it does
# not take, a login or encryption it wants (RFC 4954), a sender it does not let us be (RFC 3463).
_ABOUT_US = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
_ABOUT_SENDER = frozenset({"5.1.7", "5.1.8"})
# Said where the receiver is named: it does not carry mail on for us (5.7.1 "relay access denied", 5.7.54). A receiver
# who wants no mail from us is a bounce that comes later, not an answer of the municipality's own server.
_NOT_FOR_US = "5.7."


class _Timed(smtplib.SMTP):
    """A connection on which everything awaited together must arrive before `ends` (monotonic
    seconds). The library's own timeout starts anew with every wait."""

    def __init__(self, ends: float, host: str, port: int, **more: Any) -> None:
        self.ends = ends
        super().__init__(host, port, timeout=max(ends - time.monotonic(), 0.01), **more)

    def _get_socket(self, host: str, port: int, _: float) -> socket.socket:
        """All addresses of the name together, and finding them, have one end; the library gives each all the time."""
        line = dial(host, port, Call(inside=True, ends=self.ends))
        plain = socket.socket(fileno=line.detach())
        plain.settimeout(max(self.ends - time.monotonic(), 0.01))
        return plain

    def getreply(self) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(max(self.ends - time.monotonic(), 0.01))
        return super().getreply()


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def _get_socket(self, host: str, port: int, _: float) -> socket.socket:
        plain = super()._get_socket(host, port, _)
        try:
            return self.context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


@dataclass(slots=True)
class _Line:
    """An open connection and when it was last of use (monotonic seconds)."""

    smtp: _Timed
    used_at: float


@dataclass(frozen=True, kw_only=True)
class SmtpChannel:
    """One server. `timeout` in seconds bounds one whole `send`, connecting included.

    A connection is kept and used again within a batch, by one thread at a time; one that has gone stale is
    opened anew before anything of the message is sent. `context` replaces the machine's own
    trust store. With `starttls` nothing is ever sent in the clear.
    """

    host: str
    port: int
    tls: Tls = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 10.0
    per_second: float = 0
    context: ssl.SSLContext | None = field(default=None, repr=False)
    _idle: list[_Line] = field(default_factory=list, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.username and self.tls == "none":
            raise ValueError("a user name and password need starttls or tls")

    @property
    def name(self) -> str:
        return "email"

    @property
    def manner(self) -> Manner:
        return Manner(wakes=True, per_second=self.per_second)

    def accepts(self, recipient: str) -> bool:
        return is_address(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        if not self.accepts(outgoing.recipient):
            raise PermanentFailure("the recipient has no usable address")
        smtp = self._connection(time.monotonic() + self.timeout)
        try:
            reply = self._hand_over(smtp, outgoing)
        except (smtplib.SMTPException, OSError) as fault:
            smtp.close()
            raise TemporaryFailure(f"cut off while sending ({_kind(fault)})") from None
        except Failure:
            self._keep(smtp)
            raise
        self._keep(smtp)
        return Receipt(reply)

    def close(self) -> None:
        """Hang up what is idle, whichever thread used it, politely if the server still listens."""
        with self._lock:
            lines, self._idle[:] = self._idle[:], []
        for line in lines:
            _answers(line.smtp, "QUIT", time.monotonic() + 1)
            line.smtp.close()

    def _connection(self, ends: float) -> _Timed:
        while (line := self._last_used()) is not None:
            fresh = time.monotonic() - line.used_at < KEEP_SECONDS
            if fresh and _answers(line.smtp, "NOOP", ends):
                return line.smtp
            line.smtp.close()
        return self._open(ends)

    def _last_used(self) -> _Line | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _keep(self, smtp: _Timed) -> None:
        """Keep a connection for the next message, unless it has been closed."""
        if smtp.sock is not None:
            with self._lock:
                self._idle.append(_Line(smtp, time.monotonic()))

    def _open(self, ends: float) -> _Timed:
        """A greeted, encrypted and logged-in connection. What fails here is no message's fault,
        not even a refused login: another try may find it mended."""
        smtp: _Timed | None = None
        try:
            if self.tls == "tls":
                smtp = _TimedTls(ends, self.host, self.port, context=self._trust())
            else:
                smtp = _Timed(ends, self.host, self.port)
            smtp.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                smtp.starttls(context=self._trust())
            if self.username:
                smtp.login(self.username, self.password)
        except (smtplib.SMTPException, OSError) as fault:
            if smtp is not None:
                smtp.close()
            reason = f"no connection to the mail server ({_kind(fault)})"
            raise TemporaryFailure(reason, certain=True, nobody_there=True) from None
        return smtp

    def _trust(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def _hand_over(self, smtp: _Timed, outgoing: Outgoing) -> str:
        """The three steps by hand: `sendmail` would hide the last answer, which names the
        message in the server's own log."""
        size = [f"size={len(outgoing.content)}"] if smtp.has_extn("size") else []
        _expect(smtp, smtp.mail(outgoing.sender, size), "sender")
        _expect(smtp, smtp.rcpt(outgoing.recipient), "recipient")
        try:
            code, text = smtp.data(outgoing.content)
        except smtplib.SMTPDataError as refusal:
            code, text = int(refusal.smtp_code), _bytes(refusal.smtp_error)
        _expect(smtp, (code, text), "content")
        return _reference(text)


def _expect(smtp: _Timed, reply: tuple[int, bytes], step: str) -> None:
    """Pass, or raise. Only what is said of the receiver or the content is the message's fault:
    a sender that is refused today is refused for every message, until somebody mends it. The
    connection stays where the server lets it (421 announces that it hangs up)."""
    code, text = reply
    if 200 <= code < 300:
        return
    if code == 421 or not _answers(smtp, "RSET", smtp.ends):
        smtp.close()
    enhanced = _ENHANCED_CODE.search(text.decode("ascii", "replace"))
    reason = f"{step} refused ({code}{' ' + enhanced[0] if enhanced else ''})"
    said = enhanced[0] if enhanced else ""
    ours = step == "sender" or code in _ABOUT_US or said in _ABOUT_SENDER
    ours = ours or (step == "recipient" and said.startswith(_NOT_FOR_US))
    if 500 <= code < 600 and not ours:
        raise PermanentFailure(reason)
    raise TemporaryFailure(reason, certain=True)


def _answers(smtp: _Timed, command: str, ends: float) -> bool:
    """Whether the server says yes to a command of one word before `ends`."""
    smtp.ends = ends
    try:
        code, _ = smtp.docmd(command)
    except (smtplib.SMTPException, OSError):
        return False
    return 200 <= code < 300


def _kind(fault: Exception) -> str:
    """What went wrong, without the server's words: those often repeat the address."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{type(fault).__name__} {fault.smtp_code}"
    return type(fault).__name__


def _reference(text: bytes) -> str:
    """The server's last words ("2.0.0 Ok: queued as 4XyZ"), with anything like an address out."""
    words = text.decode("ascii", "replace").split()
    kept = " ".join("…" if "@" in word else word for word in words)
    return kept[:200] or "accepted"


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
