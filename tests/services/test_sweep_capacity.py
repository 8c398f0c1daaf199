"""Nobody is summoned for whom there is no time: who waits longest comes first, and what is shown is what is done."""

from datetime import date, time

import pytest
import time_machine
from sqlalchemy import delete, select, update

from jobcentre import clock
from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.models.offering import Offering
from jobcentre.rules.access import Role
from jobcentre.services import audit, sweep
from jobcentre.services.register import projecting
from jobcentre.services.supply import offerings, shortages
from jobcentre.services.sweep import Act
from tests.builders import Town, a_citizen, a_spell, a_staff, a_summons, a_team, hours
from tests.services.counting import statements
from tests.services.post import Post, deliver


@pytest.fixture
def small(town: Town) -> Town:
    """One interview a week, on Mondays: four until 21 December."""
    db.session.execute(delete(WeeklyHours))
    db.session.commit()
    hours(town.caseworker, time(9), time(9, 30), weekdays=(1,))
    return town


def people(town: Town, number: int) -> list[Citizen]:
    """The last is the one who has waited longest."""
    made = [a_citizen(town.centre, team=town.team) for _ in range(number)]
    for days, citizen in enumerate(made):
        a_spell(citizen, date(2026, 5, 20 - days))
    return made


def summoned() -> set[int]:
    return set(db.session.execute(select(Summons.citizen_id)).scalars())


def test_the_longest_waiting_are_summoned_as_far_as_the_times_go(small: Town) -> None:
    made = people(small, 6)
    found = sweep.sweep(small.centre)
    assert (found.count(Act.SUMMONED), found.count(Act.HELD)) == (4, 2)
    assert summoned() == {one.id for one in made[2:]}
    held = db.session.execute(select(Occasion).where(Occasion.held.is_not(None))).scalars().all()
    assert {(one.citizen_id, one.held) for one in held} == {(one.id, Held.NO_TIMES) for one in made[:2]}


def test_what_is_shown_is_what_is_done(small: Town) -> None:
    people(small, 6)
    a_citizen(small.centre)
    shown = sweep.sweep(small.centre, dry_run=True)
    looked = sweep.look(small.centre, audit.SYSTEM)
    done = sweep.sweep(small.centre)
    told = [{one.citizen_id: (one.act, one.held) for one in found.people} for found in (shown, looked, done)]
    assert told[0] == told[1] == told[2]
    assert shown.figures == looked.figures == done.figures
    figures = shown.figures[0]
    assert (figures.people, figures.short, figures.times, figures.until) == (4, 2, 4, date(2026, 12, 21))


def test_who_is_summoned_and_has_no_time_yet_needs_one_first(small: Town) -> None:
    for _ in range(3):
        citizen = a_citizen(small.centre, team=small.team)
        a_spell(citizen)
        a_summons(small.centre, citizen)
    people(small, 3)
    found = sweep.sweep(small.centre)
    assert (found.count(Act.SUMMONED), found.count(Act.HELD)) == (1, 2)
    assert found.figures[0].waiting == 3


def test_who_was_held_back_is_summoned_when_there_are_times_again(small: Town) -> None:
    people(small, 6)
    sweep.sweep(small.centre)
    hours(small.caseworker, weekdays=(2,))
    assert [one.act for one in sweep.sweep(small.centre).people] == [Act.SUMMONED] * 2
    assert len(summoned()) == 6


def test_statements_do_not_grow_with_the_groups(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "ROUND", 1)  # somebody is counted anew each night, whatever their numbers

    def count(number: int) -> int:
        for _ in range(number):
            team = a_team()
            hours(a_staff(team=team))
            a_spell(a_citizen(town.centre, team=team))
        with statements() as seen:
            sweep.sweep(town.centre)
        return len(seen)

    assert count(2) == count(12)


def test_a_summons_keeps_what_could_be_chosen_and_each_day_once_more(town: Town) -> None:
    people(town, 2)
    sweep.sweep(town.centre)
    assert offerings.note_today(town.centre) == 0, "noted at issue"
    first = db.session.execute(select(Offering)).scalars().first()
    assert first is not None
    assert (first.times > 100, first.until_on) == (True, date(2026, 12, 21))
    assert first.first_at is not None
    assert clock.local(first.first_at).isoformat() == "2026-11-24T09:00:00+01:00"
    with time_machine.travel("2026-11-24T09:00:00+01:00", tick=False):
        with statements() as seen:
            assert offerings.note_today(town.centre) == 2
        assert len(seen) < 10
        assert offerings.note_today(town.centre) == 0
    assert len(db.session.execute(select(Offering.id)).all()) == 4


def test_a_leader_is_told_once_a_day_who_waits_and_not_when_it_is_over(small: Town, post: Post) -> None:
    leader = a_staff(role=Role.TEAM_LEADER, team=small.team, email="leder@eksempel.example")
    a_staff(role=Role.TEAM_LEADER, team=a_team())
    people(small, 6)
    sweep.sweep(small.centre)
    assert [shortages.tell(small.centre) for _ in range(2)] == [1, 1]
    mails = db.session.execute(select(Message).where(Message.kind == "staff_shortage")).scalars().all()
    assert [one.staff_id for one in mails] == [leader.id]
    deliver(small.centre, post)
    text = str(post.of("staff_shortage"))
    for words in ("2 borgere venter", "4 samtaler", "21. december", "/caseworker/summon"):
        assert words in text, text
    with time_machine.travel("2026-11-24T06:00:00+01:00", tick=False):
        assert shortages.tell(small.centre) == 1
        db.session.execute(update(Occasion).values(held=None))
        db.session.commit()
        assert deliver(small.centre, post).get("void") == 1


def test_without_a_leader_the_administrator_is_told(small: Town) -> None:
    admin = a_staff(role=Role.ADMINISTRATOR)
    people(small, 6)
    sweep.sweep(small.centre)
    assert shortages.tell(small.centre) == 1
    assert shortages.of_reader(small.centre, admin.id)[0].people == 2


def test_an_empty_field_holds_back_and_is_named_until_it_is_there(town: Town) -> None:
    (citizen,) = people(town, 1)
    town.municipality.phone = ""
    citizen.given_name = " "
    db.session.commit()
    assert [one.act for one in sweep.sweep(town.centre).people] == [Act.HELD]
    occasion = db.session.execute(select(Occasion)).scalar_one()
    assert (occasion.held, occasion.held_fields) == (Held.INCOMPLETE, ["given_name", "phone"])
    db.session.execute(update(Citizen).values(given_name="Aya"))
    town.municipality.phone = "70 10 10 10"
    db.session.commit()
    assert [one.act for one in sweep.sweep(town.centre).people] == [Act.SUMMONED]
    db.session.refresh(occasion)
    assert (occasion.held, occasion.held_fields) == (None, [])
