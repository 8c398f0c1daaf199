"""Whom the sweep finds, holds back and leaves alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.message import Message
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.services import summoning, sweep
from jobcentre.services.sweep import Act
from tests.builders import PACK, Town, a_citizen, a_rule, a_spell, a_staff, a_team, an_exemption, an_occasion, project

TODAY = date(2026, 11, 23)

MAY_23 = date(2026, 5, 23)  # six months before today


def acts(centre: Centre) -> list[Act]:
    done = sweep.sweep(centre)
    return [*(person.act for person in done.people), *done.left.elements()]


def summonses() -> int:
    return len(db.session.execute(select(Summons.id)).all())


def occasions() -> list[Occasion]:
    return list(db.session.execute(select(Occasion).order_by(Occasion.id)).scalars())


@pytest.mark.parametrize(
    ("started_on", "summoned"),
    [
        (MAY_23, 1),  # six months on the day
        (MAY_23 + timedelta(days=1), 0),  # tomorrow
        (date(2019, 1, 7), 1),  # long ago, found late
        (date(2026, 12, 1), 0),  # a spell to come
    ],
)
def test_six_months_are_counted_from_the_first_day(town: Town, started_on: date, summoned: int) -> None:
    a_spell(a_citizen(town.centre), started_on)
    sweep.sweep(town.centre)
    assert (summonses(), len(occasions())) == (summoned, summoned)


@pytest.mark.parametrize(
    ("spell", "summoned"),
    [
        ({"ended_on": TODAY}, 0),
        ({"ended_on": TODAY + timedelta(days=1)}, 1),
        ({"withdrawn_at": datetime(2026, 11, 1, tzinfo=clock.ZONE)}, 0),
        ({"started_on": date(2026, 9, 1), "threshold_reached_on": TODAY}, 1),  # the case system knows better
        ({"started_on": MAY_23, "threshold_reached_on": TODAY + timedelta(days=9)}, 0),
    ],
)
def test_only_a_spell_that_lasts_counts(town: Town, spell: dict[str, Any], summoned: int) -> None:
    a_spell(a_citizen(town.centre), **{"started_on": date(2026, 5, 1), **spell})
    sweep.sweep(town.centre)
    assert summonses() == summoned


def test_touching_spells_are_counted_through_and_a_gap_starts_anew(town: Town) -> None:
    through, gap = a_citizen(town.centre), a_citizen(town.centre)
    for person, again in ((through, date(2026, 8, 2)), (gap, date(2026, 8, 20))):
        a_spell(person, date(2026, 4, 1), ended_on=date(2026, 8, 1))
        a_spell(person, again)
    sweep.sweep(town.centre)
    assert [occasion.citizen_id for occasion in occasions()] == [through.id]


@pytest.mark.parametrize(
    ("birth_date", "summoned"),
    [
        (date(1996, 11, 23), 0),  # thirty today
        (date(1996, 11, 27), 0),  # thirty before the eight days have passed
        (date(1996, 12, 1), 0),
        (date(1996, 12, 2), 1),  # the last day to choose a time is the eve
        (date(2004, 2, 29), 1),
    ],
)
def test_who_turns_thirty_before_the_eight_days_have_passed_is_not_summoned(
    town: Town, birth_date: date, summoned: int
) -> None:
    a_spell(a_citizen(town.centre, birth_date=birth_date))
    sweep.sweep(town.centre)
    assert summonses() == summoned


def test_a_birthday_before_the_first_free_time_holds_the_summons_back(town: Town) -> None:
    """On the birthday itself there are times, but not for this person."""
    off = TimeOff(staff_id=town.caseworker.id, starts_at=clock.now(), ends_at=clock.now() + timedelta(days=9))
    db.session.add(off)
    a_spell(a_citizen(town.centre, birth_date=date(1996, 12, 2)))  # a Wednesday; until then nobody is there
    assert acts(town.centre) == [Act.HELD]
    assert occasions()[0].held is Held.NO_TIMES
    assert [one.act for one in sweep.sweep(town.centre, dry_run=True).people] == [Act.HELD]
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert acts(town.centre) == [Act.NOT_DUE]
    assert occasions() == []


def test_the_dates_of_a_summons_end_before_the_birthday(town: Town) -> None:
    a_spell(a_citizen(town.centre, birth_date=date(1996, 12, 7)))  # a Monday
    sweep.sweep(town.centre)
    summons = db.session.execute(select(Summons)).scalar_one()
    assert (summons.book_by, summons.latest_on) == (date(2026, 12, 1), date(2026, 12, 4))


@pytest.mark.parametrize(
    ("exemption", "summoned"),
    [
        ({"from_on": TODAY}, 0),
        ({"from_on": TODAY, "until_on": TODAY}, 0),
        ({"from_on": date(2026, 11, 1), "until_on": TODAY - timedelta(days=1)}, 1),
        ({"from_on": TODAY + timedelta(days=1)}, 1),
        ({"from_on": TODAY, "ended_at": datetime(2026, 11, 23, 8, tzinfo=clock.ZONE)}, 1),
    ],
)
def test_an_exemption_holds_on_its_days(town: Town, exemption: dict[str, Any], summoned: int) -> None:
    person = a_citizen(town.centre)
    a_spell(person)
    an_exemption(person, **exemption)
    sweep.sweep(town.centre)
    assert summonses() == summoned


def test_after_an_exemption_the_next_sweep_summons(town: Town) -> None:
    person = a_citizen(town.centre)
    a_spell(person)
    an_exemption(person, until_on=TODAY + timedelta(days=2))
    sweep.sweep(town.centre)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert acts(town.centre) == [Act.SUMMONED]


@pytest.mark.parametrize(
    ("person", "held"),
    [
        ({"email": None}, Held.NO_ADDRESS),
        ({"self_booking_exempt": True}, Held.NO_SELF_BOOKING),
        ({"self_booking_exempt": True, "email": None}, Held.NO_SELF_BOOKING),
        ({"caseworker_id": "without hours"}, Held.NO_TIMES),
    ],
)
def test_who_cannot_be_called_is_held_back_for_a_person(town: Town, person: dict[str, Any], held: Held) -> None:
    if "caseworker_id" in person:
        person = {"caseworker_id": a_staff(team=a_team()).id}
    a_spell(a_citizen(town.centre, **person))
    for _ in range(2):
        assert acts(town.centre) == [Act.HELD]
    assert ([one.held for one in occasions()], summonses()) == ([held], 0)
    assert db.session.execute(select(Message.id)).all() == []
    told = db.session.execute(select(AuditEntry.action).where(AuditEntry.action == "occasion.held")).all()
    assert len(told) == 1


def test_who_was_held_back_is_summoned_once_it_can_be_done(town: Town) -> None:
    person = a_citizen(town.centre, email=None)
    a_spell(person)
    sweep.sweep(town.centre)
    db.session.execute(update(Citizen).values(email="nu@example.dk"))
    db.session.commit()
    assert acts(town.centre) == [Act.SUMMONED]
    assert ([one.held for one in occasions()], summonses()) == ([None], 1)


def test_who_was_held_back_under_an_earlier_pack_is_summoned_once_under_the_new(town: Town) -> None:
    person = a_citizen(town.centre)
    a_spell(person)
    an_occasion(person, pack="earlier", held=Held.NO_ADDRESS)
    for _ in range(3):
        sweep.sweep(town.centre)
    assert ([(one.pack, one.held) for one in occasions()], summonses()) == ([(PACK, None)], 1)


def test_a_new_spell_after_work_is_a_new_duty(town: Town) -> None:
    person = a_citizen(town.centre)
    spell = a_spell(person, date(2026, 5, 1))
    sweep.sweep(town.centre)
    summoning.close(occasions()[0].id)
    db.session.execute(update(Spell).where(Spell.id == spell.id).values(ended_on=date(2026, 12, 31)))
    a_spell(person, date(2027, 3, 1))
    with time_machine.travel(datetime(2027, 9, 1, 9, tzinfo=clock.ZONE), tick=False):
        assert acts(town.centre) == [Act.SUMMONED]
        assert acts(town.centre) == []
    assert [one.episode for one in occasions()] == [date(2026, 5, 1), date(2027, 3, 1)]


@pytest.mark.parametrize("corrected", [date(2026, 4, 1), date(2026, 5, 20), date(2025, 1, 1)])
def test_a_corrected_start_is_not_a_second_duty(town: Town, corrected: date) -> None:
    spell = a_spell(a_citizen(town.centre), date(2026, 5, 1))
    sweep.sweep(town.centre)
    db.session.execute(update(Spell).where(Spell.id == spell.id).values(started_on=corrected))
    project()
    for days in (0, 1, 30, 90):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            sweep.sweep(town.centre)
    assert (len(occasions()), summonses()) == (1, 1)


def test_a_change_of_benefit_counts_anew_and_is_a_duty_of_its_own(town: Town) -> None:
    person = a_citizen(town.centre)
    a_spell(person, date(2026, 1, 1), ended_on=date(2026, 11, 20))
    a_spell(person, date(2026, 11, 20), benefit_group=BenefitGroup.DAGPENGE)
    assert acts(town.centre) == []
    with time_machine.travel(datetime(2027, 5, 20, 9, tzinfo=clock.ZONE), tick=False):
        assert acts(town.centre) == [Act.SUMMONED]


@pytest.mark.parametrize("chosen", [None, "never-heard-of"])
def test_without_a_rule_pack_nobody_is_judged(town: Town, chosen: str | None) -> None:
    a_spell(a_citizen(town.centre))
    a_rule(chosen)
    result = sweep.sweep(town.centre)
    assert (result.pack, result.people, summonses()) == (None, [], 0)


@pytest.mark.parametrize(
    "dates", [{"in_force_from": TODAY + timedelta(days=1)}, {"in_force_until": date(2026, 11, 22)}]
)
def test_a_pack_that_is_not_in_force_summons_nobody(town: Town, dates: dict[str, Any]) -> None:
    a_spell(a_citizen(town.centre))
    pack = replace(town.centre.packs[PACK], **dates)
    assert acts(replace(town.centre, packs={PACK: pack})) == [Act.NOT_DUE]
    assert summonses() == 0


def test_who_was_held_back_and_found_work_is_nobodys_task_any_more(town: Town) -> None:
    a_spell(a_citizen(town.centre, email=None))
    sweep.sweep(town.centre)
    for ended_on, held in ((clock.today(), []), (None, [Held.NO_ADDRESS])):
        db.session.execute(update(Spell).values(ended_on=ended_on))
        project()
        sweep.sweep(town.centre)
        assert [one.held for one in occasions()] == held
