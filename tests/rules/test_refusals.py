"""Refusals carry codes and facts, and tell a log nothing about anybody."""

from datetime import date

import pytest

from jobcentre.rules import refusals
from jobcentre.rules.refusals import Code, Invalid, LinkLocked, Refusal, TooLate

KINDS = [kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_code_of_its_own(kind: type[Refusal]) -> None:
    assert isinstance(kind().code, Code)
    assert kind().facts == {}


def test_no_two_kinds_share_their_usual_code() -> None:
    usual = [kind.usual for kind in KINDS if kind is not Refusal]
    assert len(set(usual)) == len(usual) == 11


def test_facts_stay_out_of_the_text() -> None:
    refusal = TooLate(Code.TOO_OLD, too_old_on=date(1996, 5, 17))
    assert refusal.facts == {"too_old_on": date(1996, 5, 17)}
    assert "1996" not in str(refusal) + repr(refusal)
    assert str(Invalid()) == "invalid()"
    assert LinkLocked().code == "link_locked"
