"""A sweep may run twice, late, in two processes, and fail for one person: everybody is summoned once."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import Base, db, scope
from jobcentre.models.message import Message
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.services import sweep
from jobcentre.services.register import projecting
from jobcentre.services.summoning import making
from jobcentre.services.sweep import Act
from tests.builders import Town, a_citizen, a_spell
from tests.services.counting import statements

TODAY = date(2026, 11, 23)

MAY_23 = date(2026, 5, 23)  # six months before today


def acts(centre: Centre) -> list[Act]:
    done = sweep.sweep(centre)
    return [*(person.act for person in done.people), *done.left.elements()]


def summonses() -> int:
    return len(db.session.execute(select(Summons.id)).all())


def occasions() -> list[Occasion]:
    return list(db.session.execute(select(Occasion).order_by(Occasion.id)).scalars())


def test_a_summons_says_why_and_until_when(town: Town) -> None:
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    summons, occasion = db.session.execute(select(Summons)).scalar_one(), occasions()[0]
    assert (summons.book_by, summons.latest_on) == (date(2026, 12, 1), date(2026, 12, 21))
    assert (occasion.episode, occasion.due_on) == (date(2026, 5, 1), date(2026, 11, 1))
    assert occasion.reasons[0]["code"] == "reached"
    message = db.session.execute(select(Message)).scalar_one()
    assert (message.kind, message.summons_id, message.due_at) == ("summons", summons.id, clock.now())
    actions = db.session.execute(select(AuditEntry.action, AuditEntry.actor)).all()
    assert {tuple(row) for row in actions} == {("occasion.made", "system"), ("summons.issued", "system")}


def test_swept_twice_is_swept_once(town: Town) -> None:
    for _ in range(3):
        a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    before = everything()
    sweep.sweep(town.centre)
    assert everything() == before
    assert (summonses(), len(occasions())) == (3, 3)


def everything() -> dict[str, list[Any]]:
    return {
        table.name: [tuple(row) for row in db.session.execute(text(f'select * from "{table.name}" order by 1'))]
        for table in Base.metadata.sorted_tables
    }


def test_a_dry_run_judges_everybody_and_writes_nothing_but_who_was_looked_at(town: Town) -> None:
    a_spell(a_citizen(town.centre))
    a_spell(a_citizen(town.centre), date(2026, 10, 1))
    before = everything()
    result = sweep.sweep(town.centre, dry_run=True)
    db.session.commit()
    assert [(one.act, one.verdict.due) for one in result.people if one.verdict] == [
        (Act.SUMMONED, True),
        (Act.NOT_DUE, False),
    ]
    after = everything()
    looked_at = [row[5:7] for row in after.pop("audit_entry")]
    assert {action for action, _ in looked_at} == {"citizen.listed"}
    assert len(looked_at) == 2
    assert before.pop("audit_entry") == []
    assert after == before


def test_three_days_of_standing_still_lose_nobody(town: Town) -> None:
    for days in range(4):
        a_spell(a_citizen(town.centre), MAY_23 + timedelta(days=days))
    assert acts(town.centre).count(Act.SUMMONED) == 1
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert acts(town.centre).count(Act.SUMMONED) == 3
        assert acts(town.centre).count(Act.SUMMONED) == 0
    assert summonses() == 4


def test_one_persons_occasion_is_not_anothers(town: Town) -> None:
    """People come one by one; who comes later is found although others are done."""
    for days in range(3):
        a_spell(a_citizen(town.centre), MAY_23 - timedelta(days=days))
        sweep.sweep(town.centre)
        assert summonses() == days + 1


def test_one_persons_failure_does_not_stop_the_rest(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [a_citizen(town.centre) for _ in range(3)]
    for person in people:
        a_spell(person)
    unlucky, real = people[1].id, making.call_all

    def call_all(centre: Centre, calls: Any, *more: Any) -> None:
        real(centre, calls, *more)
        if unlucky in [citizen.id for _, citizen in calls]:
            raise ArithmeticError

    monkeypatch.setattr(making, "call_all", call_all)
    assert acts(town.centre) == [Act.SUMMONED, Act.FAILED, Act.SUMMONED]
    assert unlucky not in [one.citizen_id for one in occasions()]
    monkeypatch.undo()
    assert acts(town.centre) == [Act.SUMMONED]
    assert (summonses(), len(occasions())) == (3, 3)


def test_two_sweeps_at_once_summon_everybody_once(town: Town, app: Flask) -> None:
    for _ in range(8):
        a_spell(a_citizen(town.centre))
    results = at_once(app, town, lambda: sweep.sweep(town.centre))
    assert [result.count(Act.FAILED) for result in results] == [0, 0]
    assert sum(result.count(Act.SUMMONED) for result in results) == 8
    assert (summonses(), len(occasions()), len(db.session.execute(select(Message.id)).all())) == (8, 8, 8)


def at_once(app: Flask, town: Town, work: Callable[[], Any]) -> list[Any]:
    municipality_id, start = town.municipality.id, threading.Barrier(2)
    results: list[Any] = []

    def run() -> None:
        with app.app_context(), scope(municipality_id):
            start.wait(10)
            results.append(work())

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def count(work: Callable[[], Any]) -> int:
    with statements() as seen:
        work()
    return len(seen)


def test_finding_takes_the_same_few_statements_for_few_and_for_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is not due costs nothing: the selection is one statement over everybody."""
    monkeypatch.setattr(projecting, "ROUND", 1)  # somebody is counted anew each night, whatever their numbers
    a_spell(a_citizen(town.centre), date(2026, 10, 1))
    few = count(lambda: sweep.sweep(town.centre))
    for _ in range(40):
        a_spell(a_citizen(town.centre), date(2026, 10, 1))
    assert count(lambda: sweep.sweep(town.centre)) == few


def test_whoever_is_done_costs_nothing_any_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "ROUND", 1)
    for _ in range(5):
        a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    assert count(lambda: sweep.sweep(town.centre)) == count(lambda: sweep.sweep(town.centre)) <= 17
