"""Why somebody was summoned on a day or was not, by what was known then."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import BenefitGroup, Citizen, CitizenAlias, LeftGround, Spell
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.rules.eligibility import ReasonCode
from jobcentre.services import audit
from jobcentre.services.audit import OPERATOR
from jobcentre.services.decisions import looking_back
from jobcentre.services.decisions.looking_back import Answer, Unanswerable
from jobcentre.texts.looking_back import Remark
from tests.builders import Town, a_citizen, a_rule, a_spell, a_staff, a_summons, a_team, a_town, an_exemption
from tests.builders import an_occasion as occasion_of
from tests.services.trail import actions

TODAY = date(2026, 11, 23)
MAY = date(2026, 5, 20)


def at(day: date, hour: int = 9) -> Any:
    return time_machine.travel(datetime.combine(day, time(hour), tzinfo=clock.ZONE), tick=False)


@pytest.fixture
def early(database: None, centre: Centre) -> Iterator[Town]:
    """A municipality that chose its rule on 1 October."""
    with at(date(2026, 10, 1)):
        town = a_town(centre)
    with scope(town.municipality.id), at(TODAY):
        yield town


@pytest.fixture
def citizen(early: Town) -> Citizen:
    """Known since 1 October, unemployed since 20 May: six months are over on 20 November."""
    with at(date(2026, 10, 1)):
        found = a_citizen(early.centre)
        a_spell(found, MAY)
    return found


def asked(town: Town, citizen: Citizen, on: date | None = None) -> Answer:
    found = looking_back.why(town.centre, citizen.public_id, on, OPERATOR)
    assert found is not None
    return found


def codes(answer: Answer) -> list[ReasonCode]:
    assert answer.verdict is not None
    return [reason.code for reason in answer.verdict.reasons]


def remarks(answer: Answer) -> list[Remark]:
    return [remark for remark, _facts in answer.remarks]


@pytest.mark.parametrize(("on", "due"), [(date(2026, 11, 19), False), (date(2026, 11, 20), True), (TODAY, True)])
def test_the_rule_is_applied_on_the_day(early: Town, citizen: Citizen, on: date, due: bool) -> None:
    answer = asked(early, citizen, on)
    assert answer.verdict is not None
    assert (answer.on, answer.rule, answer.verdict.due) == (on, "unge-digital-2021", due)
    assert (Remark.NOT_SUMMONED in remarks(answer)) is due


def test_today_is_asked_when_no_day_is_named(early: Town, citizen: Citizen) -> None:
    answer = asked(early, citizen)
    assert (answer.on, answer.known_at) == (TODAY, clock.now())
    assert remarks(answer)[-1] is Remark.AS_NOW
    assert remarks(asked(early, citizen, TODAY - timedelta(days=1)))[-1] is Remark.AS_KNOWN


def test_a_spell_reported_late_was_not_known_the_day_before(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21), 23):
        db.session.execute(update(Spell).values(withdrawn_at=clock.now()))
        a_spell(citizen, date(2026, 5, 1))
    assert codes(asked(early, citizen, date(2026, 11, 19)))[0] is ReasonCode.NOT_YET
    after = asked(early, citizen, date(2026, 11, 21))
    assert after.verdict is not None
    assert after.verdict.due_on == date(2026, 11, 1)


def test_midnight_parts_the_days(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21), 0):
        db.session.execute(update(Spell).values(withdrawn_at=clock.now()))
        db.session.commit()
    assert codes(asked(early, citizen, date(2026, 11, 20)))[0] is ReasonCode.REACHED
    assert codes(asked(early, citizen, date(2026, 11, 21)))[0] is ReasonCode.NO_SPELL


def test_an_exemption_holds_from_when_it_was_made_until_it_was_ended(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21)):
        an_exemption(citizen, from_on=date(2026, 11, 1))
    with at(date(2026, 11, 22)):
        db.session.execute(update(Override).values(ended_at=clock.now()))
        db.session.commit()
    found = {day: ReasonCode.EXEMPT in codes(asked(early, citizen, date(2026, 11, day))) for day in (20, 21, 22)}
    assert found == {20: False, 21: True, 22: False}


def test_the_rule_of_that_day(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21)):
        a_rule("frit-valg-2023")
    assert asked(early, citizen, date(2026, 11, 20)).rule == "unge-digital-2021"
    assert asked(early, citizen, date(2026, 11, 21)).rule == "frit-valg-2023"


def test_without_a_rule_nobody_is_judged(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21)):
        a_rule(None)
    gone = asked(early, citizen, date(2026, 11, 22))
    assert (gone.rule, gone.verdict, remarks(gone)) == (None, None, [Remark.NO_RULE, Remark.AS_KNOWN])
    with at(date(2026, 11, 22)):
        a_rule("forsvundet-2020")
    answer = asked(early, citizen)
    assert (answer.verdict, remarks(answer)[0]) == (None, Remark.RULE_GONE)


def test_summoned_that_day_before_it_and_closed(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21)):
        occasion = occasion_of(citizen, episode=MAY, due_on=date(2026, 11, 20))
        a_summons(early.centre, citizen, occasion_id=occasion.id)
    with at(date(2026, 11, 22), 20):
        for table in (Summons, Occasion):
            db.session.execute(update(table).values(closed_at=clock.now()))
        db.session.commit()
    with at(date(2026, 11, 25)):
        found = {day: remarks(asked(early, citizen, date(2026, 11, day)))[0] for day in (20, 21, 22, 23)}
    assert found == {
        20: Remark.NOT_SUMMONED,
        21: Remark.SUMMONED,
        22: Remark.CLOSED_BEFORE,
        23: Remark.CLOSED_BEFORE,
    }


@pytest.mark.parametrize(("code", "said"), [("reached", Remark.CLOSED_BEFORE), ("exempt", Remark.NOT_SUMMONED)])
def test_a_duty_that_was_let_go_is_no_answer(early: Town, citizen: Citizen, code: str, said: Remark) -> None:
    """Who was held back and then exempt is due again, and nobody was summoned in between."""
    reasons = [{"code": "reached", "facts": {}}, {"code": code, "facts": {}}]
    with at(date(2026, 11, 20)):
        occasion_of(citizen, episode=MAY, due_on=date(2026, 11, 20), reasons=reasons, closed_at=clock.now())
    assert said in remarks(asked(early, citizen, date(2026, 11, 22)))


def test_a_summons_that_stands_was_sent_before(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21)):
        a_summons(early.centre, citizen)
    assert asked(early, citizen, TODAY).remarks[0] == (Remark.SUMMONED_BEFORE, {"since": date(2026, 11, 21)})


def test_what_a_summons_waited_for_is_read_from_the_trail(early: Town, citizen: Citizen) -> None:
    for day, action, facts in (
        (20, "occasion.held", {"why": "no_times"}),
        (21, "occasion.held", {"why": "no_address"}),
        (22, "occasion.dropped", {}),
    ):
        with at(date(2026, 11, day)):
            audit.record(action, audit.SYSTEM, citizen.id, **facts)
            db.session.commit()
    found = [remarks(asked(early, citizen, date(2026, 11, day)))[0] for day in (20, 21, 22)]
    assert found == [Remark.HELD_NO_TIMES, Remark.HELD_NO_ADDRESS, Remark.NOT_SUMMONED]


def test_who_had_left_by_what_was_known(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 22)):
        citizen.left_on, citizen.left_ground = date(2026, 11, 20), LeftGround.MOVED
        audit.record("citizen.left", audit.SYSTEM, citizen.id, left_on="2026-11-20", left_ground="moved")
        db.session.commit()
    found = {day: ReasonCode.LEFT in codes(asked(early, citizen, date(2026, 11, day))) for day in (21, 22, 23)}
    assert found == {21: False, 22: True, 23: True}


def run(day: date, **given: Any) -> None:
    moment = datetime.combine(day, time(5, 30), tzinfo=clock.ZONE)
    values = {"job": "sweep", "tick": moment, "leased_until": moment, "started_at": moment, "ended_at": moment}
    db.session.add(ClockRun(lease=uuid4(), **{**values, **given}))
    db.session.commit()


def test_when_the_system_looked(early: Town, citizen: Citizen) -> None:
    run(date(2026, 11, 20))
    run(date(2026, 11, 21), failed=True)
    days = [date(2026, 11, day) for day in (20, 21, 22, 23)]
    looked = [remarks(asked(early, citizen, day))[-2] for day in days]
    assert looked == [Remark.JUDGED, Remark.FAILED, Remark.DID_NOT_RUN, Remark.NOT_YET]
    with at(date(2028, 11, 23)):
        assert Remark.UNTOLD in remarks(asked(early, citizen, date(2026, 11, 22)))


@pytest.mark.parametrize(
    ("on", "since"), [(date(2026, 9, 30), date(2026, 10, 1)), (TODAY + timedelta(days=1), None), (date.max, None)]
)
def test_days_that_cannot_be_asked_about(early: Town, citizen: Citizen, on: date, since: date | None) -> None:
    with pytest.raises(Unanswerable) as caught:
        asked(early, citizen, on)
    assert (caught.value.on, caught.value.since) == (on, since)


def test_the_reading_is_kept_and_is_not_for_everybody(early: Town, citizen: Citizen) -> None:
    asked(early, citizen)
    assert actions(citizen.id)[-1] == "citizen.seen"
    citizen.team_id = early.team.id
    db.session.commit()
    stranger = audit.staff(a_staff(team=a_team()).id)
    assert looking_back.why(early.centre, citizen.public_id, None, stranger) is None
    assert looking_back.why(early.centre, UUID(int=0), None, OPERATOR) is None
    assert actions(citizen.id).count("citizen.seen") == 1


def test_the_case_systems_ids_lead_to_the_person(early: Town, citizen: Citizen) -> None:
    db.session.add(CitizenAlias(citizen_id=citizen.id, external_id="GAMMEL-1", created_at=clock.now()))
    db.session.commit()
    assert looking_back.known_as(citizen.external_id) == looking_back.known_as("GAMMEL-1") == citizen.public_id
    assert looking_back.known_as("UKENDT") is None


def test_hours_reach_the_rule(early: Town, citizen: Citizen) -> None:
    with at(date(2026, 11, 21)):
        a_rule("frit-valg-2023")
        db.session.execute(update(Spell).values(withdrawn_at=clock.now()))
        a_spell(
            citizen,
            date(2026, 1, 1),
            benefit_group=BenefitGroup.DAGPENGE,
            hours=780,
            hours_on=date(2026, 11, 1),
            part_time_insured=True,
        )
    answer = asked(early, citizen)
    assert answer.verdict is not None
    assert answer.verdict.due_on == date(2026, 11, 1)
