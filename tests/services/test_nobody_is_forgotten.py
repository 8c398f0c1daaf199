"""The sweep looks at few people each night: whoever there is something to do about is always among them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Citizen, LeftGround, Spell
from jobcentre.models.clockwork import ClockRun
from jobcentre.rules import eligibility
from jobcentre.rules.packs import AgeDay, Method, Pack
from jobcentre.services import sweep, verdicts
from jobcentre.services.register import leaving, projecting
from jobcentre.services.sweep import Act, finding
from jobcentre.services.sweep.judging import files_of, judge
from jobcentre.services.sweep.preview import with_facts
from tests.builders import PACK, Town, a_citizen, a_spell, a_staff, an_occasion, saved
from tests.histories.rows import Anybody

Travel = Callable[[datetime], None]
TODAY = date(2026, 11, 23)
PEOPLE = 60
HOURS: dict[str, Any] = {"days": 180, "full_time_centihours": 16033, "part_time_centihours": 13000}
STAMPS = ("leased_until", "started_at", "ended_at")
NIGHTS = (0, 1, 2, 5, 6, 20, 21, 50, 51, 52, 90, 91, 150)  # some without a run for days, once for longer than LONGEST


def forgotten(centre: Centre, pack: Pack) -> list[tuple[int, Act]]:
    """Return those of whom something is to be done, and whom the sweep would not look at."""
    looked_at = set(db.session.execute(select(Citizen.id).where(finding.to_act_upon(pack, clock.today()))).scalars())
    left = Citizen.left_on.is_(None) | (Citizen.left_on > clock.today())  # see ``leaving.act_on_day`` for the others
    ours = with_facts().where(Citizen.merged_into_id.is_(None), left).order_by(Citizen.id)
    people = db.session.execute(ours).scalars().all()
    files = files_of([one.id for one in people])
    judged = [judge(centre, pack, one, files[one.id]) for one in people]
    assert any(one.act is Act.SUMMONED for one in judged), "nothing is asked"
    return [(one.citizen_id, one.act) for one in judged if not one.is_left and one.citizen_id not in looked_at]


def under(town: Town, **changed: Any) -> tuple[Centre, Pack]:
    """Let the town's rule say something else."""
    pack = replace(town.centre.packs[PACK], **changed)
    return replace(town.centre, packs={**town.centre.packs, PACK: pack}), pack


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("measured", AgeDay)
def test_of_anybody_with_any_rows(town: Town, seed: int, measured: AgeDay) -> None:
    centre, pack = under(town, age_measured_on=measured)
    Anybody(seed, [town.caseworker.id, a_staff(active=False).id]).people(PEOPLE)
    a_spell(a_citizen(centre))  # whatever the dice say, one is due
    db.session.commit()
    projecting.project(centre, None)
    assert forgotten(centre, pack) == []


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("gap_days", [0, 14])
def test_the_projected_day_is_what_the_rule_says_on_any_day(
    town: Town, travel: Travel, method: Method, gap_days: int
) -> None:
    """Random lives, night after night: what moves by itself is counted anew, without the check that mends."""
    usual = town.centre.packs[PACK].counting[BenefitGroup.KONTANTHJAELP]
    counting = dict.fromkeys(BenefitGroup, replace(usual, method=method, gap_days=gap_days, **HOURS))
    centre, pack = under(town, counting=counting)
    Lives(Random(f"{method}{gap_days}")).begin()
    projecting.project(centre, None)
    seen = 0
    for days in NIGHTS:
        travel(datetime(2026, 11, 23, 5, 30, tzinfo=clock.ZONE) + timedelta(days=days))
        leaving.act_on_day(centre)
        projecting.refresh(centre)
        db.session.commit()
        wrong, due = misprojected(pack)
        assert (days, wrong, forgotten(centre, pack)) == (days, [], [])
        assert projecting.check(centre) == 0
        saved(ClockRun(job=projecting.JOB, tick=clock.now(), **dict.fromkeys(STAMPS, clock.now())))
        seen += due
    assert seen > PEOPLE // 2


def misprojected(pack: Pack) -> tuple[list[int], int]:
    """Return whose day is not what the rule says, and how many are due by the rule alone."""
    wrong, due = [], 0
    for one in db.session.execute(with_facts().order_by(Citizen.id)).scalars():
        verdict = eligibility.assess(verdicts.person_of(one, one.spells, ()), pack, clock.today())
        told = {spell.id: spell.projected_on for spell in one.spells if spell.projected_on is not None}
        expected = {verdict.spell_id: verdict.projected_on} if verdict.projected_on else {}
        wrong += [one.id] if told != expected else []
        due += verdict.due
    return wrong, due


