"""Calls to real servers in every mood, each within its time and its size."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from jobcentre.outbound import Unreachable
from tests.outbound.conftest import SECRET, inside
from tests.peer import OK, Peer, answering


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


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_a_redirect_is_an_answer_and_not_followed(status: str) -> None:
    with Peer(answering(OK)) as other:
        moved = f"HTTP/1.1 {status} There\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with Peer(answering(moved)) as peer:
            answer = inside().post(peer.url, b"hello")
        assert (answer.status, answer.headers["location"]) == (int(status), other.url)
    assert other.connections == 0


def test_nobody_there_is_certain(unused_port: int) -> None:
    with pytest.raises(Unreachable, match="ConnectionRefusedError") as caught:
        inside().post(f"http://127.0.0.1:{unused_port}/", b"hello")
    assert caught.value.certain


def test_a_name_that_leads_nowhere_is_certain() -> None:
    with pytest.raises(Unreachable, match="gaierror") as caught:
        inside().get("http://nobody.invalid/")
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


def test_no_proxy_netrc_or_cookie_is_used(monkeypatch: pytest.MonkeyPatch, unused_port: int, tmp_path: Path) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port}")
    netrc = tmp_path / "netrc"
    netrc.write_text(f"default login me password {SECRET}\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
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
        while peer.over == 0:
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
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nbroken header " + SECRET.encode() + b"\r\n\r\nhalf"

    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(said)

    with Peer(script) as peer:
        url = address(f"{peer.url}/{SECRET}?cprNumber={SECRET}")
        with pytest.raises(Unreachable) as caught:
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
