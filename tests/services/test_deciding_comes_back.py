"""A decision that has ended, been taken back or not begun yet never costs anybody their interview."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Summons
from jobcentre.models.override import Override
from jobcentre.registers import Faulty, Reason
from jobcentre.rules.overrides import OverrideKind
from jobcentre.services import audit
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.override_forms import OverrideForm
from jobcentre.services.register import merging
from jobcentre.services.sweep import Act
from tests.builders import Town, a_rule
from tests.services.free_choice import FREE
from tests.services.post import Post, deliver
from tests.services.registered import open_summonses, swept, take_in, the_citizen
from tests.services.test_deciding import DEFERRED, NOT_RELEVANT, clerk, on

SECOND = {"external_id": "A2", "cpr": "640501-4322"}


def decide(town: Town, form: OverrideForm) -> deciding.Decided | None:
    return deciding.decide(town.centre, the_citizen().public_id, form, uuid4(), clerk(town))


def take_back(town: Town) -> None:
    query = select(Override.public_id).where(Override.ended_at.is_(None))
    for one in db.session.execute(query).scalars().all():
        assert deciding.end(the_citizen().public_id, one, uuid4(), clerk(town))


def summoned(town: Town) -> None:
    take_in(town)
    assert swept(town) == [Act.SUMMONED]


def called() -> list[int]:
    return [one.citizen_id for one in open_summonses()]


@pytest.mark.parametrize("form", [DEFERRED, NOT_RELEVANT])
@pytest.mark.parametrize("start", ["2026-05-10", "2026-04-20", "2026-05-14"])
def test_taken_back_and_the_file_comes_again_corrected_or_not(town: Town, form: OverrideForm, start: str) -> None:
    summoned(town)
    decide(town, replace(form, close=True))
    swept(town)
    take_back(town)
    take_in(town, {"spell_started_on": start})
    assert swept(town) == [Act.SUMMONED]
    assert called() == [the_citizen().id]


def test_a_spell_corrected_twice_in_a_night_while_put_off(town: Town) -> None:
    summoned(town)
    decide(town, replace(DEFERRED, close=True))
    for start in ("2026-06-20", "2026-05-12"):
        take_in(town, {"spell_started_on": start})
    with on(date(2026, 12, 2)):
        assert swept(town) == [Act.SUMMONED]


def test_closed_under_an_earlier_rule_it_comes_back_under_the_present_one(town: Town) -> None:
    summoned(town)
    a_rule(FREE)
    decide(town, replace(NOT_RELEVANT, close=True))
    assert called() == []
    take_back(town)
    assert swept(town) == [Act.SUMMONED]


def test_an_exemption_to_come_does_not_take_back_a_summons_that_would_go_out_again_tonight(
    town: Town, post: Post
) -> None:
    summoned(town)
    deliver(town.centre, post)
    form = OverrideForm(OverrideKind.EXEMPT, "parental_leave", "10-12-2026", close=True)
    with pytest.raises(Faulty) as refused:
        decide(town, form)
    assert [(one.column, one.reason) for one in refused.value.faults] == [("close", Reason.CLOSE_AHEAD)]
    assert decide(town, replace(form, close=False)) == deciding.Decided()
    swept(town)
    deliver(town.centre, post)
    assert post.kinds() == ["summons"]
    assert called() == [the_citizen().id]


@pytest.mark.parametrize("number", ["A1", "A2"])
def test_put_off_on_one_row_and_merged_the_day_still_comes(town: Town, number: str) -> None:
    summoned(town)
    decide(town, replace(DEFERRED, close=True))
    take_in(town, {}, SECOND)
    kept, gone = the_citizen("A2"), the_citizen("A1")
    merging.merge(town.centre, kept.public_id, gone.public_id, uuid4(), audit.OPERATOR)
    take_in(town, {"external_id": number})
    assert [one for one in swept(town) if one is not Act.NOT_DUE] == []
    with on(date(2026, 12, 2)):
        assert swept(town) == [Act.SUMMONED]
    kept_id = db.session.execute(select(Citizen.id).where(Citizen.external_id == "A2")).scalar_one()
    assert db.session.execute(select(Summons.citizen_id).where(Summons.closed_at.is_(None))).scalars().all() == [
        kept_id
    ]
