"""Who is believed, who we say that we are, and which addresses may be called."""

import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from jobcentre.outbound import Outbound, Unreachable
from jobcentre.outbound.addresses import allowed
from tests.authority import Authority
from tests.peer import OK, Peer, answering


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


def calling(authority: Authority, **more: Any) -> Outbound:
    return Outbound(timeout=3, inside=True, authority=str(authority.file), **more)


def test_encrypted_to_a_server_that_our_authority_vouches_for(authority: Authority) -> None:
    with Peer(answering(OK), authority.server()) as peer:
        outbound = calling(authority)
        assert [outbound.post(peer.url, b"hello").body for _ in range(3)] == [b"ok"] * 3
        assert peer.connections == 1


def test_a_server_nobody_vouches_for_gets_nothing(authority: Authority, tmp_path: Path) -> None:
    with Peer(answering(OK), Authority(tmp_path, "Other").server()) as peer:
        for outbound in (calling(authority), Outbound(timeout=3, inside=True)):
            with pytest.raises(Unreachable, match="SSLCertVerificationError") as caught:
                outbound.post(peer.url, b"hello")
            assert caught.value.certain
    assert peer.requests == []


def test_a_certificate_for_another_name_is_not_enough(authority: Authority) -> None:
    with Peer(answering(OK), authority.server("localhost")) as peer:
        with pytest.raises(Unreachable, match="SSLCertVerificationError"):
            calling(authority).post(peer.url, b"hello")
        assert calling(authority).post(peer.url.replace("127.0.0.1", "localhost"), b"hello").body == b"ok"


def test_where_an_authority_is_named_the_machines_own_do_not_count(authority: Authority, tmp_path: Path) -> None:
    """As if the other one stood in the machine's store, which OpenSSL looks for in this variable."""
    other = Authority(tmp_path, "Other")
    with pytest.MonkeyPatch.context() as patch, Peer(answering(OK), other.server()) as peer:
        patch.setenv("SSL_CERT_FILE", str(other.file))
        assert Outbound(timeout=3, inside=True).get(peer.url).body == b"ok"
        with pytest.raises(Unreachable, match="SSLCertVerificationError"):
            calling(authority).get(peer.url)


def test_a_client_certificate_is_shown(authority: Authority) -> None:
    shown: list[Any] = []

    def script(peer: Peer, line: Any) -> None:
        shown.append(line.getpeercert()["subject"])
        answering(OK)(peer, line)

    mine = str(authority.issue("jobcentre"))
    with Peer(script, authority.server(wants_client=True)) as peer:
        outbound = calling(authority, certificate=mine, private_key=mine)
        assert outbound.post(peer.url, b"hello").body == b"ok"
        outbound.close()
    assert shown == [((("commonName", "jobcentre"),),)]


def test_without_the_certificate_that_is_wanted_nothing_gets_through(authority: Authority) -> None:
    with Peer(answering(OK), authority.server(wants_client=True)) as peer, pytest.raises(Unreachable):
        calling(authority).post(peer.url, b"hello")
    assert peer.requests == []


def test_a_refused_certificate_is_known_to_be_refused(authority: Authority, tmp_path: Path) -> None:
    """With TLS 1.3 the server says so only after the request has left; it has not read it."""
    foreign = str(Authority(tmp_path, "Other").issue("jobcentre"))

    def script(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)

    with Peer(script, authority.server(wants_client=True)) as peer:
        outbound = calling(authority, certificate=foreign, private_key=foreign)
        with pytest.raises(Unreachable, match="SSLError") as caught:
            outbound.get(peer.url)
    assert caught.value.certain
    assert peer.requests == []


def test_a_renewed_certificate_needs_no_restart(authority: Authority, tmp_path: Path) -> None:
    mine = tmp_path / "mine.pem"
    outbound = calling(authority, certificate=str(mine), private_key=str(mine))
    with Peer(answering(OK), authority.server(wants_client=True)) as peer:
        with pytest.raises(Unreachable, match="FileNotFoundError") as caught:
            outbound.get(peer.url)
        assert caught.value.certain
        mine.write_text("not a certificate", encoding="ascii")
        with pytest.raises(Unreachable, match="SSLError") as caught:
            outbound.get(peer.url)
        assert caught.value.certain
        mine.write_bytes(authority.issue("jobcentre").read_bytes())
        assert outbound.get(peer.url).body == b"ok"


