"""Calls to real servers in every mood, each within its time and its size."""

import socket
import struct
import threading
import time
from collections.abc import Callable

import pytest

from jobcentre.outbound import Outbound, Unreachable
from tests.peer import OK, Peer, Script, answering

SECRET = "not-to-be-seen"


def inside(timeout: float = 5.0, **more: int) -> Outbound:
    return Outbound(timeout=timeout, inside=True, **more)


def failing(script: Script, timeout: float = 0.5, **more: int) -> tuple[Unreachable, float]:
    """Post to such a server; how it fails, and after how many seconds."""
    with Peer(script) as peer:
        began = time.monotonic()
        with pytest.raises(Unreachable) as caught:
            inside(timeout, **more).post(f"{peer.url}?{SECRET}", b"hello", {"Authorization": SECRET})
        return caught.value, time.monotonic() - began


def test_what_is_said_and_what_is_answered() -> None:
    with Peer(answering(b"HTTP/1.1 418 Teapot\r\nX-Pot: Yes\r\nContent-Length: 3\r\n\r\n\x00\xff!")) as peer:
        answer = inside().post(peer.url + "?a=b", b"\x00body", {"X-Key": "k1"})
    assert (answer.status, answer.headers["x-pot"], answer.body) == (418, "Yes", b"\x00\xff!")
    head, _, body = peer.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /path?a=b HTTP/1.1\r\n")
    assert b"X-Key: k1" in head
    assert b"Accept-Encoding: identity" in head
    assert b"python" not in head.lower()
    assert body == b"\x00body"


def test_an_answer_in_chunks_is_put_together() -> None:
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with Peer(answering(said)) as peer:
        assert inside().get(peer.url).body == b"abcde"


def test_an_answer_until_the_end_of_the_connection_is_whole() -> None:
    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\nall of it")

    with Peer(script) as peer:
        assert inside().get(peer.url).body == b"all of it"


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


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_a_redirect_is_an_answer_and_not_followed(status: str) -> None:
    with Peer(answering(OK)) as other:
        moved = f"HTTP/1.1 {status} There\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with Peer(answering(moved)) as peer:
            answer = inside().post(peer.url, b"hello")
        assert (answer.status, answer.headers["location"]) == (int(status), other.url)
    assert other.connections == 0


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


def test_nobody_there_is_certain(unused_port: int) -> None:
    with pytest.raises(Unreachable, match="ConnectionRefusedError") as caught:
        inside().post(f"http://127.0.0.1:{unused_port}/", b"hello")
    assert caught.value.certain


def test_a_name_that_leads_nowhere_is_certain() -> None:
    with pytest.raises(Unreachable, match="gaierror") as caught:
        inside().get("http://nobody.invalid/")
    assert caught.value.certain


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


@pytest.mark.parametrize(
    "url",
    [
        "",
        "path",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://",
        "http://me:secret@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://127.0.0.1:0/",
    ],
)
def test_what_is_no_address_is_not_called(url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        inside().get(url)
    assert caught.value.certain


def test_a_header_is_one_line() -> None:
    with Peer(answering(OK)) as peer, pytest.raises(Unreachable) as caught:
        inside().get(peer.url, {"X-Key": f"a\r\nX-Other: {SECRET}"})
    assert caught.value.certain
    assert peer.requests == []


def test_no_proxy_netrc_or_cookie_is_used(monkeypatch: pytest.MonkeyPatch, unused_port: int, tmp_path: object) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port}")
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w", encoding="ascii") as file:
        file.write(f"default login me password {SECRET}\n")
    monkeypatch.setenv("NETRC", netrc)
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    with Peer(answering(cookie)) as peer:
        outbound = inside()
        outbound.get(peer.url)
        outbound.get(peer.url)
    assert len(peer.requests) == 2
    for request in peer.requests:
        assert b"authorization" not in request.lower()
        assert b"cookie" not in request.lower()


def test_connections_are_used_again_and_closed() -> None:
    with Peer(answering(OK)) as peer:
        outbound = inside()
        for _ in range(5):
            outbound.post(peer.url, b"hello")
        assert peer.connections == 1
        outbound.close()
        outbound.post(peer.url, b"hello")
        assert peer.connections == 2


def test_a_connection_that_the_server_closed_is_opened_anew() -> None:
    def once(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(OK)

    with Peer(once) as peer:
        outbound = inside()
        outbound.post(peer.url, b"a")
        for _ in range(200):  # until its end has come through
            if threading.active_count() <= 3:
                break
            threading.Event().wait(0.01)
        outbound.post(peer.url, b"b")
        assert peer.connections == 2


def test_a_connection_kept_too_long_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(answering(OK)) as peer:
        outbound = inside()
        outbound.get(peer.url)
        monkeypatch.setattr("jobcentre.outbound.KEEP_SECONDS", 0.0)
        outbound.get(peer.url)
        assert peer.connections == 2


def test_threads_do_not_share_a_connection_at_the_same_time() -> None:
    begin = threading.Barrier(4)

    def script(peer: Peer, line: socket.socket) -> None:
        while heard := peer.hear(line):
            begin.wait(5)  # all four are being answered at the same time
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + heard[-1:])

    answers: list[tuple[int, bytes]] = []
    with Peer(script) as peer:
        outbound = inside()
        calling = [
            threading.Thread(target=lambda n=n: answers.append((n, outbound.post(peer.url, b"%d" % n).body)))
            for n in range(4)
        ]
        for thread in calling:
            thread.start()
        for thread in calling:
            thread.join(10)
        assert peer.connections == 4
    assert sorted(answers) == [(n, b"%d" % n) for n in range(4)]


def moods() -> list[Callable[[str], str]]:
    return [lambda url: url, lambda url: url.replace("127.0.0.1", "nobody.invalid"), lambda _: f"x://{SECRET}"]


@pytest.mark.parametrize("address", moods())
def test_neither_logs_nor_faults_hold_an_address_or_a_secret(
    address: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    said = b"HTTP/1.1 200 OK\r\nbroken header " + SECRET.encode() + b"\r\nContent-Length: 10\r\n\r\nhalf"

    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(said)

    with Peer(script) as peer, pytest.raises(Unreachable) as caught:
        url = address(f"{peer.url}/{SECRET}?cprNumber={SECRET}")
        inside().post(url, SECRET.encode(), {"Authorization": f"Bearer {SECRET}"})
    fault: BaseException | None = caught.value
    while fault is not None:
        for shown in (str(fault), repr(fault)):
            assert SECRET not in shown
            assert "127.0.0.1" not in shown
            assert "nobody.invalid" not in shown
        fault = fault.__cause__ or fault.__context__
    assert SECRET not in caplog.text
    assert "127.0.0.1" not in caplog.text
