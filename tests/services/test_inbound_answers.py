"""What is answered to an SMS, as it leaves."""

from dataclasses import dataclass, replace

import pytest

from jobcentre import clock
from jobcentre.channels.incoming import IncomingText
from jobcentre.services import delivery, inbound, links
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.post import Post


@dataclass
class Telephone(Post):
    """Takes SMS and keeps them."""

    @property
    def name(self) -> str:
        return "sms"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("text", ["STOP", "START", "AFLYS", "Hvem er I?"])
def test_an_answer_leaves_at_once_and_is_short(town: Town, text: str, language: str) -> None:
    telephone = Telephone()
    centre = replace(town.centre, channels={"sms": telephone})
    citizen = a_citizen(centre, language=language)
    summons = a_summons(centre, citizen)
    a_meeting(centre, town.caseworker, summons)
    came = IncomingText(event_id="1", sender=citizen.mobile or "", text=text, at=clock.now())
    assert inbound.receive_sms(centre, came)
    delivery.deliver_due(centre)
    (answer,) = telephone.taken
    words = answer.content.decode()
    assert answer.recipient == citizen.mobile
    assert 10 < len(words) <= 150
    assert (f"/b/{links.token_of(centre, summons)}" in words) is (text == "AFLYS")
