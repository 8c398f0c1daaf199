"""What a pack said when people were summoned under it is kept."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.rule import UsedPack
from jobcentre.services import audit, summoning, used_packs
from tests.builders import PACK, Town, a_citizen, a_spell, an_occasion
from tests.services.counting import statements


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known to be kept yet."""
    monkeypatch.setattr(used_packs, "_kept", set())


def kept() -> list[UsedPack]:
    db.session.expire_all()
    return list(db.session.execute(select(UsedPack)).scalars())


def issued(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    summoning.issue(town.centre, an_occasion(citizen), citizen, audit.SYSTEM)


def test_the_first_summons_keeps_the_pack(town: Town) -> None:
    issued(town)
    db.session.commit()
    (row,) = kept()
    pack = town.centre.packs[PACK]
    assert (row.name, row.digest, row.document) == (PACK, pack.digest, pack.document)
    assert used_packs.differing(town.centre) == {}


def test_a_summons_that_was_taken_back_has_kept_nothing(town: Town) -> None:
    pack = town.centre.packs[PACK]
    for _ in range(2):
        used_packs.remember(pack)
    db.session.rollback()
    assert kept() == []
    used_packs.remember(pack)
    db.session.commit()
    assert len(kept()) == 1


def test_once_kept_it_costs_no_statement_more(town: Town) -> None:
    pack = town.centre.packs[PACK]
    used_packs.remember(pack)
    db.session.commit()
    used_packs.remember(pack)  # sees that it is there
    with statements() as seen:
        used_packs.remember(pack)
    assert seen == []
    assert len(kept()) == 1


def test_what_was_kept_first_stays(town: Town) -> None:
    pack = town.centre.packs[PACK]
    used_packs.remember(pack)
    db.session.commit()
    other = replace(pack, digest="another", document={**pack.document, "days_to_book": 9})
    used_packs.remember(other)
    db.session.commit()
    assert [row.digest for row in kept()] == [pack.digest]
    assert used_packs.differing(replace(town.centre, packs={PACK: other})) == {PACK: "days_to_book"}


def test_an_end_that_was_written_later_is_no_difference(town: Town) -> None:
    used_packs.remember(town.centre.packs[PACK])
    db.session.commit()
    ended = replace(town.centre.packs[PACK], in_force_until=date(2026, 12, 31))
    assert used_packs.differing(replace(town.centre, packs={PACK: ended})) == {}
