"""What every video provider promises, held against each that the settings may name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args, get_type_hints
from uuid import uuid4

import pytest

from jobcentre.settings import Video
from jobcentre.video import IceServer, MeetingRef, VideoProvider
from jobcentre.video.providers import choose
from jobcentre.video.room import BuiltInRoom

NAMES = get_args(get_type_hints(Video)["provider"])
STARTS = datetime(2026, 11, 23, 8, tzinfo=UTC)
PLAIN = Video(
    provider="room", stun_urls=(), turn_urls=(), turn_username="jobcentre", turn_password="et-andet-kodeord-end-dit"
)


@pytest.fixture(params=NAMES)
def provider(request: pytest.FixtureRequest) -> VideoProvider:
    """Each provider in turn."""
    return choose(replace(PLAIN, provider=request.param))


def a_ref() -> MeetingRef:
    return MeetingRef(uuid4(), STARTS, STARTS + timedelta(minutes=30))


def test_opening_twice_gives_the_same_room(provider: VideoProvider) -> None:
    meeting = a_ref()
    assert provider.open(meeting) == provider.open(meeting)


def test_every_meeting_has_a_room_of_its_own(provider: VideoProvider) -> None:
    assert provider.open(a_ref()) != provider.open(a_ref())


def test_a_moved_meeting_keeps_its_room(provider: VideoProvider) -> None:
    meeting = a_ref()
    moved = replace(meeting, starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=1, minutes=30))
    assert provider.open(meeting) == provider.open(moved)


def test_closing_is_harmless_at_any_time(provider: VideoProvider) -> None:
    meeting = a_ref()
    provider.close(meeting)
    provider.open(meeting)
    provider.close(meeting)
    provider.close(meeting)


def test_the_built_in_room_is_the_houses_own_page() -> None:
    entrance = BuiltInRoom(PLAIN).entrance(a_ref(), host=True)
    assert (entrance.address, entrance.ice_servers) == (None, ())


def test_the_built_in_room_hands_out_the_servers_of_the_settings() -> None:
    video = replace(PLAIN, stun_urls=("stun:stun.example:3478",), turn_urls=("turn:turn.example:3478",))
    assert BuiltInRoom(video).entrance(a_ref(), host=False).ice_servers == (
        IceServer(("stun:stun.example:3478",)),
        IceServer(("turn:turn.example:3478",), "jobcentre", "et-andet-kodeord-end-dit"),
    )


def test_no_secret_shows_where_a_server_is_printed() -> None:
    assert "kodeord" not in repr(IceServer(("turn:turn.example",), "jobcentre", "et-andet-kodeord-end-dit"))
