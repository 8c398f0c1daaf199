"""Choosing a rule pack from a day on, what to know before, and taking it back."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Spell
from jobcentre.rules.refusals import Closed, SentBefore
from jobcentre.services import audit, rulebook
from jobcentre.services.rule_choosing import rule_choices
from jobcentre.services.rule_choosing.rule_choices import CautionCode, Standing, cautions, choose, history, withdraw
from jobcentre.services.unfit import Fault, Unfit
from tests.builders import PACK, Town, a_citizen, a_municipality, a_rule, a_spell

OTHER = "frit-valg-2023"
TODAY = date(2026, 11, 23)
NEW_YEAR = date(2027, 1, 1)


def who(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def trail() -> list[tuple[str, dict[str, object]]]:
    rows = db.session.execute(select(AuditEntry.action, AuditEntry.facts).order_by(AuditEntry.id))
    return [(row.action, row.facts) for row in rows if row.action.startswith("pack.")]


def codes(centre: Centre, pack: str, on: date, **changes: object) -> list[CautionCode]:
    return [one.code for one in cautions(replace(centre.packs[pack], **changes), on, history())]  # type: ignore[arg-type]


def test_a_choice_counts_from_its_day(town: Town) -> None:
    choose(town.centre, OTHER, NEW_YEAR, uuid4(), who(town))
    assert rulebook.name_in_use(NEW_YEAR - timedelta(days=1)) == PACK
    assert rulebook.name_in_use(NEW_YEAR) == OTHER
    assert trail() == [("pack.chosen", {"pack": OTHER, "from_on": "2027-01-01", "before": PACK})]
    assert [(one.pack, one.standing) for one in history()] == [(OTHER, Standing.COMING), (PACK, Standing.IN_USE)]
    with time_machine.travel(clock.now().replace(year=2027, month=1, day=2), tick=False):
        assert [one.standing for one in history()] == [Standing.IN_USE, Standing.OVER]


def test_the_first_choice_of_a_new_municipality_may_count_today(town: Town) -> None:
    a_rule(None)
    assert rulebook.in_use(town.centre) is None
    choose(town.centre, PACK, TODAY, uuid4(), who(town))
    assert rulebook.name_in_use(TODAY) == PACK
    assert rulebook.name_in_use(TODAY - timedelta(days=1)) is None
    assert trail() == [("pack.chosen", {"pack": PACK, "from_on": "2026-11-23", "before": None})]


def test_days_to_come_are_counted_anew_at_once_when_the_choice_counts_today(town: Town) -> None:
    a_rule(None)
    spell = a_spell(a_citizen(town.centre), date(2026, 9, 1))
    choose(town.centre, PACK, TODAY, uuid4(), who(town))
    query = select(Spell.projected_on).where(Spell.id == spell.id)
    assert db.session.execute(query).scalar_one() == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("name", "on", "faults"),
    [
        ("../secret", TODAY, {"pack": Fault.UNKNOWN}),
        ("", None, {"pack": Fault.UNKNOWN, "from": Fault.MISSING}),
        (PACK, None, {"from": Fault.MISSING}),
        (PACK, TODAY - timedelta(days=1), {"from": Fault.PAST}),
    ],
)
def test_what_cannot_be_chosen(town: Town, name: str, on: date | None, faults: dict[str, Fault]) -> None:
    with pytest.raises(Unfit) as refused:
        rule_choices.checked(town.centre, name, on)
    assert refused.value.faults == faults


def test_a_day_that_is_over_changes_nothing(town: Town) -> None:
    with pytest.raises(Unfit):
        choose(town.centre, OTHER, TODAY - timedelta(days=1), uuid4(), who(town))
    assert rulebook.name_in_use(TODAY) == PACK


def test_a_choice_for_the_same_day_takes_the_place_of_the_earlier_one(town: Town) -> None:
    choose(town.centre, OTHER, TODAY, uuid4(), who(town))
    choose(town.centre, PACK, TODAY, uuid4(), who(town))
    assert rulebook.name_in_use(TODAY) == PACK
    assert [one.standing for one in history()] == [Standing.IN_USE, Standing.WITHDRAWN, Standing.OVER]


def test_what_is_in_use_that_day_already_is_not_chosen_again(town: Town) -> None:
    choose(town.centre, PACK, NEW_YEAR, uuid4(), who(town))
    assert len(history()) == 1
    assert trail() == []


def test_sent_twice_it_is_chosen_once(town: Town) -> None:
    request = uuid4()
    for _ in range(2):
        choose(town.centre, OTHER, NEW_YEAR, request, who(town))
    assert len(history()) == 2
    with pytest.raises(SentBefore):
        choose(town.centre, OTHER, NEW_YEAR + timedelta(days=1), request, who(town))


def test_a_choice_is_taken_back_before_its_day(town: Town) -> None:
    choose(town.centre, OTHER, NEW_YEAR, uuid4(), who(town))
    made, request = history()[0], uuid4()
    for _ in range(2):
        withdraw(made.public_id, request, who(town))
    assert rulebook.name_in_use(NEW_YEAR) == PACK
    assert trail()[1:] == [("pack.choice_withdrawn", {"pack": OTHER, "from_on": "2027-01-01"})]
    with pytest.raises(Closed):
        withdraw(made.public_id, uuid4(), who(town))


def test_what_was_known_before_it_was_taken_back_can_still_be_asked(town: Town) -> None:
    choose(town.centre, OTHER, NEW_YEAR, uuid4(), who(town))
    chosen_at = clock.now()
    with time_machine.travel(chosen_at + timedelta(days=3), tick=False):
        withdraw(history()[0].public_id, uuid4(), who(town))
        assert rulebook.name_in_use(NEW_YEAR, known_at=chosen_at + timedelta(days=1)) == OTHER
        assert rulebook.name_in_use(NEW_YEAR) == PACK


def test_a_choice_whose_day_has_come_stays(town: Town) -> None:
    with pytest.raises(Closed):
        withdraw(history()[0].public_id, uuid4(), who(town))
    with pytest.raises(Closed):
        withdraw(uuid4(), uuid4(), who(town))
    choose(town.centre, OTHER, TODAY, uuid4(), who(town))
    with pytest.raises(Closed):  # its day is today
        withdraw(history()[0].public_id, uuid4(), who(town))
    assert rulebook.name_in_use(TODAY) == OTHER


def test_another_municipalitys_choices_are_not_seen(town: Town) -> None:
    with scope(a_municipality(rule_pack=OTHER).id):
        (other,) = history()
    assert [one.pack for one in history()] == [PACK]
    with pytest.raises(Closed):
        withdraw(other.public_id, uuid4(), who(town))


@pytest.mark.parametrize(
    ("pack", "on", "changes", "expected"),
    [
        (OTHER, TODAY, {}, []),
        (PACK, TODAY, {}, [CautionCode.MODEL, CautionCode.SAME]),
        (OTHER, TODAY, {"in_force_from": TODAY}, []),
        (OTHER, TODAY, {"in_force_from": TODAY + timedelta(days=1)}, [CautionCode.NOT_YET]),
        (OTHER, TODAY, {"in_force_until": TODAY - timedelta(days=1)}, [CautionCode.NO_LONGER]),
        (OTHER, TODAY, {"in_force_until": TODAY}, [CautionCode.ENDS_SOON]),
        (OTHER, TODAY, {"in_force_until": TODAY + timedelta(days=91)}, [CautionCode.ENDS_SOON]),
        (OTHER, TODAY, {"in_force_until": TODAY + timedelta(days=92)}, []),
    ],
)
def test_what_to_know_of_the_dates(
    town: Town, pack: str, on: date, changes: dict[str, object], expected: list[CautionCode]
) -> None:
    assert codes(town.centre, pack, on, **changes) == expected


def test_what_to_know_of_other_choices(town: Town) -> None:
    choose(town.centre, OTHER, NEW_YEAR, uuid4(), who(town))
    assert codes(town.centre, OTHER, TODAY) == [CautionCode.FOLLOWED]
    assert codes(town.centre, PACK, NEW_YEAR) == [CautionCode.MODEL, CautionCode.REPLACES]
    assert codes(town.centre, OTHER, NEW_YEAR + timedelta(days=5)) == [CautionCode.SAME]
    withdraw(history()[0].public_id, uuid4(), who(town))
    assert codes(town.centre, OTHER, TODAY) == []
