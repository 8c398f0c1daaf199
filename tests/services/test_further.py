"""The occasion after another and what it comes from, few days to choose a time, and who wants another interview."""

from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Cause, Held, Occasion, ShortNotice, Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.registers import Faulty, Reason
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.refusals import Closed
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import attendance, audit, summoning, sweep, wishes
from jobcentre.services.audit import Who
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.override_forms import OverrideForm
from jobcentre.services.register import leaving
from jobcentre.services.summoning import Notice, Way
from jobcentre.services.wishes import Wish
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, an_occasion
from tests.services.post import Post, deliver

FIVE_DAYS = Notice(5, ShortNotice.JOB_OFFER, "starter den 7. december")


def clerk(town: Town) -> Who:
    return audit.staff(town.caseworker.id)


def over(town: Town, outcome: Outcome | None) -> tuple[Citizen, Summons]:
    """Somebody whose interview has been, with what came of it."""
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    summons = a_summons(town.centre, citizen)
    at = datetime(2026, 11, 23, 8, tzinfo=clock.ZONE)
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=at)
    if outcome is not None:
        attendance.record(town.centre, meeting.public_id, outcome, "", uuid4(), clerk(town), sure=True)
    return citizen, summons


def again(town: Town, wanted_by: Cause | None = None, notice: Notice | None = None) -> Occasion:
    former = db.session.execute(select(Occasion).order_by(Occasion.id.desc()).limit(1)).scalar_one()
    request = uuid4()
    for _ in range(2):
        called = summoning.summon_again(
            town.centre, former.public_id, request, clerk(town), wanted_by=wanted_by, notice=notice
        )
    assert called.way is Way.SUMMONED
    made = db.session.execute(select(Occasion).where(Occasion.public_id == called.occasion)).scalar_one()
    assert (made.after_id, made.nth) == (former.id, former.nth + 1)
    return made


@pytest.mark.parametrize(
    ("outcome", "wanted_by", "cause"),
    [
        (Outcome.ABSENT, None, Cause.ABSENCE),
        (Outcome.EXCUSED, None, Cause.EXCUSED),
        (Outcome.TECHNICAL_FAILURE, None, Cause.TECHNICAL_FAILURE),
        (Outcome.TECHNICAL_FAILURE, Cause.WANTED_BY_CITIZEN, Cause.TECHNICAL_FAILURE),
        (Outcome.ATTENDED, None, Cause.WANTED_BY_MUNICIPALITY),
        (Outcome.ATTENDED, Cause.WANTED_BY_MUNICIPALITY, Cause.WANTED_BY_MUNICIPALITY),
        (Outcome.ATTENDED, Cause.WANTED_BY_CITIZEN, Cause.WANTED_BY_CITIZEN),
        (Outcome.ATTENDED, Cause.ABSENCE, Cause.WANTED_BY_MUNICIPALITY),
    ],
)
def test_what_came_of_one_says_what_the_next_comes_from(
    town: Town, outcome: Outcome, wanted_by: Cause | None, cause: Cause
) -> None:
    over(town, outcome)
    assert again(town, wanted_by).cause is cause
    former = db.session.execute(select(Meeting)).scalar_one()
    assert former.outcome is outcome, "the history stays whole"
    entry = select(AuditEntry.facts).where(AuditEntry.action == "occasion.made").order_by(AuditEntry.id.desc())
    assert db.session.execute(entry.limit(1)).scalar_one()["cause"] == cause.value


def test_what_was_withdrawn_goes_on_as_what_it_was(town: Town) -> None:
    over(town, Outcome.ABSENT)
    made = again(town)
    summoning.withdraw(town.centre, made.public_id, Ground.MISTAKE, uuid4(), clerk(town))
    assert again(town).cause is Cause.ABSENCE


def test_a_further_one_held_back_is_not_forgotten_while_it_is_deferred(town: Town) -> None:
    citizen, _ = over(town, Outcome.EXCUSED)
    former = db.session.execute(select(Occasion)).scalar_one()
    held = an_occasion(citizen, nth=2, cause=Cause.EXCUSED, after_id=former.id, held=Held.NO_TIMES)
    form = OverrideForm(OverrideKind.DEFERRED, "away", until_on="01-12-2026")
    deciding.decide(town.centre, citizen.public_id, form, uuid4(), clerk(town))
    sweep.sweep(town.centre)
    assert db.session.execute(select(Occasion.closed_at).where(Occasion.id == held.id)).scalar() is not None
    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=clock.ZONE), tick=False):
        sweep.sweep(town.centre)
    cause = select(Occasion.cause).where(Occasion.closed_at.is_(None))
    assert db.session.execute(cause).scalars().all() == [Cause.EXCUSED]