def test_with_a_certificate_nothing_goes_in_the_clear(authority: Authority) -> None:
    mine = str(authority.issue("jobcentre"))
    with Peer(answering(OK)) as peer, pytest.raises(Unreachable, match="may be called"):
        calling(authority, certificate=mine, private_key=mine).get(peer.url)
    assert peer.connections == 0


def test_a_handshake_and_an_encrypted_drip_end_in_time(authority: Authority) -> None:
    def silent(peer: Peer, line: socket.socket) -> None:
        peer.ended.wait(10)

    def dripping(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not peer.ended.wait(0.05):
            line.sendall(b"a")

    with Peer(silent) as clear, Peer(dripping, authority.server()) as drip:
        for url, certain in ((clear.url.replace("http:", "https:"), True), (drip.url, False)):
            began = time.monotonic()
            with pytest.raises(Unreachable) as caught:
                calling(authority).get(url, within=0.5)
            assert time.monotonic() - began < 1.2
            assert caught.value.certain is certain


OUTSIDE = ["8.8.8.8", "131.153.1.1", "172.32.0.1", "2a02:26f0::1", "2620:fe::fe"]
INSIDE = ["127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "::1",
          "fd00::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3"]  # fmt: skip
NEVER = ["0.0.0.0", "0.1.2.3", "169.254.169.254", "192.0.0.8", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1",
         "255.255.255.255", "::", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "64:ff9b::7f00:1",
         "64:ff9b:1::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "100::1", "::ffff:169.254.169.254",
         "::ffff:0.0.0.0"]  # fmt: skip


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_world_may_be_called(address: str) -> None:
    assert allowed(address, inside=False)
    assert allowed(address, inside=True)


@pytest.mark.parametrize("address", INSIDE)
def test_the_own_network_only_by_who_runs_the_service(address: str) -> None:
    assert not allowed(address, inside=False)
    assert allowed(address, inside=True)


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_never(address: str) -> None:
    assert not allowed(address, inside=False)
    assert not allowed(address, inside=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
def test_from_outside_no_spelling_reaches_this_machine(authority: Authority, host: str) -> None:
    with Peer(answering(OK), authority.server()) as peer:
        with pytest.raises(Unreachable) as caught:
            Outbound(timeout=3, authority=str(authority.file)).get(f"https://{host}:{peer.port}/")
        assert caught.value.certain
        assert peer.connections == 0


def test_from_outside_nothing_goes_in_the_clear() -> None:
    with pytest.raises(Unreachable, match="may be called"):
        Outbound().get("http://example.com/")


def found(*addresses: str) -> Any:
    """Answers to a name, each asked for once more than the one before."""
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))] for address in addresses]
    return lambda *question, **more: answers.pop(0) if len(answers) > 1 else answers[0]


def test_a_name_is_asked_for_once_and_its_answer_is_what_is_called(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trick is a harmless answer to whoever checks, and another one to whoever connects."""
    called: list[str] = []

    def connect(line: socket.socket, address: tuple[str, int]) -> None:
        called.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("jobcentre.outbound.lines._Bounded.connect", connect, raising=False)
    monkeypatch.setattr("socket.getaddrinfo", found("8.8.8.8", "127.0.0.1"))
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        Outbound(timeout=3).get("https://rebinding.example/")
    assert called == ["8.8.8.8"]


def test_a_name_that_also_leads_inside_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *question, **more: both)
    with pytest.raises(Unreachable, match="may not be called") as caught:
        Outbound(timeout=3).get("https://both.example/")
    assert caught.value.certain


def test_when_one_address_is_dead_the_next_one_is_tried(unused_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(answering(OK)) as peer:
        ways = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (unused_port, peer.port)]
        monkeypatch.setattr("socket.getaddrinfo", lambda *question, **more: ways)
        assert Outbound(timeout=3, inside=True).get("http://two.example/").body == b"ok"


def test_no_thread_stays_behind() -> None:
    before = threading.active_count()
    with Peer(answering(OK)) as peer:
        outbound = Outbound(timeout=3, inside=True)
        for _ in range(5):
            outbound.get(peer.url)
            outbound.close()
    assert threading.active_count() == before
