"""An SMS gateway in a bad mood: slow, often failing, sometimes silent after it has taken a message.

It speaks the JSON of the setting table [sms] and knows nothing of the code under test. What it has taken, and what it
has put on a person's telephone, it keeps to be judged by.
"""

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

TOKEN = "kun-til-prøver"
IDLE_SECONDS = 2  # a connection without a request for so long is closed, as gateways do


@dataclass(frozen=True, slots=True)
class Mood:
    """How the gateway behaves; shares are of 1. ``remembers``: class A; ``answers``: class B; neither of them: C."""

    remembers: bool = False
    answers: bool = False
    fails: float = 0.2
    falls_silent: float = 0.05
    slowest_seconds: float = 0.1
    silence_seconds: float = 1.5  # longer than the sender's patience
    seed: int = 1


@dataclass(slots=True)
class Taken:
    """One message as it came in, and whether the sender was told."""

    id: str
    recipient: str
    text: str
    at: float
    answered: bool = False


@dataclass
class Gateway:
    """The records. ``taken`` is every message accepted, ``telephones`` is what rang at somebody's."""

    mood: Mood
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    telephones: list[Taken] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.mood.seed)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sms"

    def roll(self) -> tuple[float, float]:
        """Return how long to think, and the number that decides what happens."""
        with self.lock:
            return self.dice.uniform(0, self.mood.slowest_seconds), self.dice.random()

    def take(self, sms: dict[str, str]) -> Taken:
        """Take a message; whoever remembers puts a known one on no telephone again."""
        taken = Taken(sms["reference"], sms["to"], sms["message"], time.monotonic())
        with self.lock:
            known = taken.id in self.references
            self.taken.append(taken)
            if not (known and self.mood.remembers):
                self.telephones.append(taken)
            self.references.setdefault(taken.id, f"sms-{uuid4()}")
            return taken

    def find(self, message_id: str) -> str | None:
        with self.lock:
            self.asked += 1
            return self.references.get(message_id)

    def rings(self) -> Counter[str]:
        """How often the telephone of each person has rung."""
        with self.lock:
            return Counter(taken.recipient for taken in self.telephones)

    def settings(self) -> dict[str, str]:
        """What a municipality with this gateway would set."""
        guarantee = "key" if self.mood.remembers else "reference" if self.mood.answers else "neither"
        return {
            "CHANNELS__SMS": "gateway",
            "SMS__URL": self.url,
            "SMS__TOKEN": TOKEN,
            "SMS__GUARANTEE": guarantee,
            "SMS__LOOKUP_URL": f"{self.url}/{{id}}" if self.mood.answers else "",
            "SMS__TIMEOUT_SECONDS": "1",
            "SMS__PER_SECOND": "0",
        }


class Desk(BaseHTTPRequestHandler):
    """One connection; ``gateway`` is given by ``serving``."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    gateway: Gateway

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever spoke was killed in the middle
            self.close_connection = True
            return
        thinking, fate = self.gateway.roll()
        time.sleep(thinking)
        mood = self.gateway.mood
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._answer(401, {})
        elif fate < mood.fails / 2:
            self.gateway.refused += 1
            self._answer(503, {"error": "busy"})
        elif fate < mood.fails:  # cut off before anything was taken; the sender cannot know
            self.gateway.refused += 1
            self._hang_up()
        else:
            taken = self.gateway.take(json.loads(body))
            if fate > 1 - mood.falls_silent:
                time.sleep(mood.silence_seconds)
                self._hang_up()
            else:
                self._answer(201, {"id": self.gateway.references[taken.id]})
                taken.answered = True  # as far as anybody can know: whoever was killed meanwhile did not hear it

    def do_GET(self) -> None:
        thinking, fate = self.gateway.roll()
        time.sleep(thinking)
        if fate < self.gateway.mood.fails / 2:
            self._answer(503, {"error": "busy"})
            return
        reference = self.gateway.find(self.path.rpartition("/")[2])
        self._answer(200, {"id": reference}) if reference else self._answer(404, {})

    def _answer(self, status: int, words: dict[str, str]) -> None:
        body = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def handle(self) -> None:
        """Whoever is killed while speaking leaves a broken line, which is what this is for."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Office(ThreadingHTTPServer):
    """A thread for each connection; as many callers as wait are let in."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


@contextmanager
def serving(mood: Mood) -> Iterator[Gateway]:
    """Open the gateway on the loopback for as long as the block lasts."""
    gateway = Gateway(mood)
    desk = type("DeskOfGateway", (Desk,), {"gateway": gateway})
    with Office(("127.0.0.1", 0), desk) as office:
        gateway.port = office.server_address[1]
        worker = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        worker.start()
        try:
            yield gateway
        finally:
            office.shutdown()
            worker.join()