def test_few_days_to_choose_stand_in_the_summons_and_in_the_trail(town: Town, post: Post) -> None:
    over(town, Outcome.ABSENT)
    again(town, notice=FIVE_DAYS)
    summons = db.session.execute(select(Summons).order_by(Summons.id.desc()).limit(1)).scalar_one()
    assert (summons.book_by, summons.short_notice) == (date(2026, 11, 30), ShortNotice.JOB_OFFER)
    assert (summons.short_notice_note, summons.latest_on > summons.book_by) == (FIVE_DAYS.note, True)
    entry = select(AuditEntry.facts).where(AuditEntry.action == "summons.issued")
    facts = db.session.execute(entry).scalar_one()
    assert (facts["days"], facts["ground"]) == (5, "job_offer")
    assert FIVE_DAYS.note not in str(facts)
    deliver(town.centre, post)
    written = message_from_bytes(post.of("summons").content, policy=default).get_body(("plain",))
    assert written is not None
    assert "30. november" in written.get_content()


def test_who_was_held_back_may_be_summoned_at_short_notice(town: Town) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen)
    occasion = an_occasion(citizen, held=Held.NO_TIMES)
    called = summoning.issue_now(town.centre, occasion.public_id, uuid4(), clerk(town), FIVE_DAYS)
    assert called.way is Way.SUMMONED
    assert db.session.execute(select(Summons.short_notice)).scalar_one() is ShortNotice.JOB_OFFER


def test_a_sweep_gives_everybody_all_the_days(town: Town) -> None:
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    assert db.session.execute(select(Summons.short_notice)).scalar_one() is None


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        (("0", "job_offer", "x"), [("days", Reason.DAYS)]),
        (("8", "job_offer", "x"), [("days", Reason.DAYS)]),
        (("²", "job_offer", "x"), [("days", Reason.DAYS)]),
        (("5", "", "x"), [("notice_ground", Reason.GROUND)]),
        (("5", "holiday", " "), [("notice_ground", Reason.GROUND), ("notice_note", Reason.MISSING)]),
        (("", "job_offer", ""), [("days", Reason.DAYS), ("notice_note", Reason.MISSING)]),
        (("5", "other", "x" * 201), [("notice_note", Reason.TOO_LONG)]),
    ],
)
def test_short_notice_needs_days_a_reason_and_words(
    typed: tuple[str, str, str], faults: list[tuple[str, Reason]]
) -> None:
    with pytest.raises(Faulty) as refused:
        summoning.read_notice(*typed)
    assert [(fault.column, fault.reason) for fault in refused.value.faults] == faults


def test_nothing_typed_is_no_short_notice() -> None:
    assert summoning.read_notice("", "", " ") is None
    assert [summoning.read_notice(days, "other", "x") for days in ("1", "7")] == [
        Notice(1, ShortNotice.OTHER, "x"),
        Notice(7, ShortNotice.OTHER, "x"),
    ]


def tasks() -> list[TaskKind]:
    return list(db.session.execute(select(Task.kind).where(Task.done_at.is_(None))).scalars())


def test_a_citizen_whose_interview_is_over_may_ask_once_for_another(town: Town) -> None:
    _, summons = over(town, Outcome.ATTENDED)
    assert wishes.of(summons.public_id) is Wish.OPEN
    for request in (uuid4(), uuid4()):
        for _ in range(2):
            wishes.ask(summons.public_id, request, audit.CITIZEN)
    assert (wishes.of(summons.public_id), tasks()) == (Wish.ASKED, [TaskKind.WANTS_INTERVIEW])
    asked = select(AuditEntry.id).where(AuditEntry.action == "citizen.wants_interview")
    assert len(db.session.execute(asked).all()) == 1
    assert again(town).cause is Cause.WANTED_BY_CITIZEN
    assert tasks() == [], "whoever summons has seen to it"
    assert wishes.of(summons.public_id) is Wish.NONE


def test_who_has_no_interview_behind_them_has_none_to_ask_for(town: Town) -> None:
    summons = a_summons(town.centre)
    assert wishes.of(summons.public_id) is Wish.NONE
    with pytest.raises(Closed):
        wishes.ask(summons.public_id, uuid4(), audit.CITIZEN)
    a_meeting(town.centre, town.caseworker, summons)  # still ahead
    assert wishes.of(summons.public_id) is Wish.NONE
    assert tasks() == []


def test_who_has_left_is_not_asked(town: Town) -> None:
    citizen, summons = over(town, Outcome.ATTENDED)
    citizen.left_on, citizen.left_ground = date(2026, 11, 23), "moved"  # type: ignore[assignment]
    db.session.commit()
    assert wishes.of(summons.public_id) is Wish.NONE


@pytest.mark.parametrize("ground", ["moved", "dead"])
def test_who_has_left_meanwhile_is_not_called_again_from_an_old_page(town: Town, ground: str) -> None:
    citizen, _ = over(town, Outcome.ABSENT)
    former = db.session.execute(select(Occasion)).scalar_one()
    form = leaving.LeaveForm("20-11-2026", ground)
    assert leaving.leave(town.centre, citizen.public_id, form, uuid4(), clerk(town))
    with pytest.raises(Closed):
        summoning.summon_again(town.centre, former.public_id, uuid4(), clerk(town))
    assert db.session.execute(select(Summons.id).where(Summons.closed_at.is_(None))).first() is None
