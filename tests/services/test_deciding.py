"""Deciding in place of the rules: what is read, what follows, how it ends, and that the sweep goes by it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.occasion import Cause, Held, Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.staff import Staff
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import attendance, audit, overriding, sweep
from jobcentre.services.audit import Who
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.deciding import Decided, Offer
from jobcentre.services.decisions.override_forms import OverrideForm
from jobcentre.services.sweep import Act
from tests import builders
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, an_exemption
from tests.services.post import Post, deliver, words

TODAY = date(2026, 11, 23)
DEFERRED = OverrideForm(OverrideKind.DEFERRED, "agreed_later", until_on="01-12-2026")
NOT_RELEVANT = OverrideForm(OverrideKind.NOT_RELEVANT, "held_elsewhere")
PAUSED = OverrideForm(OverrideKind.CHASING_PAUSED, "in_contact", until_on="30-11-2026")
NO_SELF_BOOKING = OverrideForm(OverrideKind.NO_SELF_BOOKING, "not_online")


def clerk(town: Town) -> Who:
    """The town's caseworker; read anew, since a sweep forgets what it has read."""
    return audit.staff(the_caseworker().id)


def the_caseworker() -> Staff:
    return db.session.execute(select(Staff)).scalar_one()


def decide(town: Town, citizen: Citizen, form: OverrideForm, request: UUID | None = None) -> Decided | None:
    return deciding.decide(town.centre, citizen.public_id, form, request or uuid4(), clerk(town))


def decided(town: Town, citizen: Citizen, form: OverrideForm) -> Override:
    assert decide(town, citizen, form) is not None
    return db.session.execute(select(Override).order_by(Override.id.desc()).limit(1)).scalar_one()


def acts(town: Town) -> list[Act]:
    return [one.act for one in sweep.sweep(town.centre).people]


def summoned(town: Town) -> Citizen:
    a_spell(a_citizen(town.centre))
    assert acts(town) == [Act.SUMMONED]
    return db.session.execute(select(Citizen)).scalar_one()


def open_summonses() -> int:
    return len(db.session.execute(select(Summons.id).where(Summons.closed_at.is_(None))).all())


def trail() -> list[str]:
    entries = select(AuditEntry.action).where(AuditEntry.action.like("override.%")).order_by(AuditEntry.id)
    return list(db.session.execute(entries).scalars())


def on(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=clock.ZONE), tick=False)


def test_a_decision_is_made_and_ended_by_hand(town: Town) -> None:
    citizen = a_citizen(town.centre)
    form = OverrideForm(OverrideKind.EXEMPT, "parental_leave", "01-12-2026", "2027-05-31", "aftalt i telefonen")
    found = decided(town, citizen, form)
    assert (found.ground, found.from_on, found.until_on) == (
        Ground.PARENTAL_LEAVE,
        date(2026, 12, 1),
        date(2027, 5, 31),
    )
    assert (found.note, found.author_id, found.episode) == ("aftalt i telefonen", town.caseworker.id, None)
    for _ in range(2):
        assert deciding.end(citizen.public_id, found.public_id, uuid4(), clerk(town))
    assert trail() == ["override.added", "override.ended"]
    assert not deciding.end(citizen.public_id, uuid4(), uuid4(), clerk(town))


def test_a_form_sent_twice_decides_once(town: Town) -> None:
    citizen, request = summoned(town), uuid4()
    form = replace(DEFERRED, close=True)
    assert [decide(town, citizen, form, request) for _ in range(2)] == [Decided(closed=True)] * 2
    assert trail() == ["override.added"]


def test_another_teams_person_is_not_there(town: Town) -> None:
    theirs = a_citizen(town.centre, team=builders.a_team())
    assert decide(town, theirs, PAUSED) is None
    assert deciding.offer(theirs.public_id, clerk(town)) == Offer()


def test_the_last_word_counts_except_among_exemptions(town: Town) -> None:
    citizen = a_citizen(town.centre)
    decided(town, citizen, DEFERRED)
    decided(town, citizen, replace(DEFERRED, until_on="24-11-2026"))
    decided(town, citizen, OverrideForm(OverrideKind.EXEMPT, "job_agreed", "01-01-2027"))
    decided(town, citizen, OverrideForm(OverrideKind.EXEMPT, "job_agreed", "01-03-2027"))
    standing = select(Override.until_on).where(Override.ended_at.is_(None)).order_by(Override.id)
    assert list(db.session.execute(standing).scalars()) == [date(2026, 11, 24), None, None]


def test_a_deferral_that_closes_the_summons_lets_the_duty_come_back(town: Town, post: Post) -> None:
    citizen = summoned(town)
    deliver(town.centre, post)
    assert deciding.offer(citizen.public_id, clerk(town)) == Offer(close=True)
    assert decide(town, citizen, replace(DEFERRED, close=True)) == Decided(closed=True)
    deliver(town.centre, post)
    assert (post.kinds(), open_summonses()) == (["summons", "withdrawn"], 0)
    assert "Vi skriver til dig igen" in words(post.taken[-1])
    for day in (24, 30):
        with on(date(2026, 11, day)):
            assert [act for act in acts(town) if act is not Act.NOT_DUE] == []
    with on(date(2026, 12, 1)):
        assert (open_summonses(), [act for act in acts(town) if act is not Act.NOT_DUE]) == (0, [])
    with on(date(2026, 12, 2)):
        assert acts(town) == [Act.SUMMONED]
        assert (open_summonses(), acts(town)) == (1, [])
    made = db.session.execute(select(Occasion).order_by(Occasion.id)).scalars().all()
    assert [(one.nth, one.cause) for one in made] == [(1, Cause.THRESHOLD), (2, Cause.THRESHOLD)]
    assert made[1].after_id == made[0].id


