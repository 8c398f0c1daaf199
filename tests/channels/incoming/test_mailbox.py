"""The mailbox, read from a real IMAP server."""

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jobcentre.channels.incoming import mails
from jobcentre.channels.incoming.mailbox import LEFT, MOST, Collected, ImapMailbox, MailboxDown
from tests.authority import Authority
from tests.channels.incoming.post_office import PostOffice, opened

ONE, TWO, THREE = (f"From: {name}@example.dk\r\nSubject: {name}\r\n\r\nHej\r\n".encode() for name in ("a", "b", "c"))


@pytest.fixture(scope="module")
def started() -> Iterator[PostOffice]:
    with opened("--no-tls") as office:
        yield office


@pytest.fixture
def office(started: PostOffice) -> Iterator[PostOffice]:
    yield started
    started.empty()


def reading(seen: list[bytes]) -> Callable[[bytes], bool]:
    """Take everything and keep it in `seen`."""

    def take(raw: bytes) -> bool:
        seen.append(raw)
        return True

    return take


def test_what_is_taken_is_marked_as_read_and_what_is_not_stays_unread(office: PostOffice) -> None:
    office.put(ONE, TWO, THREE)
    seen: list[bytes] = []

    def take(raw: bytes) -> bool:
        seen.append(raw)
        return raw != TWO

    assert office.mailbox().collect(take) == Collected(taken=2, left=1, failed=0)
    assert sorted(seen) == [ONE, TWO, THREE]
    assert office.flags() == [r"\Seen", "", r"\Seen"]


def test_what_has_been_read_is_not_looked_at_again(office: PostOffice) -> None:
    office.put(ONE)
    office.mailbox().collect(lambda raw: True)
    assert office.mailbox().collect(lambda raw: pytest.fail("read twice")) == Collected()


def test_one_bad_mail_stops_no_other_and_is_tried_again(office: PostOffice) -> None:
    office.put(ONE, TWO, THREE)
    assert office.mailbox().collect(lambda raw: None if raw == TWO else True) == Collected(taken=2, failed=1)
    assert office.flags() == [r"\Seen", "", r"\Seen"]
    assert office.mailbox().collect(lambda raw: raw == TWO) == Collected(taken=1)


def test_a_mail_moved_while_we_read_is_nobodys_trouble(office: PostOffice) -> None:
    office.put(ONE, TWO)

    def take(raw: bytes) -> bool:
        office.empty()
        return True

    assert office.mailbox().collect(take).taken >= 1


def test_only_the_beginning_of_a_large_mail_is_fetched(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobcentre.channels.incoming.mailbox.LARGEST", 30)
    office.put(ONE)
    seen: list[bytes] = []
    office.mailbox().collect(reading(seen))
    assert seen == [ONE[:30]]
    assert mails.LARGEST > 1_000_000


def test_the_last_mails_come_first_where_strangers_fill_the_box(office: PostOffice) -> None:
    office.put(ONE, TWO, THREE)
    seen: list[bytes] = []
    office.mailbox().collect(reading(seen))
    assert seen == [THREE, TWO, ONE]


@pytest.mark.parametrize(
    "other", [{"password": "forkert"}, {"folder": "Findes ikke"}, {"tls": "starttls"}, {"tls": "tls"}]
)
def test_what_does_not_let_us_in_is_down_and_tells_no_secret(office: PostOffice, other: dict[str, str]) -> None:
    with pytest.raises(MailboxDown) as fault:
        office.mailbox(**other).collect(lambda raw: True)
    assert "forkert" not in str(fault.value)
    assert "kode" not in str(fault.value)
    assert fault.value.__cause__ is None


def test_a_server_that_says_nothing_is_waited_for_only_so_long() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(MailboxDown):
            PostOffice(silent.getsockname()[1]).mailbox(timeout=0.2).collect(lambda raw: True)


def test_nothing_is_said_before_the_line_is_encrypted(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    file = str(authority.issue("127.0.0.1"))
    with opened("--cert", file, "--key", file) as office:
        trusting = ssl.create_default_context(cafile=str(authority.file))
        assert office.mailbox(tls="starttls", context=trusting).collect(lambda raw: True) == Collected()
        with pytest.raises(MailboxDown):
            office.mailbox(tls="starttls").collect(lambda raw: True)  # nobody this machine trusts


@dataclass
class Keeper:
    """A server that keeps keywords, as most do; this one in memory."""

    flags: dict[str, set[str]]
    searched: list[tuple[str, ...]] = field(default_factory=list)

    def login(self, *_: str) -> None: ...

    def logout(self) -> None: ...

    def select(self, _folder: str) -> tuple[str, list[bytes]]:
        return "OK", [b"3"]

    def response(self, _name: str) -> tuple[str, list[bytes]]:
        return "OK", [rb"(\Seen \*)"]

    def uid(self, command: str, *given: str) -> tuple[str, list[Any]]:
        if command == "SEARCH":
            self.searched.append(given)
            return "OK", [" ".join(uid for uid, flags in self.flags.items() if not flags & {r"\Seen", LEFT}).encode()]
        if command == "STORE":
            self.flags[given[0]].add(given[2].strip("()"))
            return "OK", [None]
        return "OK", [(b"1 (UID 1 BODY[]<0> {3}", given[0].encode()), b")"]


def test_a_server_that_keeps_keywords_is_not_asked_for_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper({"7": set(), "8": set(), "10": set()})
    monkeypatch.setattr(ImapMailbox, "_connect", lambda self: keeper)
    mailbox = PostOffice(0).mailbox()
    seen: list[bytes] = []

    def take(raw: bytes) -> bool | None:
        seen.append(raw)
        return {b"7": True, b"8": False}.get(raw)

    assert mailbox.collect(take) == Collected(taken=1, left=1, failed=1)
    assert keeper.flags == {"7": {r"\Seen"}, "8": {LEFT}, "10": set()}
    mailbox.collect(take)
    assert seen == [b"7", b"8", b"10", b"10"]
    assert keeper.searched[0] == ("UNSEEN", "UNKEYWORD", LEFT)


def test_a_full_box_is_read_in_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper({str(uid): set() for uid in range(1, MOST + 11)})
    monkeypatch.setattr(ImapMailbox, "_connect", lambda self: keeper)
    mailbox = PostOffice(0).mailbox()
    assert mailbox.collect(lambda raw: True).taken == MOST
    assert mailbox.collect(lambda raw: True).taken == 10


def test_a_line_cut_in_the_middle_is_down_and_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(Keeper):
        def uid(self, command: str, *given: str) -> tuple[str, list[Any]]:
            if command == "STORE":
                raise imaplib.IMAP4.abort("connection lost")
            return super().uid(command, *given)

    monkeypatch.setattr(ImapMailbox, "_connect", lambda self: Cut({"7": set()}))
    with pytest.raises(MailboxDown):
        PostOffice(0).mailbox().collect(lambda raw: True)
