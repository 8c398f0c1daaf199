"""The OpenID Connect adapter against a real provider: what is taken, and what is refused."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from jobcentre.brokers import Answer, Login, NotProven, Proven, Why
from tests.brokers.fixtures import EMILIE, provider, started
from tests.brokers.process import HIGH, LOW, SUBSTANTIAL, Provider
from tests.conftest import NOW

__all__ = ["provider", "started"]
pytestmark = pytest.mark.usefixtures("at_nine")

BACK = "http://jobcentre.test/booking/mitid/callback"
AT = int(NOW.timestamp())


def answer_of(address: str) -> Answer:
    said = parse_qs(urlsplit(address).query)
    return Answer(*(said.get(name, [""])[0] for name in ("code", "error", "iss")))


def log_in(provider: Provider, person: str = "emilie", **terms: Any) -> Proven:
    """The whole of a login."""
    broker, login = provider.broker(**terms), Login.new()
    back = provider.log_in(broker.begin(login, BACK, "da"), person)
    assert back.startswith(BACK)
    return broker.finish(login, BACK, answer_of(back))


def refused(provider: Provider, **terms: Any) -> tuple[Why, str]:
    with pytest.raises(NotProven) as caught:
        log_in(provider, **terms)
    return caught.value.why, caught.value.detail


def test_a_login_tells_the_number_and_the_level(provider: Provider) -> None:
    assert log_in(provider) == Proven(EMILIE, SUBSTANTIAL)


def test_the_number_may_stand_in_the_id_token(provider: Provider) -> None:
    provider.steer(bent={"claims": {"dk.cpr": EMILIE}, "userinfo": {"dk.cpr": None}})
    assert log_in(provider).number == EMILIE
    assert "/userinfo" not in provider.steer()["calls"]


def test_claims_and_levels_are_named_by_the_terms(provider: Provider) -> None:
    provider.steer(bent={"claims": {"loa": None, "loA": "SUBSTANTIAL", "cprNumberIdentifier": "640501-9996"}})
    names = {"cpr_claim": "cprNumberIdentifier", "level_claim": "loA"}
    assert log_in(provider, person="emilie", levels=("SUBSTANTIAL", "HIGH"), **names) == Proven(EMILIE, "SUBSTANTIAL")


def test_a_login_is_asked_for_as_agreed(provider: Provider) -> None:
    broker, login = provider.broker(acr_values="urn:grn:authn:dk:mitid:substantial"), Login.new()
    said = {name: value[0] for name, value in parse_qs(urlsplit(broker.begin(login, BACK, "en")).query).items()}
    assert said.pop("code_challenge") not in ("", login.verifier)
    assert said == {
        "response_type": "code",
        "client_id": "jobcentre-test",
        "redirect_uri": BACK,
        "scope": "openid mitid ssn",
        "state": login.state,
        "nonce": login.nonce,
        "code_challenge_method": "S256",
        "acr_values": "urn:grn:authn:dk:mitid:substantial",
        "prompt": "login",
        "idp_values": "mitid",
        "ui_locales": "en",
    }


def test_no_two_logins_are_alike_and_none_shows_its_secrets() -> None:
    first, second = Login.new(), Login.new()
    assert len({first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier}) == 6
    assert first.verifier not in repr(first)
    assert first.nonce not in repr(first)
    assert EMILIE not in repr(Proven(EMILIE, HIGH))


FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"claims": {"iss": "https://broker.example.dk"}}, "InvalidClaimError iss"),
    "another audience": ({"claims": {"aud": "somebody-else"}}, "InvalidClaimError aud"),
    "two audiences": ({"claims": {"aud": ["jobcentre-test", "somebody-else"]}}, "MissingClaimError azp"),
    "another party": ({"claims": {"azp": "somebody-else"}}, "InvalidClaimError azp"),
    "another nonce": ({"claims": {"nonce": "of another login"}}, "InvalidClaimError nonce"),
    "no nonce": ({"claims": {"nonce": None}}, "MissingClaimError nonce"),
    "no end": ({"claims": {"exp": None}}, "MissingClaimError exp"),
    "no beginning": ({"claims": {"iat": None}}, "MissingClaimError iat"),
    "no subject": ({"claims": {"sub": None}}, "MissingClaimError sub"),
    "expired": ({"claims": {"exp": AT - 61}}, "ExpiredTokenError exp"),
    "an end that is no time": ({"claims": {"exp": "tomorrow"}}, "InvalidClaimError exp"),
    "made tomorrow": ({"claims": {"iat": AT + 61}}, "InvalidClaimError iat"),
    "another access token": ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "InvalidClaimError at_hash"),
    "foreign key": ({"sign": "foreign"}, "BadSignatureError"),
    "unknown key": ({"sign": "unknown key"}, "InvalidKeyIdError"),
    "no signature": ({"sign": "none"}, "UnsupportedAlgorithmError"),
    "signed with the public key": ({"sign": "hs256"}, "UnsupportedAlgorithmError"),
    "tampered with": ({"sign": "tampered"}, "BadSignatureError"),
    "no ID token": ({"without_id_token": True}, "there is no ID token"),
    "somebody else's userinfo": ({"userinfo": {"sub": "mallory"}}, "userinfo is about somebody else"),
    "another issuer's answer": ({"answer_issuer": "https://broker.example.dk"}, "the answer is another issuer's"),
    "nobody's answer": ({"answer_issuer": ""}, "the answer is another issuer's"),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_what_is_not_the_brokers_word_about_this_login_proves_nothing(provider: Provider, forgery: str) -> None:
    bent, detail = FORGED[forgery]
    provider.steer(bent=bent)
    why, told = refused(provider)
    assert why is Why.INVALID
    assert told.startswith(detail)


@pytest.mark.parametrize("claims", [{"exp": AT - 30}, {"iat": AT + 30}, {"azp": "jobcentre-test"}])
def test_clocks_may_differ_a_little(provider: Provider, claims: dict[str, Any]) -> None:
    provider.steer(bent={"claims": claims})
    assert log_in(provider).number == EMILIE


@pytest.mark.parametrize("level", [LOW, None, "", "Substantial", [SUBSTANTIAL], True])
def test_a_low_level_and_none_at_all_are_refused(provider: Provider, level: object) -> None:
    provider.steer(bent={"claims": {"loa": level}})
    assert refused(provider)[0] is Why.LEVEL


def test_the_level_of_another_claim_does_not_count(provider: Provider) -> None:
    """Userinfo is about the person, the ID token about this login."""
    provider.steer(bent={"claims": {"loa": None}, "userinfo": {"loa": HIGH}})
    assert refused(provider)[0] is Why.LEVEL


@pytest.mark.parametrize("number", [None, "", "640501", "99059999999", 6405019996, ["6405019996"], "9905019996"])
def test_without_a_readable_number_nothing_is_proven(provider: Provider, number: object) -> None:
    provider.steer(bent={"userinfo": {"dk.cpr": number}})
    assert refused(provider)[0] is Why.NUMBER


def test_a_code_is_worth_something_once(provider: Provider) -> None:
    broker, login = provider.broker(), Login.new()
    answer = answer_of(provider.log_in(broker.begin(login, BACK, "da"), "emilie"))
    broker.finish(login, BACK, answer)
    with pytest.raises(NotProven) as caught:
        broker.finish(login, BACK, answer)
    assert (caught.value.why, caught.value.detail) == (Why.INVALID, "no token (invalid_grant)")


def test_a_code_is_worth_nothing_to_another_login(provider: Provider) -> None:
    """Whoever steals one lacks what belongs to it (PKCE)."""
    broker, login = provider.broker(), Login.new()
    answer = answer_of(provider.log_in(broker.begin(login, BACK, "da"), "emilie"))
    with pytest.raises(NotProven) as caught:
        broker.finish(Login.new(), BACK, answer)
    assert caught.value.why is Why.INVALID


def test_turning_back_is_told_from_a_fault(provider: Provider) -> None:
    broker, login = provider.broker(), Login.new()
    address = provider.log_in(broker.begin(login, BACK, "da"), "")
    assert "error=access_denied" in address
    for answer, why in (
        (answer_of(address), Why.CANCELLED),
        (Answer("", "server_error", provider.issuer), Why.DOWN),
        (Answer("", "", provider.issuer), Why.DOWN),
    ):
        with pytest.raises(NotProven) as caught:
            broker.finish(login, BACK, answer)
        assert caught.value.why is why


def test_a_wrong_secret_is_an_operators_fault(provider: Provider) -> None:
    assert refused(provider, client_secret="not that one") == (Why.DOWN, "no token (invalid_client)")
