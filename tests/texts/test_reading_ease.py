"""Danish letters stay easy to read."""

import pytest

from jobcentre.texts.kinds import SMS_ELEMENTS, Kind, MessageFacts
from jobcentre.texts.readers import SMS_ONLY
from jobcentre.texts.render import render, render_sms
from tests.texts.reading import lix, running_text


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in SMS_ONLY])
def test_lix_is_below_35(kind: Kind, facts: MessageFacts) -> None:
    measured = lix(running_text(render(kind, "da", facts).text))
    assert measured < 35, f"{kind}: {measured:.1f}"


@pytest.mark.parametrize("kind", list(SMS_ELEMENTS))
def test_lix_of_an_sms_is_below_35(kind: Kind, facts: MessageFacts) -> None:
    measured = lix(render_sms(kind, "da", facts))
    assert measured < 35, f"{kind}: {measured:.1f}"


def test_the_measure_measures() -> None:
    assert lix("Jeg bor her. Du bor der.") == 3
    assert lix("Kommunen indkalder borgeren.") == pytest.approx(3 + 100)
    assert lix("Vi ses fredag den 20. november kl. 10.15.") == lix("Vi ses fredag den.")


def test_hard_text_is_called_hard() -> None:
    hard = (
        "Du indkaldes hermed til en obligatorisk rådighedssamtale i henhold til beskæftigelseslovgivningen, "
        "hvor din jobsøgningsaktivitet og dine kompetencer vil blive gennemgået med henblik på udarbejdelse af plan."
    )
    assert lix(hard) > 55
