"""Serviceplatformen on the loopback: token service, access tokens, PostForespoerg and KombiPostAfsend.

Made after what public clients of the real one say and expect. It trusts nobody without a certificate of its
authority, and checks what they send as strictly as we can imagine.
"""

import base64
import json
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from tests.channels.kombi import inspection
from tests.channels.kombi.certificates import Pair

LOOKUP = "http://entityid.kombit.dk/service/postforespoerg/1"
SENDING = "http://entityid.kombit.dk/service/kombipostafsend/1"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
TRANSMISSION = "1c1f0a4e-6f0b-4a3d-9d1c-111122223333"
ACCEPTED = (
    f"<kombi_response><Result>true</Result><TransmissionID>{TRANSMISSION}</TransmissionID><HovedoplysningerSvarREST>"
    "<SvarReaktion><Advis><AdvisId>20</AdvisId><AdvisTekst>Received</AdvisTekst></Advis></SvarReaktion>"
    "</HovedoplysningerSvarREST></kombi_response>"
)


@dataclass
class Reply:
    """An answer out of turn. ``after_taking``: the message is kept all the same; ``hang_up``: nothing is said;
    ``usual``: the ordinary answer, only later."""

    status: int = 200
    body: str = ""
    delay: float = 0.0
    after_taking: bool = False
    hang_up: bool = False
    usual: bool = False


@dataclass
class Platform:
    """What has arrived, who is known, and how to answer next."""

    port: int = 0
    registered: dict[str, set[str]] = field(default_factory=lambda: {"digitalpost": set(), "nemsms": set()})
    agreements: set[str] = field(default_factory=lambda: {"00000000"})
    seconds: int = 3600
    received: list[bytes] = field(default_factory=list)
    transactions: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)  # by the last part of the path
    tokens: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # its service, and whose it is
    assertions: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def revoke(self) -> None:
        """No token is good any more."""
        self.tokens.clear()

    def next_reply(self, path: str) -> Reply | None:
        waiting = self.replies.get(path.rpartition("/")[2], [])
        return waiting.pop(0) if waiting else None

    @property
    def messages(self) -> list[bytes]:
        """The MeMo of each request, as the sender had it."""
        roots = [etree.fromstring(body)[1] for body in self.received]
        return [etree.tostring(root, xml_declaration=True, encoding="UTF-8") for root in roots]


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in two pieces would wait for an acknowledgement in between
    server: "_Server"

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_said: Any) -> None:
        """Nothing is written to the terminal."""

    def _handle(self, body: bytes) -> None:
        platform, path = self.server.platform, urlsplit(self.path).path
        platform.paths.append(path)
        reply = platform.next_reply(path)
        if reply is not None:
            time.sleep(reply.delay)
        if reply is None or reply.usual or reply.after_taking:
            status, said = self._said(path, body)
        if reply is not None and reply.hang_up:
            self.close_connection = True
            return
        if reply is not None and not reply.usual:
            status, said = reply.status, reply.body
        content = said.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _said(self, path: str, body: bytes) -> tuple[int, str]:
        if path == "/sts":
            return self._issue(json.loads(body))
        if path == "/token":
            return self._exchange(parse_qs(body.decode()))
        if path.startswith("/service/PostForespoerg_1/"):
            return self._look_up(path.rpartition("/")[2])
        if path == "/service/KombiPostAfsend_1/kombi":
            return self._take(body)
        return 404, ""

    def _holder(self) -> bytes:
        """The certificate on the line."""
        shown = self.request.getpeercert(binary_form=True)
        assert isinstance(shown, bytes)
        return shown

    def _issue(self, wish: dict[str, Any]) -> tuple[int, str]:
        entity = wish["AppliesTo"]["EndpointReference"]["Address"]
        known = entity in (LOOKUP, SENDING) and wish["AnvenderKontekst"]["Cvr"] in self.server.platform.agreements
        own = base64.b64decode(wish["UseKey"]) == self._holder()
        if not (known and own and wish["RequestType"].endswith("/Issue") and wish["KeyType"].endswith("/PublicKey")):
            return 400, "no such agreement"
        number = len(self.server.platform.assertions)
        assertion = base64.b64encode(f"<saml:Assertion ID='{number}+/='/>".encode()).decode()
        self.server.platform.assertions[assertion] = (entity, self._holder())
        return 200, json.dumps({"RequestedSecurityToken": {"Assertion": assertion}, "Lifetime": "11/23/2026 17:00:00"})

    def _exchange(self, form: dict[str, list[str]]) -> tuple[int, str]:
        entity, holder = self.server.platform.assertions.get(form["saml-token"][0], ("", b""))
        if holder != self._holder():
            return 401, ""
        token = f"token-{len(self.server.platform.assertions)}-{len(self.server.platform.paths)}"
        self.server.platform.tokens[token] = (entity, holder)
        given = {"access_token": token, "token_type": "Holder-of-key", "expires_in": self.server.platform.seconds}
        return 200, json.dumps(given)

    def _refusal(self, entity: str) -> tuple[int, str] | None:
        """What every service asks for: a token of its own in the right hands, and who calls when."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Holder-of-key" or self.server.platform.tokens.get(token) != (entity, self._holder()):
            return 401, ""
        transaction, at = self.headers.get("X-TransaktionsId", ""), self.headers.get("X-TransaktionsTid", "")
        if not re.fullmatch(inspection.UUID4, transaction) or not re.fullmatch(MOMENT, at):
            return 400, "X-TransaktionsId, X-TransaktionsTid"
        return None

    def _look_up(self, register: str) -> tuple[int, str]:
        refusal = self._refusal(LOOKUP)
        if refusal is not None:
            return refusal
        number = parse_qs(urlsplit(self.path).query)["cprNumber"][0]
        return 200, json.dumps({"result": number in self.server.platform.registered[register]})

    def _take(self, body: bytes) -> tuple[int, str]:
        refusal = self._refusal(SENDING)
        if refusal is not None:
            return refusal
        if self.headers.get("Content-Type") != "application/xml":
            return 415, ""
        found = inspection.faults(body)
        self.server.platform.faults.extend(found)
        if found:
            return 400, "; ".join(found)
        self.server.platform.received.append(body)
        self.server.platform.transactions.append(self.headers["X-TransaktionsId"])
        return 200, ACCEPTED


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, platform: Platform, context: ssl.SSLContext) -> None:
        self.platform, self.context = platform, context
        super().__init__(("127.0.0.1", 0), _Answering)

    def get_request(self) -> tuple[Any, Any]:
        """The handshake waits for the thread of the connection: whoever fails it holds up nobody."""
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that is turned away, or hangs up, is no fault of ours."""


@contextmanager
def serving(platform: Platform, own: Pair, trusted: str) -> Iterator[None]:
    """Answer until the block ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.private_key)
    context.load_verify_locations(trusted)
    context.verify_mode = ssl.CERT_REQUIRED
    server = _Server(platform, context)
    platform.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
