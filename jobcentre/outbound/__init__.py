"""Calls to other systems by HTTP: the only user of requests, and bounded in every direction.

One call has one end in time, from the look-up of the name to the last byte, and one largest answer. Nothing is
followed: no redirect, no proxy, netrc or cookie. Neither logs nor faults hold an address, a header or a word of
what was said: all of them may be secret or about a person.
"""

import logging
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from jobcentre.outbound.lines import Call, Forbidden, Pool, TlsPool, trust

# A server closes an idle connection sooner or later, and some do it without a word.
KEEP_SECONDS = 20.0

_CHUNK = 16384
# Said by a server that wants another certificate than ours, after which it reads nothing.
_ABOUT_OUR_CERTIFICATE = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED", "DECRYPT_ERROR")

# It writes whole addresses down, and those of a look-up hold whom it is about.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class Unreachable(Exception):
    """There is no answer. ``certain``: the other side certainly did not get the request.

    ``reason`` is for operators: what failed, without an address or a word of theirs.
    """

    def __init__(self, reason: str, *, certain: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.certain = certain


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Names of ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Outbound:
    """A way to other systems. ``timeout`` in seconds bounds a whole call, ``limit`` the bytes of an answer.

    ``inside``: the address comes from whoever runs the service, and may be in their own network, also without
    encryption. ``certificate`` and ``private_key`` are PEM files that say who we are; ``authority`` one with whom
    to believe, and nobody else. They are read anew after a pause and after a failure, so renewed ones need
    no restart. A connection is kept and used again, by one thread at a time.
    """

    timeout: float = 10.0
    limit: int = 1_000_000
    inside: bool = False
    certificate: str = ""
    private_key: str = ""
    authority: str = ""
    _idle: "list[_Line]" = field(default_factory=list, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, within: float | None = None) -> Answer:
        """Ask; ``within`` so many seconds, where fewer than ``timeout`` are left. Raises Unreachable."""
        return self._call("GET", url, None, headers, within)

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str] | None = None, *, within: float | None = None
    ) -> Answer:
        """Hand over. Raises Unreachable."""
        return self._call("POST", url, body, headers, within)

    def close(self) -> None:
        """Hang up everything that is idle, whichever thread used it; the next call opens what it needs."""
        with self._lock:
            lines, self._idle[:] = self._idle[:], []
        for line in lines:
            line.session.close()

    def _call(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str] | None, within: float | None
    ) -> Answer:
        if not self._may_call(url):
            raise Unreachable("not an address that may be called", certain=True)
        said = {"Accept-Encoding": "identity", "User-Agent": "jobcentre", "Accept": "*/*", **(headers or {})}
        with self._line() as line:
            seconds = self.timeout if within is None else min(within, self.timeout)
            line.call.ends, line.call.sent = time.monotonic() + seconds, False
            failure: Unreachable | None = None
            try:
                answer = self._exchange(line, method, url, body, said)
            except (RequestException, HTTPError, OSError, ValueError) as fault:
                failure = _unreachable(fault, sent=line.call.sent)
            if failure is not None:  # raised out here: what requests says of it holds the address
                line.session.close()
                raise failure
            return answer

    def _may_call(self, url: str) -> bool:
        schemes = ("https", "http") if self.inside and not self.certificate else ("https",)
        try:
            parts = urlsplit(url)
            return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and parts.username is None
        except ValueError:
            return False

    def _exchange(self, line: "_Line", method: str, url: str, body: bytes | None, said: Mapping[str, str]) -> Answer:
        with line.session.request(method, url, data=body, headers=said, stream=True, allow_redirects=False) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, _read(response, self.limit))

    @contextmanager
    def _line(self) -> "Iterator[_Line]":
        """Lend a connection to one thread."""
        line = self._take() or _Line(self)
        try:
            yield line
        finally:
            line.used_at = time.monotonic()
            with self._lock:
                self._idle.append(line)

    def _take(self) -> "_Line | None":
        with self._lock:
            line = self._idle.pop() if self._idle else None
        if line is not None and time.monotonic() - line.used_at > KEEP_SECONDS:
            line.session.close()
        return line


class _TooLong(OSError):
    """The answer goes on beyond the limit."""


class _Session(Session):
    """One that does not even look where a redirect leads: it would read the whole answer before."""

    def get_redirect_target(self, *_unused: object) -> str | None:
        return None


class _Line:
    """A session of requests that knows no surroundings, and the call it is used for."""

    def __init__(self, owner: Outbound) -> None:
        self.call = Call(inside=owner.inside)
        self.used_at = 0.0
        self.session = _Session()
        self.session.trust_env = False
        self.session.headers.clear()
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.session.mount("https://", _Adapter(owner, self.call))
        self.session.mount("http://", _Adapter(owner, self.call))


class _Adapter(HTTPAdapter):
    """Requests on connections of our own making."""

    def __init__(self, owner: Outbound, call: Call) -> None:
        self._owner = owner
        self._lent = call
        self._pools: dict[tuple[str, str, int | None], HTTPConnectionPool] = {}
        super().__init__()

    def get_connection_with_tls_context(
        self, request: PreparedRequest, *_unused: object, **_more: object
    ) -> HTTPConnectionPool:
        parts = urlsplit(request.url or "")
        place = (str(parts.scheme), str(parts.hostname), parts.port)
        if place not in self._pools:
            self._pools[place] = self._open(*place)
        return self._pools[place]

    def cert_verify(self, *_unused: object) -> None:
        """Nothing to add: the context says whom to believe, requests' own list of authorities does not count."""

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()
        super().close()

    def _open(self, scheme: str, host: str, port: int | None) -> HTTPConnectionPool:
        if scheme == "http":
            return Pool(host, port, call=self._lent)
        owner = self._owner
        context: ssl.SSLContext = trust(owner.authority, owner.certificate, owner.private_key)
        return TlsPool(host, port, call=self._lent, ssl_context=context, cert_reqs="CERT_REQUIRED")


def _read(response: Response, limit: int) -> bytes:
    body = bytearray()
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > limit:
            raise _TooLong()
    return bytes(body)


def _unreachable(fault: BaseException, *, sent: bool) -> Unreachable:
    """Name the first cause by its type: the words of these faults repeat addresses."""
    while (earlier := _before(fault)) is not None:
        fault = earlier
    ours = isinstance(fault, ssl.SSLError) and any(word in (fault.reason or "") for word in _ABOUT_OUR_CERTIFICATE)
    if isinstance(fault, Forbidden):
        return Unreachable("the name leads to an address that may not be called", certain=True)
    return Unreachable(f"no answer ({type(fault).__name__.strip('_')})", certain=ours or not sent)


def _before(fault: BaseException) -> BaseException | None:
    """Return what a fault came from; urllib3 hands some on as a value."""
    told = next((value for value in fault.args if isinstance(value, BaseException)), None)
    return fault.__cause__ or fault.__context__ or told
