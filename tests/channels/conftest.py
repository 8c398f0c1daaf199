"""A real SMTP server on the loopback, whose moods a test sets, and one ordinary mail."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from jobcentre.channels.email import CalendarPart, Mail, Mailbox
from tests.channels.gateway import Gateway, running
from tests.channels.kombi.fixtures import authority, ours, platform, reach  # noqa: F401 - fixtures for all

INVITATION = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//DA\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    b"UID:1@x\r\nSUMMARY:Videom\xc3\xb8de\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

MAIL = Mail(
    id=UUID("6f1e0f1c-6a1b-4b57-9d4e-2f1f3c1f7a10"),
    key="meeting:17:1:confirmation:1:citizen:email",
    created_at=datetime(2026, 11, 12, 9, 0, tzinfo=UTC),
    host="jobcentre.example",
    sender=Mailbox("Nordby Kommune", "samtaler@nordby.example"),
    recipient=Mailbox("Søren Ærø", "soren@mail.example"),
    language="da",
    subject="Din samtale er fredag den 20. november kl. 10.15 på Ærø",
    text="Hej Søren\n\n.En linje med punktum\nhttps://jobcentre.example/m/7Qd2Kx9p\n",
    html="<!DOCTYPE html>\n<html><body><p>Hej Søren</p></body></html>\n",
)


@dataclass
class SmtpServer:
    """What arrived, and how to answer. A reply of None is the server's own "250 OK"."""

    port: int = 0
    received: list[Envelope] = field(default_factory=list)
    connections: int = 0
    ended: int = 0
    on_mail: str | None = None
    on_rcpt: str | None = None
    on_data: str | None = None
    data_delay: float = 0.0
    drop_in_data: bool = False
    drop_after_message: bool = False
    login: tuple[bytes, bytes] | None = None

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.on_mail or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_rcpt is None:
            envelope.rcpt_tos.append(address)
        return self.on_rcpt or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.data_delay)
        if self.on_data is not None:
            return self.on_data
        self.received.append(envelope)
        if self.drop_after_message:
            assert server.transport is not None
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
        return "250 2.0.0 Ok: queued as 4XyZ for <soren@mail.example>"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        return AuthResult(success=(auth.login, auth.password) == self.login, handled=False)


class _Moody(SMTP):
    """aiosmtpd, that can also hang up between "354 go on" and the end of the message."""

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.ended += 1
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.drop_in_data:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            assert self.transport is not None
            self.transport.close()
            return
        await super().smtp_DATA(arg)


@contextmanager
def serving(server: SmtpServer, starttls: ssl.SSLContext | None, tls: ssl.SSLContext | None) -> Iterator[None]:
    """Run the server in a thread of its own until the block ends."""
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        server.connections += 1
        more: dict[str, Any] = {}
        if server.login is not None:
            more = {"authenticator": server.authenticate, "auth_require_tls": False}
        return _Moody(server, tls_context=starttls, require_starttls=starttls is not None, loop=loop, **more)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    # in its own thread from the start: a browser of another test may have a loop running in this one
    opening = loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
    listening = asyncio.run_coroutine_threadsafe(opening, loop).result(5)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _end(listening: asyncio.Server) -> None:
    listening.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.02)


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """A plain server on the loopback."""
    server = SmtpServer()
    with serving(server, None, None):
        yield server


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """An SMS gateway on the loopback, of class C."""
    with running(Gateway()) as made:
        yield made


@pytest.fixture
def make_mail() -> Callable[..., Mail]:
    """The ordinary mail with some fields changed; `invited=True` adds the invitation."""

    def made(*, invited: bool = False, **changes: Any) -> Mail:
        if invited:
            changes["calendar"] = CalendarPart("REQUEST", INVITATION)
        return replace(MAIL, **changes)

    return made


@pytest.fixture
def unused_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
