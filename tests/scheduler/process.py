"""The real scheduler as a process of its own, and a mail server that is slightly slow."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from jobcentre.children import tether
from jobcentre.settings import Settings
from tests.channels.conftest import SmtpServer

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-23T09:05"  # the clock of the fixtures stands at nine


@dataclass
class Mailbox(SmtpServer):
    """Every message as it came in, by Message-ID. ``on_message`` runs before the sender hears "250 OK"."""

    copies: list[tuple[str, bytes]] = field(default_factory=list)
    on_message: Callable[[int], None] = lambda count: None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        assert isinstance(envelope.content, bytes)
        self.copies.append((str(message_from_bytes(envelope.content)["Message-ID"]), envelope.content))
        self.on_message(len(self.copies))
        return answer

    def counts(self) -> Counter[str]:
        return Counter(message_id for message_id, _ in self.copies)


def environment(settings: Settings, mailbox: Mailbox, **more: str) -> dict[str, str]:
    """What a municipality would set: this database, this mail server, a short lease."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("JOBCENTRE_")}
    ours = {
        "SERVICE__BASE_URL": settings.service.base_url,
        "DATABASE__URL": settings.database.url,
        "PATHS__INSTANCE": str(settings.paths.instance),
        "CHANNELS__EMAIL": "smtp",
        "SMTP__HOST": "127.0.0.1",
        "SMTP__PORT": str(mailbox.port),
        "SMTP__TLS": "none",
        "SMTP__TIMEOUT_SECONDS": "1",
        "SMS__TIMEOUT_SECONDS": "1",
        "KOMBI__TIMEOUT_SECONDS": "1",
        "DELIVERY__LEASE_SECONDS": "5",
        "CLOCK__START": NOW,
        **more,
    }
    return inherited | {f"JOBCENTRE_{name}": text for name, text in ours.items()}


@contextmanager
def scheduler(environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """``python -m jobcentre scheduler``; what still runs at the end of the block is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jobcentre", "scheduler"],
        cwd=ROOT,
        env=environ,
        stderr=subprocess.PIPE,
        preexec_fn=tether(signal.SIGKILL),  # noqa: PLW1509 - it ends with us, whatever happens to us
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Return once ``true()``; fail after a while."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)
