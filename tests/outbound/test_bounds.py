"""A call ends in time and within its size, however the other side behaves, and says what is known then."""

import socket
import struct
import threading
import time

import pytest

from jobcentre.outbound import Unreachable
from tests.outbound.conftest import SECRET, inside
from tests.peer import OK, Peer, Script, answering


def failing(script: Script, timeout: float = 0.5, limit: int = 1_000_000) -> tuple[Unreachable, float]:
    """Post to such a server; how it fails, and after how many seconds."""
    with Peer(script) as peer:
        began = time.monotonic()
        with pytest.raises(Unreachable) as caught:
            inside(timeout, limit).post(f"{peer.url}?{SECRET}", b"hello", {"Authorization": SECRET})
        return caught.value, time.monotonic() - began


def silent(peer: Peer, line: socket.socket) -> None:
    peer.hear(line)
    peer.ended.wait(10)


def dripping(first: bytes, drop: bytes) -> Script:
    """A byte now and then, each well within any timeout for a single wait."""

    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(first)
        while not peer.ended.wait(0.05):
            line.sendall(drop)

    return script


@pytest.mark.parametrize(
    "script",
    [
        silent,
        dripping(b"", b"H"),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "status", "one header", "headers", "body", "chunks", "continues"],
)
def test_a_call_ends_in_time_however_slowly_it_drips(script: Script) -> None:
    fault, seconds = failing(script)
    assert seconds < 1.0
    assert not fault.certain, "it may have got through"


def test_a_server_that_reads_nothing_ends_in_time_too() -> None:
    def script(peer: Peer, line: socket.socket) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.ended.wait(10)

    with Peer(script) as peer:
        began = time.monotonic()
        with pytest.raises(Unreachable) as caught:
            inside(0.5).post(peer.url, b"x" * 50_000_000)
        assert time.monotonic() - began < 1.5
    assert not caught.value.certain


def test_a_shorter_time_can_be_asked_for_and_no_longer_one() -> None:
    with Peer(silent) as peer:
        for timeout, within in ((5.0, 0.3), (0.3, 5.0)):
            began = time.monotonic()
            with pytest.raises(Unreachable):
                inside(timeout).get(peer.url, within=within)
            assert time.monotonic() - began < 1.0


def endless(head: bytes) -> Script:
    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(head)
        while not peer.ended.is_set():
            line.sendall(b"x" * 65536)

    return script


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n"]
)
def test_an_endless_answer_is_cut_by_its_size(head: bytes) -> None:
    fault, seconds = failing(endless(head), timeout=30.0, limit=100_000)
    assert seconds < 5
    assert (fault.reason, fault.certain) == ("no answer (TooLong)", False)


def test_an_answer_as_long_as_the_limit_is_taken() -> None:
    with Peer(answering(OK)) as peer:
        assert inside(limit=2).get(peer.url).body == b"ok"
        with pytest.raises(Unreachable, match="TooLong"):
            inside(limit=1).get(peer.url)


def resetting(first: bytes) -> Script:
    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(first)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"], ids=["answer", "head", "body"]
)
def test_a_reset_in_the_middle_leaves_it_open_whether_it_got_through(first: bytes) -> None:
    fault, _ = failing(resetting(first))
    assert not fault.certain


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"SSH-2.0-x\r\n\r\n"])
def test_an_end_in_the_middle_is_no_answer(said: bytes) -> None:
    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(said)

    fault, _ = failing(script)
    assert not fault.certain


def test_names_that_nobody_answers_for_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()

    def never(*question: object, **more: object) -> list[object]:
        asked.wait(10)
        return []

    monkeypatch.setattr("socket.getaddrinfo", never)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="TimeoutError") as caught:
        inside(0.3).get("http://slow.example/")
    asked.set()
    assert time.monotonic() - began < 1.0
    assert caught.value.certain
