"""What citizens ask for on their page: a caseworker is called for, and until somebody answers nobody is chased."""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine

from jobcentre import clock
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Closed, Invalid, SentBefore, Throttled
from jobcentre.services import asked, audit, booking, needs
from jobcentre.services.evidence.purging import purge
from jobcentre.services.needs import Wanted
from jobcentre.services.register import merging
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.services.asking import ARABIC, LATER, TIME, ask, by, finish, open_task, rows, trail


def test_asking_calls_for_a_caseworker_and_keeps_the_words_sealed(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, TIME)
    (row,) = rows()
    assert (row.kind, row.ended_at, row.citizen_id) == (NeedKind.OTHER_TIME, None, summons.citizen_id)
    assert b"Gerne" not in (row.words_sealed or b"")
    (shown,) = needs.of(town.centre, summons.public_id)
    assert (shown.words, shown.seen, shown.answer_by) == ("Gerne efter kl. 13", False, date(2026, 11, 26))
    assert open_task() is not None
    assert trail() == [("need.asked", {"need": "other_time"})]


def test_a_form_sent_twice_asks_once_and_one_with_other_words_is_refused(town: Town) -> None:
    summons, request = a_summons(town.centre), uuid4()
    for _ in range(2):
        ask(town, summons, TIME, request)
    assert len(rows()) == 1
    with pytest.raises(SentBefore):
        ask(town, summons, Wanted(NeedKind.OTHER_TIME, words="noget andet"), request)


def test_the_same_again_adds_nothing_and_another_language_takes_its_place(town: Town) -> None:
    summons = a_summons(town.centre)
    for wanted in (ARABIC, ARABIC, Wanted(NeedKind.INTERPRETER, detail="uk"), Wanted(NeedKind.COMPANION)):
        ask(town, summons, wanted)
    assert [(row.detail, row.ended_at is None) for row in rows()] == [("ar", False), ("uk", True), ("", True)]


def test_the_telephone_or_in_person_but_not_both_and_not_what_it_is(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, Wanted(NeedKind.TELEPHONE, words="Mit net er dårligt"))
    ask(town, summons, Wanted(NeedKind.IN_PERSON, words="Mit net er dårligt"))
    assert [row.ended_at is None for row in rows()] == [False, True]
    assert needs.askable(Form.TELEPHONE, ()) == (Form.IN_PERSON,)
    assert needs.askable(Form.VIDEO, (Form.VIDEO, Form.TELEPHONE, Form.IN_PERSON)) == ()
    a_meeting(town.centre, town.caseworker, summons, form=Form.IN_PERSON, form_reason="aftalt")
    with pytest.raises(Invalid):
        ask(town, summons, Wanted(NeedKind.IN_PERSON, words="igen"))


def test_where_no_interview_is_to_come_nothing_is_asked_for(town: Town) -> None:
    closed = a_summons(town.centre, closed_at=clock.now())
    over = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, over, starts_at=datetime(2026, 11, 23, 8, tzinfo=clock.ZONE))
    late = a_summons(town.centre, book_by=date(2026, 11, 20), latest_on=date(2026, 11, 20))
    for summons in (closed, over, late):
        with pytest.raises(Closed):
            ask(town, summons, TIME)
    assert (rows(), open_task()) == ([], None)


def test_an_outdated_link_asks_for_nothing(town: Town) -> None:
    summons = a_summons(town.centre)
    with pytest.raises(Closed):
        needs.ask(town.centre, summons.public_id, TIME, uuid4(), audit.by_link("00" * 8))
    assert rows() == []


def test_too_much_is_too_much(town: Town) -> None:
    summons = a_summons(town.centre)
    for number in range(20):
        ask(town, summons, Wanted(NeedKind.OTHER_TIME, words=str(number)))
    with pytest.raises(Throttled):
        ask(town, summons, TIME)
    assert len(rows()) == 20
    ask(town, a_summons(town.centre, a_citizen(town.centre)), TIME)


def test_taking_back_what_nobody_has_seen_leaves_nothing_to_do(town: Town) -> None:
    summons, request = a_summons(town.centre), uuid4()
    ask(town, summons, ARABIC)
    for _ in range(2):
        needs.take_back(summons.public_id, rows()[0].public_id, request, by(summons))
    assert rows()[0].ended_at == clock.now()
    assert open_task() is None
    assert [action for action, _ in trail()] == ["need.asked", "need.taken_back"]


