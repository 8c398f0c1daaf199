"""Whom a sweep lets go, whom it leaves alone, and that it goes by what stands now."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import delete, select, text, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.overrides import OverrideKind
from jobcentre.services import attendance, audit, booking, sweep
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.override_forms import OverrideForm
from jobcentre.services.sweep import Act, acting, running
from tests.builders import (
    PACK,
    Town,
    a_citizen,
    a_meeting,
    a_rule,
    a_spell,
    a_summons,
    an_exemption,
    an_occasion,
    project,
)
from tests.services.post import FRIDAY, Post, deliver

TODAY = date(2026, 11, 23)
NEW = "unge-digital-2027"


def acts(centre: Centre) -> list[Act]:
    done = sweep.sweep(centre)
    return [*(person.act for person in done.people), *done.left.elements()]


def summoned(town: Town, **person: Any) -> Citizen:
    """Somebody whom a sweep has summoned; the message is on its way."""
    citizen = a_citizen(town.centre, **person)
    a_spell(citizen)
    assert acts(town.centre) == [Act.SUMMONED]
    return citizen


def open_summonses() -> int:
    return len(db.session.execute(select(Summons.id).where(Summons.closed_at.is_(None))).all())


def spells(**values: Any) -> None:
    """Change what the case system says, as taking in a file would."""
    db.session.execute(update(Spell).values(**values))
    project()


def actions() -> list[str]:
    return list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


@pytest.mark.parametrize(
    "change",
    [
        {"ended_on": TODAY},
        {"withdrawn_at": datetime(2026, 11, 23, 8, tzinfo=clock.ZONE)},
        {"started_on": date(2026, 11, 20)},  # another spell than the one that was counted
    ],
)
def test_who_no_longer_has_the_duty_is_let_go(town: Town, change: dict[str, Any]) -> None:
    summoned(town)
    spells(**change)
    looked_at = sweep.sweep(town.centre, dry_run=True).people
    assert ([one.act for one in looked_at], open_summonses()) == ([Act.WITHDRAWN], 1)
    assert acts(town.centre) == [Act.WITHDRAWN]
    assert (open_summonses(), actions()[-1]) == (0, "occasion.withdrawn")
    assert acts(town.centre) == []


def test_who_was_told_hears_that_it_no_longer_holds(town: Town, post: Post) -> None:
    summoned(town)
    deliver(town.centre, post)
    summoned(town)  # whose summons has not left yet
    spells(ended_on=TODAY)
    assert acts(town.centre) == [Act.WITHDRAWN, Act.WITHDRAWN]
    deliver(town.centre, post)
    assert post.kinds() == ["summons", "withdrawn"]


def test_who_has_become_too_old_is_let_go(town: Town) -> None:
    summoned(town, birth_date=date(1996, 12, 2))
    for day, expected in ((1, []), (2, [Act.WITHDRAWN]), (3, [])):
        with time_machine.travel(datetime(2026, 12, day, 9, tzinfo=clock.ZONE), tick=False):
            assert [act for act in acts(town.centre) if act is not Act.NOT_DUE] == expected


def test_who_has_a_meeting_is_not_let_go(town: Town) -> None:
    summoned(town)
    summons = db.session.execute(select(Summons)).scalar_one()
    booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    spells(ended_on=TODAY)
    assert (acts(town.centre), open_summonses()) == ([], 1)


@pytest.mark.parametrize("started_on", [date(2026, 6, 1), date(2026, 10, 1)])
def test_a_later_start_is_no_reason_to_let_somebody_go(town: Town, started_on: date) -> None:
    """They will be due, if not yet."""
    summoned(town)
    spells(started_on=started_on)
    assert (acts(town.centre), open_summonses()) == ([], 1)


def test_a_benefit_that_follows_without_a_day_between_keeps_the_case_open_where_it_is_the_same(town: Town) -> None:
    citizen = summoned(town)
    spells(ended_on=TODAY)
    a_spell(citizen, TODAY)
    assert (acts(town.centre), open_summonses()) == ([Act.ALREADY], 1)
    db.session.execute(
        update(Spell).where(Spell.started_on == TODAY).values(benefit_group=BenefitGroup.UDDANNELSESHJAELP)
    )
    db.session.commit()
    assert (acts(town.centre), open_summonses()) == ([Act.WITHDRAWN], 0)


def test_an_end_that_was_a_mistake_makes_the_duty_anew(town: Town) -> None:
    citizen = summoned(town)
    for nth in (2, 3):
        spells(ended_on=TODAY)
        assert acts(town.centre) == [Act.WITHDRAWN]
        spells(ended_on=None)
        assert acts(town.centre) == [Act.SUMMONED]
        latest = db.session.execute(select(Occasion).order_by(Occasion.id.desc()).limit(1)).scalar_one()
        assert (latest.nth, latest.citizen_id, open_summonses()) == (nth, citizen.id, 1)
    assert acts(town.centre) == []


def test_what_changes_while_the_sweep_runs_counts(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second person is exempted, elsewhere, after the sweep has found them and before their turn."""
    for _ in range(2):
        a_spell(a_citizen(town.centre))
    real = acting.Turn.take

    def take(turn: acting.Turn, people: Any) -> Any:
        done = real(turn, people)
        with db.engine.begin() as elsewhere:
            elsewhere.execute(
                text(
                    "insert into override "
                    "(public_id, municipality_id, citizen_id, kind, ground, from_on, note, created_at) "
                    "select gen_random_uuid(), municipality_id, id, 'exempt', 'other', '2026-11-01', '', now() "
                    "from citizen where id > :id"
                ),
                {"id": people[-1].citizen_id},
            )
        return done

    monkeypatch.setattr(running, "BATCH", 1)
    monkeypatch.setattr(acting.Turn, "take", take)
    assert acts(town.centre) == [Act.SUMMONED, Act.NOT_DUE]
    assert open_summonses() == 1


