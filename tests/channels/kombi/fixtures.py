"""Serviceplatformen on the loopback, and our way to it: fixtures that `tests/channels/conftest.py` gives to all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobcentre.channels.serviceplatformen import Serviceplatformen
from jobcentre.outbound import Outbound
from tests.channels.kombi.certificates import Authority, Pair
from tests.channels.kombi.service import Platform, serving
from tests.channels.memo.examples import CPR

MakePlatform = Callable[..., Serviceplatformen]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "authority")


@pytest.fixture(scope="session")
def ours(authority: Authority) -> Pair:
    """The certificate of the municipality's system."""
    return authority.issue("system")


@pytest.fixture
def platform(authority: Authority) -> Iterator[Platform]:
    """The other side; one citizen has a mailbox and takes NemSMS."""
    made = Platform()
    made.registered["digitalpost"].add(CPR)
    made.registered["nemsms"].add(CPR)
    with serving(made, authority.issue("server"), str(authority.file)):
        yield made


@pytest.fixture
def reach(platform: Platform, authority: Authority, ours: Pair) -> Iterator[MakePlatform]:
    """Make our way to it, with other certificates or another end in time if asked to."""
    made: list[Serviceplatformen] = []

    def make(pair: Pair = ours, trusted: Path = authority.file, timeout: float = 5.0) -> Serviceplatformen:
        base = f"https://127.0.0.1:{platform.port}"
        way = Serviceplatformen(
            outbound=Outbound(
                timeout=timeout,
                inside=True,
                certificate=str(pair.certificate),
                private_key=str(pair.private_key),
                authority=str(trusted),
            ),
            base_url=f"{base}/service",
            sts_url=f"{base}/sts",
            token_url=f"{base}/token",
            certificate=str(pair.certificate),
        )
        made.append(way)
        return way

    yield make
    for way in made:
        way.close()
