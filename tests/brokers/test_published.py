"""What a provider publishes: read rarely, read again when its keys change, and not believed whatever it says."""

import socket
from typing import Any

import pytest

from jobcentre import clock
from jobcentre.brokers import Login, NotProven, Why, published
from tests.brokers.fixtures import EMILIE, provider, started
from tests.brokers.process import Provider
from tests.brokers.test_oidc import BACK, answer_of
from tests.peer import OK, Peer, answering, json_answer

__all__ = ["provider", "started"]
pytestmark = pytest.mark.usefixtures("at_nine")
DESCRIPTION = "/.well-known/openid-configuration"


def why_not(provider: Provider, **terms: Any) -> tuple[Why, str]:
    """Why a login cannot even begin."""
    with pytest.raises(NotProven) as caught:
        provider.broker(**terms).begin(Login.new(), BACK, "da")
    return caught.value.why, caught.value.detail


def test_description_and_keys_are_read_once_an_hour(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    broker, uptime = provider.broker(), clock.uptime()
    for hours, reads in ((0.0, 1), (0.9, 1), (1.1, 2)):
        monkeypatch.setattr(clock, "uptime", lambda: uptime + hours * 3600)  # noqa: B023
        login = Login.new()
        broker.finish(login, BACK, answer_of(provider.log_in(broker.begin(login, BACK, "da"), "emilie")))
        calls = provider.steer()["calls"]
        assert (calls[DESCRIPTION], calls["/jwks"]) == (reads, reads)


def test_new_keys_are_met_by_asking_once_more(provider: Provider) -> None:
    broker = provider.broker()
    for key in ("second", "third"):
        login = Login.new()
        address = broker.begin(login, BACK, "da")
        assert broker.finish(login, BACK, answer_of(provider.log_in(address, "emilie"))).number == EMILIE
        provider.steer(rotate=key)
    assert provider.steer()["calls"]["/jwks"] == 2


def test_a_key_that_is_none_of_theirs_is_asked_for_once(provider: Provider) -> None:
    provider.steer(bent={"sign": "unknown key"})
    broker, login = provider.broker(), Login.new()
    answer = answer_of(provider.log_in(broker.begin(login, BACK, "da"), "emilie"))
    with pytest.raises(NotProven):
        broker.finish(login, BACK, answer)
    assert provider.steer()["calls"]["/jwks"] == 2


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://broker.example.dk"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"token_endpoint": "ftp://localhost/token"},
        {"jwks_uri": ["http://localhost/jwks"]},
        {"userinfo_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_description_that_does_not_hold_together_is_no_broker(provider: Provider, said: dict[str, Any]) -> None:
    provider.steer(bent={"discovery": said})
    assert why_not(provider)[0] is Why.DOWN


def test_what_is_described_with_encryption_is_called_with_it() -> None:
    encrypted = published.Published(None, "https://broker.example.dk" + DESCRIPTION)  # type: ignore[arg-type]
    assert encrypted._fits("https://broker.example.dk/token")
    assert not encrypted._fits("http://broker.example.dk/token")


@pytest.mark.parametrize("keys", [[], [{"kty": "nonsense"}], ["no key"], None, [{"kty": "RSA", "n": "AQAB"}]])
def test_unreadable_keys_are_a_broker_out_of_order(provider: Provider, keys: object) -> None:
    provider.steer(bent={"keys": keys})
    broker, login = provider.broker(), Login.new()
    answer = answer_of(provider.log_in(broker.begin(login, BACK, "da"), "emilie"))
    with pytest.raises(NotProven) as caught:
        broker.finish(login, BACK, answer)
    assert caught.value.why is Why.DOWN


@pytest.mark.parametrize("answer", [OK, json_answer("200 OK", b"[]"), json_answer("503 Not now", b"{}"), b"nonsense"])
def test_nonsense_is_a_broker_out_of_order(provider: Provider, answer: bytes) -> None:
    with Peer(answering(answer)) as peer:
        assert why_not(provider, discovery=f"http://127.0.0.1:{peer.port}{DESCRIPTION}")[0] is Why.DOWN


def test_nobody_is_a_broker_out_of_order(provider: Provider) -> None:
    assert why_not(provider, discovery=f"http://127.0.0.1:1{DESCRIPTION}") == (
        Why.DOWN,
        "no answer (ConnectionRefusedError)",
    )


def test_a_redirect_is_not_followed(provider: Provider) -> None:
    away = json_answer("302 Found", b"{}", b"Location: " + f"{provider.issuer}{DESCRIPTION}".encode())
    with Peer(answering(away)) as peer:
        assert why_not(provider, discovery=f"http://127.0.0.1:{peer.port}{DESCRIPTION}") == (Why.DOWN, "answered 302")


def test_a_broker_that_says_nothing_is_given_up_in_time(provider: Provider) -> None:
    def hear(peer: Peer, line: socket.socket) -> None:
        peer.hear(line)
        peer.ended.wait(5)

    with Peer(hear) as peer:
        discovery = f"http://127.0.0.1:{peer.port}{DESCRIPTION}"
        assert why_not(provider, discovery=discovery, timeout_seconds=0.2) == (Why.DOWN, "no answer (TimeoutError)")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_token_endpoint_out_of_order(provider: Provider, status: int) -> None:
    broker, login = provider.broker(), Login.new()
    answer = answer_of(provider.log_in(broker.begin(login, BACK, "da"), "emilie"))
    provider.steer(bent={"token_status": status})
    with pytest.raises(NotProven) as caught:
        broker.finish(login, BACK, answer)
    assert caught.value.why is Why.DOWN
