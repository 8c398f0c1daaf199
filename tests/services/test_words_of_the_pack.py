"""A message speaks by the rule pack of its summons, whatever the municipality goes by today."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.message import Message
from jobcentre.services import audit, summoning
from jobcentre.services.wording import facts, subject
from tests.builders import PACK, Town, a_citizen, a_rule, a_spell, an_occasion

OTHER = "frit-valg-2023"


@pytest.mark.parametrize("pack", [PACK, OTHER])
def test_it_speaks_by_the_pack_of_the_summons(town: Town, pack: str) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen, date(2026, 5, 1))
    assert summoning.summon(town.centre, an_occasion(citizen, pack=pack), citizen, audit.SYSTEM) is None
    db.session.commit()
    a_rule(OTHER if pack == PACK else PACK)  # from now on others are summoned by the other one
    message_id = db.session.execute(select(Message.id).limit(1)).scalar_one()
    second = replace(town.centre.packs[pack], texts_version=2)
    centre = replace(town.centre, packs={**town.centre.packs, pack: second})
    found = facts.facts(centre, subject.load(message_id))
    assert found.texts_version == 2
    assert found.legal_basis == second.legal_basis["da"]
