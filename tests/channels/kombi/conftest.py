"""Our two channels to Serviceplatformen on the loopback."""

import pytest

from jobcentre.channels.digital_post import KombiNemSms, KombiPost
from tests.channels.kombi.fixtures import MakePlatform
from tests.channels.kombi.service import SENDING


@pytest.fixture
def channel(reach: MakePlatform) -> KombiPost:
    return KombiPost(platform=reach(), entity_id=SENDING, timeout=5.0)


@pytest.fixture
def nemsms(reach: MakePlatform) -> KombiNemSms:
    return KombiNemSms(platform=reach(), entity_id=SENDING, timeout=5.0)
