"""Tokens: fetched once, kept for a while, renewed in time, and for nobody but the holder of the certificate."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.channels import TemporaryFailure
from jobcentre.channels.digital_post import KombiNemSms, KombiPost
from tests.channels.kombi.envelopes import outgoing
from tests.channels.kombi.fixtures import MakePlatform
from tests.channels.kombi.service import SENDING, Platform, Reply
from tests.channels.memo.examples import MESSAGE, SENDER, TEXT

SENT = outgoing(MESSAGE)
BOTH_TOKENS = ["/sts", "/token"]
ALL = [*BOTH_TOKENS, "/service/PostForespoerg_1/digitalpost", *BOTH_TOKENS, "/service/KombiPostAfsend_1/kombi"]
CALLS = ["/service/PostForespoerg_1/digitalpost", "/service/KombiPostAfsend_1/kombi"]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds to add to the clock that tokens and ends go by."""
    added, real = [0.0], clock.uptime
    monkeypatch.setattr(clock, "uptime", lambda: real() + added[0])
    return added


def test_each_service_has_a_token_and_it_is_fetched_once(channel: KombiPost, platform: Platform) -> None:
    channel.send(SENT)
    assert platform.paths == ALL
    channel.send(SENT)
    assert platform.paths == ALL + CALLS


def test_both_channels_use_the_same(reach: MakePlatform, platform: Platform) -> None:
    way = reach()
    KombiPost(platform=way, entity_id=SENDING, timeout=5).send(SENT)
    KombiNemSms(platform=way, entity_id=SENDING, timeout=5).send(outgoing(TEXT))
    assert platform.paths.count("/sts") == 2


def test_each_authority_has_its_own(channel: KombiPost, platform: Platform) -> None:
    other = replace(MESSAGE, id=uuid4(), sender=replace(SENDER, cvr="00000001"))
    platform.agreements.add("00000001")
    channel.send(SENT)
    channel.send(outgoing(other))
    assert platform.paths.count("/sts") == 4


def test_an_authority_without_an_agreement_gets_none(channel: KombiPost, platform: Platform) -> None:
    platform.agreements.clear()
    with pytest.raises(TemporaryFailure, match=r"^look-up: STS: refused \(400\)$") as caught:
        channel.send(SENT)
    assert caught.value.certain


def test_it_is_renewed_before_it_ends(channel: KombiPost, platform: Platform, later: list[float]) -> None:
    channel.send(SENT)
    later[0] = 3600 * 0.89
    channel.send(SENT)
    assert platform.paths == ALL + CALLS
    later[0] = 3600 * 0.91
    channel.send(SENT)
    assert platform.paths == ALL + CALLS + ALL


def test_one_that_is_not_taken_any_more_is_renewed_once(channel: KombiPost, platform: Platform) -> None:
    channel.send(SENT)
    platform.revoke()
    channel.send(SENT)
    look_up, sending = CALLS
    assert platform.paths == [*ALL, look_up, *BOTH_TOKENS, look_up, sending, *BOTH_TOKENS, sending]
    assert len(platform.received) == 2


@pytest.mark.parametrize(("step", "reason"), [("digitalpost", "look-up: refused (401)"), ("kombi", "not taken (401)")])
def test_after_that_it_is_left_for_later(channel: KombiPost, platform: Platform, step: str, reason: str) -> None:
    platform.replies[step] = [Reply(401), Reply(401), Reply(401)]
    with pytest.raises(TemporaryFailure) as caught:
        channel.send(SENT)
    assert (caught.value.reason, caught.value.certain) == (reason, True)
    assert len(platform.replies[step]) == 1


def test_threads_that_want_the_same_wait_for_one(channel: KombiPost, platform: Platform) -> None:
    with ThreadPoolExecutor(6) as threads:
        receipts = list(threads.map(lambda _: channel.send(SENT), range(12)))
    assert len(receipts) == len(platform.received) == 12
    assert platform.paths.count("/token") == 2


@pytest.mark.parametrize(
    "body",
    [
        '{"access_token": "a b", "expires_in": 3600}',
        '{"access_token": "a\\r\\nX-Evil: 1", "expires_in": 3600}',
        '{"access_token": "", "expires_in": 3600}',
        '{"access_token": "a"}',
        '{"access_token": "a", "expires_in": "soon"}',
        '{"access_token": 7, "expires_in": 3600}',
    ],
)
def test_what_is_no_token_is_none(channel: KombiPost, platform: Platform, body: str) -> None:
    platform.replies["token"] = [Reply(body=body)]
    with pytest.raises(TemporaryFailure, match="access token: an answer nobody can read"):
        channel.send(SENT)


def test_nothing_that_opens_a_door_stands_in_a_repr(channel: KombiPost, platform: Platform) -> None:
    channel.send(SENT)
    assert "token-" not in repr(channel)
