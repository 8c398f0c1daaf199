"""What goes wrong on the way, and what is known of the message then."""

from dataclasses import replace
from uuid import UUID

import pytest

from jobcentre import clock
from jobcentre.channels import PermanentFailure, TemporaryFailure
from jobcentre.channels.digital_post import KombiPost
from tests.channels.kombi.certificates import Authority
from tests.channels.kombi.envelopes import outgoing
from tests.channels.kombi.fixtures import MakePlatform
from tests.channels.kombi.service import ACCEPTED, SENDING, TRANSMISSION, Platform, Reply
from tests.channels.memo.examples import CPR, MESSAGE

SENT = outgoing(MESSAGE)


def failing(channel: KombiPost, platform: Platform, step: str, reply: Reply) -> TemporaryFailure:
    """Send one message whose step is answered like that; say how it failed."""
    platform.replies[step] = [reply]
    with pytest.raises(TemporaryFailure) as caught:
        channel.send(SENT)
    assert CPR not in caught.value.reason
    assert "127.0.0.1" not in caught.value.reason
    return caught.value


@pytest.mark.parametrize("status", [500, 502, 504, 408, 409])
def test_after_trouble_over_there_nobody_knows(channel: KombiPost, platform: Platform, status: int) -> None:
    failure = failing(channel, platform, "kombi", Reply(status, f"about {CPR}", after_taking=True))
    assert (failure.reason, failure.certain) == (f"not taken ({status})", False)
    assert len(platform.received) == 1


@pytest.mark.parametrize("status", [503, 429, 403, 404, 302])
def test_what_is_turned_away_at_the_door_got_nowhere(channel: KombiPost, platform: Platform, status: int) -> None:
    failure = failing(channel, platform, "kombi", Reply(status))
    assert (failure.reason, failure.certain) == (f"not taken ({status})", True)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_message_that_is_refused_is_refused_for_good(channel: KombiPost, platform: Platform, status: int) -> None:
    platform.replies["kombi"] = [Reply(status, f"CPR {CPR} is unknown")]
    with pytest.raises(PermanentFailure) as caught:
        channel.send(SENT)
    assert caught.value.reason == f"refused ({status})"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("<FejlId>SP-0042</FejlId>", "refused (SP-0042)"),
        (f"<FejlKode>{CPR}</FejlKode>", "refused (no code)"),
        ("<FejlKode>Emilie Vestergaard has no mailbox</FejlKode>", "refused (no code)"),
        ("", "refused (no code)"),
    ],
)
def test_a_no_in_the_answer_is_a_refusal(channel: KombiPost, platform: Platform, told: str, reason: str) -> None:
    platform.replies["kombi"] = [Reply(body=f"<kombi_response><Result>false</Result>{told}</kombi_response>")]
    with pytest.raises(PermanentFailure) as caught:
        channel.send(SENT)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "body", ["", "ok", "<kombi_response/>", "<Result>maybe</Result>", "<a>" * 50_000, "<!DOCTYPE a><a>true</a>"]
)
def test_an_answer_nobody_can_read_leaves_it_open(channel: KombiPost, platform: Platform, body: str) -> None:
    failure = failing(channel, platform, "kombi", Reply(body=body, after_taking=True))
    assert (failure.reason, failure.certain) == ("an answer nobody can read", False)


def test_a_reference_that_is_none_is_replaced_by_our_own(channel: KombiPost, platform: Platform) -> None:
    platform.replies["kombi"] = [Reply(body=ACCEPTED.replace(TRANSMISSION, CPR))]
    assert channel.send(SENT).reference == str(MESSAGE.id)


def test_a_line_cut_after_the_message_leaves_it_open(channel: KombiPost, platform: Platform) -> None:
    failure = failing(channel, platform, "kombi", Reply(after_taking=True, hang_up=True))
    assert not failure.certain
    assert len(platform.received) == 1


@pytest.mark.parametrize("step", ["sts", "token", "digitalpost"])
def test_a_line_cut_before_the_message_leaves_nothing_open(channel: KombiPost, platform: Platform, step: str) -> None:
    assert failing(channel, platform, step, Reply(hang_up=True)).certain
    assert platform.received == []
    channel.send(SENT)


@pytest.mark.parametrize("step", ["sts", "token", "digitalpost"])
@pytest.mark.parametrize("reply", [Reply(500), Reply(404), Reply(body="no"), Reply(body="[]"), Reply(body="{}")])
def test_without_a_token_or_a_look_up_nothing_is_sent(
    channel: KombiPost, platform: Platform, step: str, reply: Reply
) -> None:
    failure = failing(channel, platform, step, replace(reply))
    assert failure.certain
    assert platform.received == []


@pytest.mark.parametrize("step", ["sts", "token", "digitalpost", "kombi"])
def test_whoever_is_slow_is_not_waited_for(reach: MakePlatform, platform: Platform, step: str) -> None:
    """Our way alone would wait for longer: a send has an end of its own."""
    channel = KombiPost(platform=reach(timeout=5), entity_id=SENDING, timeout=0.4)
    began = clock.uptime()
    failure = failing(channel, platform, step, Reply(delay=1.2, usual=True))
    assert clock.uptime() - began < 1.0
    assert failure.certain is (step != "kombi")


def test_all_steps_together_have_one_end(reach: MakePlatform, platform: Platform) -> None:
    """Each step alone would be quick enough."""
    channel = KombiPost(platform=reach(timeout=5), entity_id=SENDING, timeout=0.8)
    platform.replies = {step: [Reply(delay=0.3, usual=True)] for step in ("sts", "token", "digitalpost")}
    began = clock.uptime()
    with pytest.raises(TemporaryFailure) as caught:
        channel.send(SENT)
    assert caught.value.certain
    assert clock.uptime() - began < 1.2
    assert platform.received == []


def test_another_authoritys_certificate_opens_no_door(
    reach: MakePlatform, platform: Platform, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = Authority(tmp_path_factory.mktemp("stranger"), "stranger").issue("system")
    channel = KombiPost(platform=reach(pair=stranger), entity_id=SENDING, timeout=5)
    with pytest.raises(TemporaryFailure) as caught:
        channel.send(SENT)
    assert caught.value.certain
    assert platform.paths == []


def test_we_tell_nothing_to_whom_we_do_not_trust(
    reach: MakePlatform, platform: Platform, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = Authority(tmp_path_factory.mktemp("stranger"), "stranger")
    channel = KombiPost(platform=reach(trusted=stranger.file), entity_id=SENDING, timeout=5)
    with pytest.raises(TemporaryFailure) as caught:
        channel.send(SENT)
    assert caught.value.certain
    assert platform.paths == []


def test_without_its_files_it_waits_for_somebody_to_mend_it(reach: MakePlatform, platform: Platform) -> None:
    way = reach()
    channel = KombiPost(platform=replace(way, certificate="/nowhere.pem"), entity_id=SENDING, timeout=5)
    with pytest.raises(TemporaryFailure, match=r"look-up: cannot read the certificate \(FileNotFoundError\)") as caught:
        channel.send(SENT)
    assert caught.value.certain


def test_it_may_be_closed_at_any_time_and_used_again(channel: KombiPost, platform: Platform) -> None:
    channel.close()
    channel.send(SENT)
    channel.close()
    channel.close()
    another = replace(MESSAGE, id=UUID("7f0c2b1e-7d4a-4c58-9b60-1a2b3c4d5e6f"))
    channel.send(outgoing(another))
    assert len(platform.received) == 2
