"""Which form an interview has, from the summons to the door, and what is kept of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.claim import Claim
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Held, Summons
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Closed, Code, Invalid
from jobcentre.services import agenda, audit, booking, colleagues, meetings, on_behalf
from jobcentre.services.meeting_room import room
from jobcentre.services.on_behalf import Case, Wanted
from jobcentre.services.summoning.calling import issue_to_book
from tests.builders import Town, a_citizen, a_meeting, a_rule, a_spell, a_summons, an_occasion
from tests.services.free_choice import FREE, FRIDAY, a_first, a_second, book, change, held, the

VIDEO, TELEPHONE, IN_PERSON = Form.VIDEO, Form.TELEPHONE, Form.IN_PERSON
REASON = "Vi skal se ansøgninger igennem sammen."


def pending() -> list[str]:
    rows = db.session.execute(select(Message.kind).where(Message.state == MessageState.PENDING).order_by(Message.id))
    return list(rows.scalars())


def choice(town: Town, summons: Summons) -> tuple[Form, tuple[Form, ...]]:
    standing = booking.standing(town.centre, summons.public_id)
    return standing.form, standing.forms


def by_staff(town: Town, summons: Summons, form: Form | None, reason: str = "", **given: object) -> object:
    who = audit.staff(town.caseworker.id)
    return booking.book(
        town.centre, summons.public_id, FRIDAY, uuid4(), who, town.caseworker.id, form=form, form_reason=reason
    )


def test_the_first_interview_is_in_person_and_nothing_else(town: Town) -> None:
    summons = a_first(town)
    assert choice(town, summons) == (IN_PERSON, ())
    with pytest.raises(Invalid) as refused:
        book(town, summons, VIDEO)
    assert refused.value.code == Code.FORM_NOT_OFFERED
    assert book(town, summons).form is IN_PERSON


def test_from_the_second_one_on_the_citizen_chooses(town: Town) -> None:
    citizen = a_citizen(town.centre)
    for nth, form in enumerate((None, VIDEO, TELEPHONE, IN_PERSON), 2):
        summons = a_second(town, citizen) if nth == 2 else a_first(town, citizen, nth=nth)
        assert choice(town, summons) == (VIDEO, (VIDEO, TELEPHONE, IN_PERSON))
        meeting = book(town, summons, form)
        assert meeting.form is (form or VIDEO)
        booking.cancel(town.centre, meeting.public_id, CancelGround.OTHER, uuid4(), audit.CITIZEN)


@pytest.mark.parametrize("outcome", [Outcome.ABSENT, Outcome.EXCUSED, Outcome.TECHNICAL_FAILURE, None])
def test_what_was_not_attended_was_no_first_interview(town: Town, outcome: Outcome | None) -> None:
    citizen = a_citizen(town.centre)
    earlier = a_first(town, citizen, closed_at=FRIDAY)
    earlier.closed_at = FRIDAY
    a_meeting(town.centre, town.caseworker, earlier, starts_at=FRIDAY - timedelta(days=14), outcome=outcome)
    assert choice(town, a_first(town, citizen, nth=2)) == (IN_PERSON, ())


def test_a_deferral_that_closed_the_summons_leaves_the_first_interview_the_first(town: Town) -> None:
    citizen = a_citizen(town.centre)
    closed = a_first(town, citizen, closed_at=FRIDAY)
    closed.closed_at = FRIDAY
    assert choice(town, a_first(town, citizen, nth=2)) == (IN_PERSON, ())


def test_a_new_stretch_begins_in_person_again(town: Town) -> None:
    citizen = a_citizen(town.centre)
    held(town, citizen, date(2025, 1, 1))
    assert choice(town, a_first(town, citizen)) == (IN_PERSON, ())


def test_a_summons_goes_by_its_own_pack_for_ever(town: Town) -> None:
    citizen = a_citizen(town.centre)
    held(town, citizen)
    old = a_summons(town.centre, citizen, occasion_id=an_occasion(citizen, nth=2).id)
    a_rule(FREE)
    assert choice(town, old) == (VIDEO, ())
    with pytest.raises(Invalid):
        book(town, old, TELEPHONE)
    assert book(town, old).form is VIDEO


def test_without_a_number_the_telephone_is_not_offered_and_it_says_so(town: Town) -> None:
    summons = a_second(town, a_citizen(town.centre, mobile=None))
    standing = booking.standing(town.centre, summons.public_id)
    assert (standing.forms, standing.lacks_number) == ((VIDEO, IN_PERSON), True)
    with pytest.raises(Invalid):
        book(town, summons, TELEPHONE)


def test_another_form_at_the_same_time_is_a_change_and_gives_nothing_up(town: Town) -> None:
    meeting = book(town, a_second(town))
    uid, claim = meeting.uid, db.session.execute(select(Claim.id).where(Claim.meeting_id == meeting.id)).scalar_one()
    meeting = change(town, meeting, TELEPHONE)
    assert (meeting.form, meeting.starts_at, meeting.sequence, meeting.moves) == (TELEPHONE, FRIDAY, 1, 0)
    assert (meeting.uid, db.session.execute(select(Claim.id).where(Claim.meeting_id == meeting.id)).scalar_one()) == (
        uid,
        claim,
    )
    assert set(pending()) == {"staff_changed", "changed", "reminder_days", "reminder_hours"}
    with pytest.raises(Invalid) as same:
        change(town, meeting, TELEPHONE)
    assert same.value.code == Code.SLOT_SAME


def test_time_and_form_may_change_together_and_the_form_stays_by_itself(town: Town) -> None:
    meeting = change(town, book(town, a_second(town), TELEPHONE), starts_at=FRIDAY + timedelta(hours=1))
    assert (meeting.form, meeting.moves) == (TELEPHONE, 1)
    meeting = change(town, meeting, IN_PERSON, FRIDAY + timedelta(hours=2))
    assert (meeting.form, meeting.moves, meeting.sequence) == (IN_PERSON, 2, 2)
    assert "moved" in pending()
    assert "changed" not in pending()


def test_the_form_can_be_changed_when_it_is_too_late_for_another_time(town: Town) -> None:
    """The notice before a time binds new times, not the one that is kept."""
    summons = a_second(town)
    soon = FRIDAY.replace(day=23, hour=14)
    who = audit.staff(town.caseworker.id)
    made = booking.book(town.centre, summons.public_id, soon, uuid4(), who, town.caseworker.id)
    assert change(town, the(made), TELEPHONE).form is TELEPHONE


def test_what_staff_ask_for_needs_a_reason_is_kept_and_binds(town: Town) -> None:
    summons = a_second(town)
    meeting = book(town, summons)
    who, move = audit.staff(town.caseworker.id), (town.centre, meeting.public_id, FRIDAY)
    with pytest.raises(Invalid) as refused:
        booking.move(*move, uuid4(), who, form=IN_PERSON)
    assert refused.value.code == Code.FORM_NEEDS_REASON
    booking.move(*move, uuid4(), who, form=IN_PERSON, form_reason=REASON)
    meeting = the(meeting.public_id)
    assert (meeting.form, meeting.form_reason) == (IN_PERSON, REASON)
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == "meeting.form_asked")).scalar_one()
    assert (entry.staff_id, entry.facts["form"], entry.facts["role"]) == (town.caseworker.id, "in_person", "caseworker")
    assert REASON not in str(entry.facts)
    facts = agenda.meeting(town.centre, meeting.public_id, who)
    assert facts is not None
    assert (facts.form, facts.form_reason) == (IN_PERSON, REASON)
    assert choice(town, summons) == (IN_PERSON, ())
    with pytest.raises(Invalid):
        change(town, meeting, VIDEO)
    assert change(town, meeting, starts_at=FRIDAY + timedelta(hours=1)).form_reason == REASON


def test_cancelling_does_not_undo_what_the_municipality_asked_for(town: Town) -> None:
    summons = a_second(town)
    meeting = the(by_staff(town, summons, IN_PERSON))  # type: ignore[arg-type]
    assert meeting.form_reason == "", "the citizen may have that form"
    who = audit.staff(town.caseworker.id)
    booking.move(town.centre, meeting.public_id, FRIDAY, uuid4(), who, form=VIDEO, form_reason="Borgeren ringede.")
    booking.move(town.centre, meeting.public_id, FRIDAY, uuid4(), who, form=IN_PERSON, form_reason=REASON)
    assert the(meeting.public_id).form_reason == REASON
    booking.cancel(town.centre, meeting.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    assert choice(town, summons) == (IN_PERSON, ())
    again = book(town, summons, starts_at=FRIDAY + timedelta(hours=1))
    assert (again.form, again.form_reason) == (IN_PERSON, REASON)


def test_a_form_of_the_citizens_own_is_only_noted(town: Town) -> None:
    meeting = book(town, a_second(town))
    who = audit.staff(town.caseworker.id)
    booking.move(town.centre, meeting.public_id, FRIDAY, uuid4(), who, form=TELEPHONE, form_reason="Borgeren ringede.")
    meeting = the(meeting.public_id)
    assert meeting.form_reason == "Borgeren ringede."
    assert change(town, meeting, IN_PERSON).form_reason == ""


def test_under_the_old_rule_staff_may_still_find_another_way(town: Town) -> None:
    summons = a_summons(town.centre)
    with pytest.raises(Invalid):
        by_staff(town, summons, TELEPHONE)
    meeting = the(by_staff(town, summons, TELEPHONE, "Borgeren har ikke internet."))  # type: ignore[arg-type]
    assert (meeting.form, choice(town, summons)) == (TELEPHONE, (TELEPHONE, ()))


def the_case(town: Town, person: object) -> Case:
    case = on_behalf.case(town.centre, person, audit.staff(town.caseworker.id))  # type: ignore[arg-type]
    assert case is not None
    return case


def test_a_refused_form_begins_nothing_for_who_was_held_back(town: Town) -> None:
    citizen = a_citizen(town.centre, caseworker=town.caseworker, team=town.team)
    a_spell(citizen)
    an_occasion(citizen, pack=FREE, held=Held.NO_SELF_BOOKING)
    case, who = the_case(town, citizen.public_id), audit.staff(town.caseworker.id)
    assert (case.form, case.without_reason) == (IN_PERSON, (IN_PERSON,))
    (me,) = colleagues.bookable(who)
    with pytest.raises(Invalid):
        on_behalf.place(town.centre, case, Wanted(FRIDAY, VIDEO), me, uuid4(), who)
    assert db.session.execute(select(Summons.id)).scalar() is None
    made = on_behalf.place(town.centre, case, Wanted(FRIDAY, VIDEO, REASON), me, uuid4(), who)
    assert (the(made).form, the(made).form_reason) == (VIDEO, REASON)


@pytest.mark.parametrize("form", [TELEPHONE, IN_PERSON])
def test_only_a_meeting_on_video_has_a_room(town: Town, form: Form) -> None:
    meeting = a_meeting(town.centre, town.caseworker, form=form, starts_at=FRIDAY.replace(day=23, hour=9, minute=5))
    for who in (audit.CITIZEN, audit.staff(town.caseworker.id)):
        with pytest.raises(Closed):
            room.enter(town.centre, meeting.public_id, who, uuid4())
    door = meetings.door(town.centre, meeting.public_id, audit.staff(town.caseworker.id))
    assert door is not None
    assert (door.form, door.lets_in) == (form, False)


def test_the_day_says_how_and_whom_to_call(town: Town) -> None:
    who = audit.staff(town.caseworker.id)
    for hour, form in ((10, VIDEO), (11, TELEPHONE), (12, IN_PERSON)):
        at = FRIDAY.replace(day=23, hour=hour)
        a_meeting(town.centre, town.caseworker, a_summons(town.centre), form=form, starts_at=at)
    today = agenda.today(town.centre, who, town.caseworker.role)
    assert [(one.form, one.mobile) for one in today.meetings] == [
        (VIDEO, None),
        (TELEPHONE, "+4520000000"),
        (IN_PERSON, None),
    ]


def test_issuing_by_hand_and_by_the_service_begin_with_the_same_form(town: Town) -> None:
    citizen = a_citizen(town.centre)
    held(town, citizen)
    occasion = an_occasion(citizen, pack=FREE, nth=2)
    summons = issue_to_book(town.centre, occasion.public_id, uuid4(), audit.SYSTEM)
    row = db.session.execute(select(Summons).where(Summons.public_id == summons)).scalar_one()
    assert choice(town, row)[0] is VIDEO