def test_a_deferral_that_closes_nothing_leaves_the_summons(town: Town, post: Post) -> None:
    citizen = summoned(town)
    deliver(town.centre, post)
    assert decide(town, citizen, DEFERRED) == Decided()
    assert (acts(town), open_summonses()) == ([], 1)


def test_a_meeting_stays_whatever_is_asked(town: Town) -> None:
    citizen = summoned(town)
    a_meeting(town.centre, the_caseworker(), db.session.execute(select(Summons)).scalar_one())
    assert deciding.offer(citizen.public_id, clerk(town)) == Offer()
    assert decide(town, citizen, replace(NOT_RELEVANT, close=True)) == Decided()
    assert open_summonses() == 1


def test_not_relevant_is_about_this_run_and_ends_with_it(town: Town) -> None:
    citizen = summoned(town)
    found = decided(town, citizen, replace(NOT_RELEVANT, close=True))
    assert (found.episode, found.until_on, open_summonses()) == (date(2026, 5, 1), None, 0)
    with on(date(2027, 1, 4)):
        assert deciding.end_past(town.centre) == 0
        assert [act for act in acts(town) if act is not Act.NOT_DUE] == []
    db.session.execute(update(Spell).values(ended_on=date(2027, 1, 5)))
    a_spell(citizen, date(2027, 2, 1))
    with on(date(2027, 2, 2)):
        assert deciding.end_past(town.centre) == 1
    with on(date(2027, 8, 2)):
        assert acts(town) == [Act.SUMMONED]
    assert trail() == ["override.added", "override.ended_by_itself"]


def test_not_relevant_taken_back_makes_the_duty_anew(town: Town) -> None:
    citizen = summoned(town)
    found = decided(town, citizen, replace(NOT_RELEVANT, close=True))
    deciding.end(citizen.public_id, found.public_id, uuid4(), clerk(town))
    assert (acts(town), open_summonses()) == ([Act.SUMMONED], 1)


@pytest.mark.parametrize("form", [DEFERRED, PAUSED])
def test_each_ends_by_itself_on_its_day(town: Town, form: OverrideForm) -> None:
    last = decided(town, a_citizen(town.centre), form).until_on
    assert last is not None
    with on(last):
        assert deciding.end_past(town.centre) == 0
    with on(last + timedelta(days=1)):
        assert [deciding.end_past(town.centre) for _ in range(2)] == [1, 0]
    assert trail() == ["override.added", "override.ended_by_itself"]


def test_the_nightly_sweep_ends_what_has_passed(town: Town) -> None:
    an_exemption(a_citizen(town.centre), from_on=date(2026, 11, 1), until_on=date(2026, 11, 22))
    sweep.sweep(town.centre, dry_run=True)
    assert trail() == []
    sweep.sweep(town.centre)
    assert trail() == ["override.ended_by_itself"]


def paused(citizen: Citizen) -> bool:
    holds = overriding.holds(clock.today(), (OverrideKind.CHASING_PAUSED,))
    return bool(db.session.execute(select(Override.id).where(Override.citizen_id == citizen.id, holds)).all())


def test_pausing_and_choosing_for_somebody_leave_the_duty(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    decided(town, citizen, PAUSED)
    assert paused(citizen)
    with on(date(2026, 12, 1)):
        assert not paused(citizen)
    assert acts(town) == [Act.SUMMONED]
    decided(town, citizen, replace(NO_SELF_BOOKING, close=True))
    assert open_summonses() == 1


def test_who_does_not_choose_is_held_for_somebody_who_does(town: Town) -> None:
    """Whatever the file says: an import sets the flag of the case system, not the decision."""
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    found = decided(town, citizen, NO_SELF_BOOKING)
    assert overriding.no_self_booking(citizen)
    assert db.session.execute(select(Citizen.id).where(overriding.books_not(TODAY))).scalars().all() == [citizen.id]
    assert acts(town) == [Act.HELD]
    assert db.session.execute(select(Occasion.held)).scalar_one() is Held.NO_SELF_BOOKING
    deciding.end(citizen.public_id, found.public_id, uuid4(), clerk(town))
    assert not overriding.no_self_booking(citizen)
    assert acts(town) == [Act.SUMMONED]


def test_calling_again_can_wait_for_a_day(town: Town) -> None:
    """The next interview is summoned by the sweep after the day, and says from what it comes."""
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=clock.now())
    attendance.record(town.centre, meeting.public_id, Outcome.EXCUSED, "", uuid4(), clerk(town))
    assert deciding.offer(citizen.public_id, clerk(town)) == Offer(call_again=True)
    assert decide(town, citizen, replace(DEFERRED, call_again=True)) == Decided(waits=True)
    with on(date(2026, 12, 1)):
        assert [act for act in acts(town) if act is not Act.NOT_DUE] == []
    with on(date(2026, 12, 2)):
        assert (acts(town), open_summonses()) == ([Act.SUMMONED], 1)
        assert acts(town) == []
    made = db.session.execute(select(Occasion.cause).order_by(Occasion.id)).scalars().all()
    assert made == [Cause.THRESHOLD, Cause.EXCUSED, Cause.EXCUSED]


def test_a_deferral_without_that_calls_nobody_again(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=clock.now())
    attendance.record(town.centre, meeting.public_id, Outcome.ABSENT, "", uuid4(), clerk(town), sure=True)
    assert decide(town, citizen, DEFERRED) == Decided()
    with on(date(2026, 12, 2)):
        assert [act for act in acts(town) if act is not Act.ALREADY] == []
