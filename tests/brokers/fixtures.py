"""A provider for tests. Import `provider` where it is wanted."""

from collections.abc import Iterator

import pytest

from tests.brokers.process import SUBSTANTIAL, Provider, running
from tests.conftest import NOW

EMILIE, BO = "6405019996", "7101990001"  # synthetic: the day has 60 added


@pytest.fixture(scope="module")
def started() -> Iterator[Provider]:
    """One process for all tests of a module; it stands still where the town does."""
    with running(NOW) as found:
        yield found


@pytest.fixture
def provider(started: Provider) -> Provider:
    """The provider, honest and with Emilie alone."""
    started.steer(people={"emilie": {"dk.cpr": EMILIE, "loa": SUBSTANTIAL}}, bent={}, forget=True)
    return started
