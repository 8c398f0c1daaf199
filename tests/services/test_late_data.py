"""What comes late or otherwise than first said ends up right: starts, ends, downtime, and what was known when."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Spell
from jobcentre.models.message import Message
from jobcentre.models.task import TaskKind
from jobcentre.rules import deadlines
from jobcentre.services import people, tasks
from jobcentre.services.audit import SYSTEM
from jobcentre.services.people import file
from jobcentre.services.register import projecting
from jobcentre.services.sweep import Act
from tests.builders import PACK, Town, a_rule
from tests.services.registered import (
    live_spells,
    occasions,
    open_summonses,
    open_tasks,
    pending,
    projected,
    swept,
    take_in,
    the_citizen,
)
from tests.services.trail import entries

Travel = Callable[[datetime], None]


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=clock.ZONE)


def test_a_spell_that_is_reported_otherwise_is_a_new_row(town: Town, travel: Travel) -> None:
    take_in(town, {"hours": "100"})
    (first,) = live_spells()
    travel(at(11, 24))
    take_in(town, {"hours": "120", "part_time_insured": "yes"})
    (second,) = live_spells()
    db.session.refresh(first)
    assert (first.hours, first.hours_on, first.part_time_insured) == (100, date(2026, 11, 23), False)
    assert (second.hours, second.hours_on, second.part_time_insured) == (120, date(2026, 11, 24), True)
    assert first.withdrawn_at == second.created_at == clock.now()
    facts = [entry.facts for entry in entries() if entry.action == "spell.changed"]
    assert facts == [{"started_on": "2026-05-10", "columns": ["hours", "part_time_insured"]}]


def test_hours_keep_their_day_while_something_else_changes(town: Town, travel: Travel) -> None:
    take_in(town, {"hours": "100"})
    travel(at(11, 30))
    take_in(town, {"hours": "100", "spell_ended_on": "2026-12-24"})
    (spell,) = live_spells()
    assert (spell.hours_on, spell.ended_on) == (date(2026, 11, 23), date(2026, 12, 24))
    take_in(town, {"spell_ended_on": ""})  # the file has no column of hours
    (spell,) = live_spells()
    assert (spell.hours, spell.hours_on, spell.ended_on) == (100, date(2026, 11, 23), None)


def test_the_same_file_twice_writes_no_row(town: Town, travel: Travel) -> None:
    row = {"hours": "100", "part_time_insured": "no", "left_on": "", "left_why": ""}
    take_in(town, row)
    travel(at(11, 25))
    assert take_in(town, row).unchanged == 1
    assert db.session.execute(select(func.count(Spell.id))).scalar_one() == 1


def test_the_page_shows_a_spell_once_and_what_was_withdrawn_for_good(town: Town) -> None:
    for end in ("2026-06-01", "2026-07-01", ""):
        take_in(town, {"spell_ended_on": end})
    take_in(town, {"spell_started_on": "2026-05-12"})
    view = people.show(town.centre, the_citizen().public_id, SYSTEM)
    assert view is not None
    shown = [(spell.started_on, spell.ended_on, spell.withdrawn) for spell in view.spells]
    assert shown == [(date(2026, 5, 12), None, False), (date(2026, 5, 10), None, True)]
    assert len(file.spells(the_citizen().id)) == 2


def test_the_day_of_the_threshold_stands_on_the_last_spell_of_the_run(town: Town) -> None:
    early = {"spell_started_on": "2026-05-10", "spell_ended_on": "2026-08-01"}
    take_in(town, early, {"spell_started_on": "2026-08-01"})
    assert projected() == [None, date(2026, 11, 10)]
    take_in(town, early, {"spell_started_on": "2026-09-01"})
    assert projected() == [None, date(2027, 3, 1)]
    take_in(town, {"spell_ended_on": "2026-10-01"})
    assert projected() == [None]


def test_the_day_follows_the_rule_in_use(town: Town) -> None:
    take_in(town)
    a_rule(None)
    assert projected() == [None]
    a_rule(PACK, date(2026, 11, 1))
    assert projecting.project(town.centre, [the_citizen().id]) == 0
    assert projected() == [date(2026, 11, 10)]


def test_a_rule_that_comes_into_force_counts_anew_at_the_next_sweep(town: Town, travel: Travel) -> None:
    take_in(town, {"spell_started_on": "2026-08-10"})
    a_rule(PACK, date(2026, 11, 25))
    projecting.project(town.centre, None)
    db.session.commit()
    assert projected() == [None]
    travel(at(11, 25))
    swept(town)
    assert projected() == [date(2027, 2, 10)]


def test_an_end_that_has_come_hands_over_to_the_next_run(town: Town, travel: Travel) -> None:
    take_in(
        town,
        {"spell_started_on": "2026-10-01", "spell_ended_on": "2026-11-25"},
        {"spell_started_on": "2026-12-01", "benefit_group": "dagpenge"},
    )
    before = projected()
    travel(at(12, 2))
    projecting.refresh(town.centre)
    assert before == projected() == [None, date(2027, 6, 1)]


def test_ended_meanwhile_is_not_summoned(town: Town) -> None:
    take_in(town)
    take_in(town, {"spell_ended_on": "2026-11-20"})
    assert swept(town) == []
    assert occasions() == []


@pytest.mark.parametrize(("start", "due"), [("2026-05-01", True), ("2026-06-20", False)])
def test_a_start_corrected_before_the_summons_is_what_counts(town: Town, start: str, due: bool) -> None:
    take_in(town, {"spell_started_on": "2026-05-24"})
    take_in(town, {"spell_started_on": start})
    assert swept(town) == ([Act.SUMMONED] if due else [])


@pytest.mark.parametrize("start", ["2026-04-01", "2026-05-20", "2026-06-20"])
def test_a_start_corrected_after_the_summons_never_makes_a_second_occasion(town: Town, start: str) -> None:
    take_in(town)
    assert swept(town) == [Act.SUMMONED]
    take_in(town, {"spell_started_on": start})
    swept(town)
    assert len(occasions()) == 1
    assert len(open_summonses()) == 1


def test_a_run_that_proves_to_have_begun_after_the_summons_is_another(town: Town, travel: Travel) -> None:
    take_in(town)
    swept(town)
    take_in(town, {"spell_started_on": "2026-11-16"})
    assert swept(town) == [Act.WITHDRAWN]
    travel(datetime(2027, 5, 17, 9, tzinfo=clock.ZONE))
    assert swept(town) == [Act.SUMMONED]
    assert [one.episode for one in occasions()] == [date(2026, 5, 10), date(2026, 11, 16)]


def test_reported_late_has_all_days_to_book(town: Town) -> None:
    take_in(town, {"spell_started_on": "2025-12-01"})
    assert projected() == [date(2026, 6, 1)]
    assert swept(town) == [Act.SUMMONED]
    (summons,) = open_summonses()
    assert summons.book_by == deadlines.book_by(clock.today(), town.centre.packs[PACK])
    assert summons.book_by >= clock.today() + timedelta(days=8)


def test_three_days_of_downtime_lose_nobody(town: Town, travel: Travel) -> None:
    rows = [
        {"external_id": f"B{day}", "cpr": f"640501-43{day}", "spell_started_on": f"2026-05-{day}"}
        for day in (24, 25, 26)
    ]
    take_in(town, *rows)
    assert Act.SUMMONED not in swept(town)
    travel(at(11, 27))
    assert swept(town) == [Act.SUMMONED] * 3
    assert Act.SUMMONED not in swept(town)
    assert {one.due_on for one in occasions()} == {date(2026, 11, day) for day in (24, 25, 26)}


def test_spells_that_contradict_each_other_are_listed_and_called_for_until_they_do_not(town: Town) -> None:
    rows: tuple[dict[str, str], ...] = ({}, {"spell_started_on": "2026-08-01", "benefit_group": "dagpenge"})
    preview = take_in(town, *rows, dry_run=True)
    assert [(one.external_id, one.line) for one in preview.contradictory] == [("A1", 2)]
    take_in(town, *rows)
    assert open_tasks(the_citizen()) == {TaskKind.SPELLS}
    assert [one.external_id for one in take_in(town, *rows).contradictory] == ["A1"]
    assert take_in(town).contradictory == ()
    assert open_tasks(the_citizen()) == set()


def test_who_was_looked_at_is_not_called_for_again_by_the_same_file(town: Town) -> None:
    rows: tuple[dict[str, str], ...] = ({}, {"spell_started_on": "2026-08-01", "benefit_group": "dagpenge"})
    take_in(town, *rows)
    tasks.settle([the_citizen().id], (TaskKind.SPELLS,), SYSTEM)
    db.session.commit()
    take_in(town, *rows)
    assert open_tasks(the_citizen()) == set()


def test_a_corrected_number_keeps_everything(town: Town) -> None:
    take_in(town)
    swept(town)
    (summons,) = open_summonses()
    before = (the_citizen().id, summons.token_digest, pending(Message.citizen_id.is_not(None)))
    take_in(town, {"cpr": "650602-4321"})
    citizen, (after,) = the_citizen(), open_summonses()
    assert (citizen.id, after.token_digest, pending(Message.citizen_id.is_not(None))) == before
    assert citizen.birth_date == date(2002, 6, 5)
    assert entries(citizen.id)[-1].facts == {"columns": ["cpr"]}
    assert swept(town) == []
