"""Digital Post as files, and which channels of post the settings switch on."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jobcentre.channels import Channel, PermanentFailure, choosing, memo
from jobcentre.channels.digital_post import KombiNemSms, KombiPost
from jobcentre.channels.local_post import LocalNemSms, LocalPost
from jobcentre.settings import Settings
from tests.channels.kombi.envelopes import outgoing
from tests.channels.memo.examples import CPR, MESSAGE, TEXT


def test_the_same_message_is_one_file_byte_for_byte(tmp_path: Path) -> None:
    channel = LocalPost(tmp_path / "digital-post")
    references = {channel.send(outgoing(MESSAGE)).reference for _ in range(3)}
    (file,) = (tmp_path / "digital-post").iterdir()
    assert references == {file.name}
    assert file.name.endswith(".xml")
    assert file.read_bytes() == outgoing(MESSAGE).content


def test_both_kinds_lie_in_one_folder(tmp_path: Path) -> None:
    LocalPost(tmp_path).send(outgoing(MESSAGE))
    LocalNemSms(tmp_path).send(outgoing(TEXT))
    kinds = {memo.envelope(file.read_bytes()).kind for file in tmp_path.iterdir()}
    assert kinds == {"DIGITALPOST", "NEMSMS"}


@pytest.mark.parametrize("channel", [LocalPost, LocalNemSms])
def test_it_refuses_what_the_real_one_refuses(tmp_path: Path, channel: type[LocalPost]) -> None:
    message = outgoing(MESSAGE if channel is LocalNemSms else TEXT)
    with pytest.raises(PermanentFailure):
        channel(tmp_path).send(message)
    with pytest.raises(PermanentFailure):
        channel(tmp_path).send(replace(message, recipient="soren@mail.example"))
    assert channel(tmp_path).accepts(CPR)
    assert list(tmp_path.iterdir()) == []


def chosen(settings: Settings, digital_post: str, nemsms: str) -> dict[str, Channel]:
    channels = replace(settings.channels, digital_post=digital_post, nemsms=nemsms)  # type: ignore[arg-type]
    kombi = replace(settings.kombi, certificate="/c.pem", private_key="/c.key", receipt_hours=6, per_second=3)
    made = choosing.choose(replace(settings, channels=channels, kombi=kombi))
    return {name: channel for name, channel in made.items() if name in ("digital_post", "nemsms")}


def test_what_is_off_is_not_there(settings: Settings) -> None:
    assert chosen(settings, "off", "off") == {}


def test_local_post_lies_in_the_instance(settings: Settings) -> None:
    made = chosen(settings, "local", "local")
    folder = settings.paths.instance / "digital-post"
    assert (made["digital_post"], made["nemsms"]) == (LocalPost(folder), LocalNemSms(folder))


def test_both_real_ones_share_their_tokens(settings: Settings) -> None:
    made = chosen(settings, "kombi", "kombi")
    post, sms = made["digital_post"], made["nemsms"]
    assert isinstance(post, KombiPost)
    assert isinstance(sms, KombiNemSms)
    assert post.platform is sms.platform
    assert post.manner.receipt_within == timedelta(hours=6)
    assert post.manner.per_second == 3
    assert post.platform.outbound.certificate == post.platform.certificate == "/c.pem"


def test_one_may_be_real_and_the_other_not(settings: Settings) -> None:
    made = chosen(settings, "kombi", "local")
    assert isinstance(made["digital_post"], KombiPost)
    assert isinstance(made["nemsms"], LocalNemSms)