def test_who_is_exempted_before_the_summons_has_left_is_not_summoned(town: Town, post: Post) -> None:
    citizen = summoned(town)
    form = OverrideForm(OverrideKind.EXEMPT, "less_intensive", "23-11-2026", "24-11-2026")
    deciding.decide(town.centre, citizen.public_id, form, uuid4(), audit.staff(town.caseworker.id))
    assert deliver(town.centre, post) == {"void": 1}
    assert acts(town.centre) == [Act.NOT_DUE]
    assert (open_summonses(), actions()[-1]) == (0, "occasion.dropped")
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert acts(town.centre) == [Act.SUMMONED]
        assert deliver(town.centre, post) == {"sent": 1}


@pytest.mark.parametrize("told", [MessageState.SENT, MessageState.PENDING, None])
def test_who_is_exempted_afterwards_keeps_the_summons(town: Town, told: MessageState | None) -> None:
    """``None``: staff book for somebody who was never to get a message."""
    citizen = summoned(town)
    db.session.execute(update(Message).values(state=told) if told else delete(Message))
    db.session.commit()
    an_exemption(citizen)
    assert (acts(town.centre), open_summonses()) == ([], 1)


def under_a_new_pack(town: Town) -> Centre:
    pack = town.centre.packs[PACK]
    a_rule(NEW)
    return replace(town.centre, packs={PACK: pack, NEW: replace(pack, name=NEW)})


def test_a_new_pack_does_not_summon_again_who_has_met(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    summons = a_summons(town.centre, citizen)
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=clock.now())
    attendance.record(town.centre, meeting.public_id, Outcome.ATTENDED, "", uuid4(), audit.staff(town.caseworker.id))
    centre = under_a_new_pack(town)
    assert [one.act for one in sweep.sweep(centre, dry_run=True).people] == [Act.ALREADY]
    assert acts(centre) == []


def test_a_case_that_is_open_under_the_old_pack_goes_on(town: Town) -> None:
    citizen = summoned(town)
    centre = under_a_new_pack(town)
    assert (acts(centre), open_summonses()) == ([], 1)
    db.session.execute(update(Occasion).values(episode=date(2024, 1, 1), due_on=date(2024, 7, 1)))
    db.session.commit()
    assert (acts(centre), open_summonses()) == ([Act.ALREADY], 1), "due for another run, but one case at a time"
    spells(ended_on=TODAY)
    assert (acts(centre), open_summonses()) == ([Act.WITHDRAWN], 0)
    assert db.session.execute(select(Occasion.citizen_id)).scalars().all() == [citizen.id]


def test_who_is_held_back_under_the_old_pack_is_summoned_under_the_new(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    an_occasion(citizen, held=Held.NO_TIMES)
    assert acts(under_a_new_pack(town)) == [Act.SUMMONED]
    assert db.session.execute(select(Occasion.pack)).scalars().all() == [NEW]


def test_who_was_exempt_when_the_summons_was_to_leave_is_summoned_once_it_has_ended(town: Town, post: Post) -> None:
    citizen, who = summoned(town), audit.staff(town.caseworker.id)
    form = OverrideForm(OverrideKind.EXEMPT, "less_intensive", "23-11-2026")
    deciding.decide(town.centre, citizen.public_id, form, uuid4(), who)
    assert deliver(town.centre, post) == {"void": 1}
    exemption = db.session.execute(select(Override.public_id)).scalar_one()
    deciding.end(citizen.public_id, exemption, uuid4(), who)
    assert acts(town.centre) == [Act.SUMMONED]
    assert deliver(town.centre, post) == {"sent": 1}
    assert (open_summonses(), acts(town.centre)) == (1, [])