def test_an_interpreter_taken_back_after_somebody_saw_to_it_calls_for_them_again(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, ARABIC)
    with time_machine.travel(LATER, tick=False):
        assert finish(town)
        assert needs.of(town.centre, summons.public_id)[0].seen
        needs.take_back(summons.public_id, rows()[0].public_id, uuid4(), by(summons))
        assert open_task() is not None


def test_somebody_elses_need_is_not_mine_to_take_back(town: Town) -> None:
    mine, other = a_summons(town.centre), a_summons(town.centre, a_citizen(town.centre))
    ask(town, other, ARABIC)
    needs.take_back(mine.public_id, rows()[0].public_id, uuid4(), by(mine))
    assert rows()[0].ended_at is None


def test_what_is_done_answers_a_wish_and_leaves_the_interpreter_in_force(town: Town) -> None:
    summons = a_summons(town.centre)
    for wanted in (TIME, ARABIC, Wanted(NeedKind.TELEPHONE, words="Mit net er dårligt")):
        ask(town, summons, wanted)
    with time_machine.travel(LATER, tick=False):
        assert finish(town)
        assert [one.kind for one in asked.for_meeting(town.centre, summons.id)] == [NeedKind.INTERPRETER]
        found = asked.by_person(town.centre, summons.citizen_id, words=False)
    assert [(one.kind, one.holds, one.words) for one in found] == [
        (NeedKind.INTERPRETER, True, None),
        (NeedKind.TELEPHONE, False, None),
        (NeedKind.OTHER_TIME, False, None),
    ]


def test_booking_meets_the_wish_and_what_else_waits_keeps_its_task(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, TIME)
    ask(town, summons, ARABIC)
    at = datetime(2026, 11, 25, 10, tzinfo=clock.ZONE)
    booking.book(town.centre, summons.public_id, at, uuid4(), by(summons))
    assert [row.ended_at is None for row in rows()] == [False, True]
    assert open_task() is not None
    needs.take_back(summons.public_id, rows()[1].public_id, uuid4(), by(summons))
    assert open_task() is None


def test_a_time_found_by_staff_settles_the_task_by_itself(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, TIME)
    at = datetime(2026, 11, 25, 10, tzinfo=clock.ZONE)
    booking.book(town.centre, summons.public_id, at, uuid4(), audit.staff(town.caseworker.id))
    assert (open_task(), rows()[0].ended_at) == (None, clock.now())
    assert trail()[-1] == ("need.met", {"need": "other_time"})


def test_another_form_at_the_same_time_does_not_answer_a_wish_for_another_time(town: Town) -> None:
    summons = a_summons(town.centre)
    meeting = a_meeting(town.centre, town.caseworker, summons)
    ask(town, summons, TIME)
    ask(town, summons, Wanted(NeedKind.TELEPHONE, words="Mit net er dårligt"))
    who = audit.staff(town.caseworker.id)
    at = meeting.starts_at
    booking.move(town.centre, meeting.public_id, at, uuid4(), who, form=Form.TELEPHONE, form_reason="ønsket")
    assert [(row.kind, row.ended_at is None) for row in rows()] == [
        (NeedKind.OTHER_TIME, True),
        (NeedKind.TELEPHONE, False),
    ]
    assert open_task() is not None


def test_two_rows_of_one_person_keep_what_was_asked_for_readable(town: Town) -> None:
    kept, gone = a_citizen(town.centre, team=town.team), a_citizen(town.centre, team=town.team)
    summons = a_summons(town.centre, gone)
    ask(town, summons, TIME)
    merging.merge(town.centre, kept.public_id, gone.public_id, uuid4(), audit.staff(town.caseworker.id))
    (row,) = rows()
    assert row.citizen_id == kept.id
    assert asked.by_person(town.centre, kept.id, words=True)[0].words == "Gerne efter kl. 13"


def test_words_go_with_their_time(town: Town) -> None:
    summons = a_summons(town.centre)
    ask(town, summons, TIME)
    with time_machine.travel(NOW.replace(year=2032), tick=False):
        assert "wishes 1" in purge(town.centre)
    assert (rows()[0].words_sealed, rows()[0].words_key) == (None, None)
    assert needs.of(town.centre, summons.public_id)[0].words is None
