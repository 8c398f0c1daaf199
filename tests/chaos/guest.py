"""Somebody who books over HTTP and does not give up: who gets no answer sends the same form again."""

import random
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import requests

BIRTHDAY = {"birth-day": "4", "birth-month": "5", "birth-year": "2001"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SLOT = re.compile(r'name="slot" id="[^"]+" value="([^"]+)"')
RECEIPT = "/booking/receipt"
PATIENCE_SECONDS = 10  # for one answer
PAUSE_SECONDS = 0.1
DEADLINE_SECONDS = 120  # for one booking


class GaveUp(Exception):
    """Nobody could be reached for too long, or an answer makes no sense."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a guest was told: this time is yours. ``tries`` is how often the form was sent."""

    summons: UUID
    starts_at: datetime
    tries: int


@dataclass
class Queue:
    """The guests still to come, and what the others were told; shared by clients."""

    waiting: list[tuple[UUID, str]]
    told: list[Acknowledged] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cut_off: int = 0  # calls that nobody answered
    in_the_air: set[str] = field(default_factory=set)  # forms sent and not answered
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> tuple[UUID, str] | None:
        with self.lock:
            return self.waiting.pop() if self.waiting else None


def client(port: int, queue: Queue, seed: int) -> None:
    """Let one guest after the other book, until none is left."""
    while (guest := queue.next()) is not None:
        try:
            told = Guest(port, queue, random.Random(f"{seed}{guest[0]}")).book(*guest)
        except GaveUp as reason:
            with queue.lock:
                queue.faults.append(str(reason))
        else:
            with queue.lock:
                queue.told.append(told)


class Guest:
    """One browser. It comes from an address of its own, as a proxy would say."""

    def __init__(self, port: int, queue: Queue, dice: random.Random) -> None:
        self.base, self.queue, self.dice = f"http://127.0.0.1:{port}", queue, dice
        self.ends = time.monotonic() + DEADLINE_SECONDS
        self.cookies = requests.cookies.RequestsCookieJar()
        address = ".".join(str(dice.randint(1, 250)) for _ in range(4))
        self.headers = {"X-Forwarded-For": address, "Origin": self.base, "Host": f"127.0.0.1:{port}"}

    def book(self, summons: UUID, token: str) -> Acknowledged:
        page = self.call("GET", f"/b/{token}")
        page = self.call("POST", "/booking/identify", {**BIRTHDAY, **_csrf(page), "request_id": str(uuid4())})
        while True:
            page = self.call("GET", "/booking")
            slots = SLOT.findall(page.text)
            if page.status_code != 200 or not slots:
                raise GaveUp(f"/booking answered {page.status_code} with {len(slots)} times")
            slot = self.dice.choice(slots)
            held = self.call("POST", "/booking", {**_csrf(page), "request_id": str(uuid4()), "slot": slot})
            if held.status_code == 409:  # somebody else is looking at it, or has it
                continue
            form = {**_csrf(page), "request_id": str(uuid4()), "slot": slot}
            tries, answer = self.insist(form)
            if answer.headers.get("Location") == RECEIPT:
                return Acknowledged(summons, datetime.strptime(slot, "%Y%m%dT%H%MZ").replace(tzinfo=UTC), tries)
            if answer.status_code != 409:
                raise GaveUp(f"a booking was answered with {answer.status_code}")

    def insist(self, form: dict[str, str]) -> tuple[int, requests.Response]:
        """Send the same form until it is answered; return how often that was."""
        tries = 0
        while True:
            tries += 1
            self.queue.in_the_air.add(form["request_id"])
            answer = self._try("POST", "/booking/check", form)
            self.queue.in_the_air.discard(form["request_id"])
            if answer is not None:
                return tries, answer

    def call(self, method: str, path: str, form: dict[str, str] | None = None) -> requests.Response:
        """Ask until there is an answer, and go where it leads."""
        while True:
            answer = self._try(method, path, form)
            if answer is None:
                continue
            if answer.status_code != 303:
                return answer
            method, path, form = "GET", answer.headers["Location"], None

    def _try(self, method: str, path: str, form: dict[str, str] | None) -> requests.Response | None:
        """Return the answer; nothing when the line was cut or the house has no database at the moment."""
        if time.monotonic() > self.ends:
            raise GaveUp(f"no answer to {method} {path.split('/')[1]}")
        try:
            with requests.Session() as session:
                session.trust_env, session.cookies = False, self.cookies
                answer = session.request(
                    method,
                    self.base + path,
                    data=form,
                    headers=self.headers,
                    allow_redirects=False,
                    timeout=PATIENCE_SECONDS,
                )
        except requests.RequestException:
            answer = None
        if answer is None or answer.status_code >= 500:
            with self.queue.lock:
                self.queue.cut_off += 1
            time.sleep(self.dice.uniform(0, PAUSE_SECONDS))
            return None
        return answer


def _csrf(page: requests.Response) -> dict[str, str]:
    found = TOKEN.search(page.text)
    if found is None:
        raise GaveUp(f"no form on a page that answered {page.status_code}")
    return {"csrf_token": found[1]}