class Lives:
    """People of about the age limit, with any spells, some of whom will have left."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice

    def begin(self) -> None:
        for _ in range(PEOPLE):
            gone = self.dice.random() < 0.1
            row = a_row(
                birth_date=date(1996, 8, 1) + timedelta(days=self.dice.randrange(0, 500)),
                left_on=self._day(-30, 120) if gone else None,
                left_ground=LeftGround.MOVED if gone else None,
            )
            for started_on in {self._day(-400, 60) for _ in range(self.dice.choice((0, 1, 1, 2, 3)))}:
                self._spell(row, started_on)
        db.session.commit()

    def _spell(self, citizen: Citizen, started_on: date) -> None:
        ended_on = started_on + timedelta(days=self.dice.choice((0, 10, 100, 190, 250, 400)))
        hours = self.dice.choice((None, 0, 400, 900, 1200))
        db.session.add(
            Spell(
                citizen_id=citizen.id,
                benefit_group=self.dice.choice(list(BenefitGroup)[:2]),
                started_on=started_on,
                ended_on=ended_on if self.dice.random() < 0.5 else None,
                hours=hours,
                hours_on=self._day(-60, 1) if hours is not None else None,
                part_time_insured=self.dice.random() < 0.3,
                threshold_reached_on=self._day(-20, 100) if self.dice.random() < 0.15 else None,
                created_at=clock.now(),
            )
        )

    def _day(self, first: int, last: int) -> date:
        return TODAY + timedelta(days=self.dice.randrange(first, last))


def a_row(**given: Any) -> Citizen:
    """Add somebody whose number nobody needs to open."""
    serial = uuid4().hex
    sealed = {"cpr_sealed": b"x", "cpr_key": "k", "cpr_index": serial.encode()}
    row = Citizen(
        external_id=serial,
        given_name="Anders",
        family_name="And",
        created_at=clock.now(),
        updated_at=clock.now(),
        **sealed,
        **given,
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_a_day_that_was_forgotten_somewhere_is_mended_within_a_round_and_told(town: Town, travel: Travel) -> None:
    people = [a_citizen(town.centre) for _ in range(3)]
    for one in people:
        a_spell(one)
    assert [one.act for one in sweep.sweep(town.centre).people] == [Act.SUMMONED] * 3
    late = a_citizen(town.centre)
    a_spell(late)
    db.session.execute(update(Spell).where(Spell.citizen_id == late.id).values(projected_on=None))
    db.session.commit()
    found, told = [], []
    for night in range(projecting.ROUND):
        travel(datetime(2026, 11, 23, 5, 30, tzinfo=clock.ZONE) + timedelta(days=night))
        saved(ClockRun(job=projecting.JOB, tick=clock.now(), **dict.fromkeys(STAMPS, clock.now())))
        with capture_logs() as logged:
            done = sweep.sweep(town.centre)
        found += [one.citizen_id for one in done.people if one.act is Act.SUMMONED]
        told += [(entry["count"], entry["log_level"]) for entry in logged if entry["event"] == "projecting.wrong"]
        assert done.recounted == (1 if late.id in found and len(told) == 1 and done.people else 0)
    assert (found, told) == ([late.id], [(1, "warning")])


def test_after_a_long_standstill_everybody_is_counted_anew(town: Town, travel: Travel) -> None:
    person = a_citizen(town.centre)
    a_spell(person, date(2026, 5, 1), ended_on=date(2026, 11, 30))
    a_spell(person, date(2027, 1, 1), projected_on=None)
    travel(datetime(2027, 7, 15, 9, tzinfo=clock.ZONE))
    assert [one.act for one in sweep.sweep(town.centre).people] == [Act.SUMMONED]


def test_most_people_are_not_looked_at(town: Town) -> None:
    """Neither with a spell long over, nor with months to go, nor met, nor too old."""
    pack = town.centre.packs[PACK]
    for started_on in (date(2026, 6, 23), date(2026, 5, 1)):
        one = a_citizen(town.centre)
        a_spell(one, date(2023, 1, 1), ended_on=date(2024, 1, 1))
        a_spell(one, started_on)
    an_occasion(one, closed_at=clock.now())
    a_spell(a_citizen(town.centre, birth_date=date(1980, 1, 1)))
    due = a_citizen(town.centre)
    a_spell(due)
    query = select(Citizen.id).where(finding.to_act_upon(pack, TODAY))
    assert list(db.session.execute(query).scalars()) == [due.id]
