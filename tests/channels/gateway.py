"""An SMS gateway as they are: JSON over HTTP, with or without a memory for ids, and with moods."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from jobcentre.channels import Guarantee, Outgoing
from jobcentre.channels.sms import SmsGateway
from jobcentre.outbound import Outbound
from tests.peer import Peer, json_answer

TOKEN = "t0ken"
FIELDS = ("to={recipient}", "from={sender}", "message={text}", "reference={id}")
SMS = Outgoing(
    id=UUID("6f1e0f1c-6a1b-4b57-9d4e-2f1f3c1f7a10"),
    key="meeting:17:1:reminder_hours:1:citizen:sms",
    created_at=datetime(2026, 11, 12, 9, 0, tzinfo=UTC),
    sender="Jobcenter",
    recipient="+4520123456",
    content='Nordby: Husk din samtale på tirsdag {token} "\\\n: https://j.example/b/æ'.encode(),
)


@dataclass
class Gateway:
    """What telephones got, in order, and how to answer.

    `guarantee` is what the gateway really does with an id it has seen. `refusal` is an answer given instead of taking
    the message; `late`: it takes it, and then says nothing; `cut`: it takes it and hangs up within the answer.
    """

    guarantee: Guarantee = Guarantee.NEITHER
    refusal: bytes | None = None
    late: bool = False
    cut: bool = False
    delivered: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    peer: Peer = field(init=False)

    def answer(self, peer: Peer, line: socket.socket) -> None:
        while heard := peer.hear(line):
            head, _, body = heard.partition(b"\r\n\r\n")
            self.heads.append(head)
            if self.refusal is not None:
                line.sendall(self.refusal)
                continue
            said = self._looked_up(head) if head.startswith(b"GET ") else self._taken(json.loads(body))
            if self.late:
                peer.ended.wait(10)
                return
            line.sendall(said[:-5] if self.cut else said)
            if self.cut:
                return

    def _taken(self, message: dict[str, Any]) -> bytes:
        reference = str(message.get("reference"))
        if self.guarantee is not Guarantee.KEY or reference not in self.known:
            self.delivered.append(message)
        self.known.setdefault(reference, f"gw-{len(self.known) + 1}")
        return json_answer("202 Accepted", json.dumps({"id": self.known[reference], "status": "queued"}).encode())

    def _looked_up(self, head: bytes) -> bytes:
        reference = head.split()[1].decode().rpartition("/")[2]
        self.asked.append(reference)
        if reference not in self.known:
            return json_answer("404 Not Found", b'{"error": "unknown"}')
        return json_answer("200 OK", json.dumps({"id": self.known[reference]}).encode())

    def channel(self, **changes: Any) -> SmsGateway:
        """Return a channel that is set for this gateway."""
        timeout = changes.pop("timeout", 5.0)
        wanted: dict[str, Any] = {
            "url": f"http://127.0.0.1:{self.peer.port}/messages",
            "outbound": Outbound(timeout=timeout, inside=True),
            "token": TOKEN,
            "headers": ("Authorization=Bearer {token}",),
            "fields": FIELDS,
            "reference": "id",
            "lookup_url": f"http://127.0.0.1:{self.peer.port}/messages/{{id}}",
            "guarantee": self.guarantee,
        }
        return SmsGateway(**wanted | changes)


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    """Serve until the block ends."""
    with Peer(gateway.answer) as peer:
        gateway.peer = peer
        yield gateway
