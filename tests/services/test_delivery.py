"""Delivery: what is true is sent once, what is not is not, and nothing holds up the rest."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text, update

from jobcentre import clock
from jobcentre.channels import Outgoing, PermanentFailure, TemporaryFailure
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import AccountLink, AccountPurpose
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, booking, delivery, links, messaging, summoning, sweep
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_staff, a_summons, a_town, hours, saved
from tests.services.post import Post, at_once, deliver, invitation, posting, states

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=clock.ZONE)
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)
PENDING, SENT, VOID, EXPIRED, DEAD = MessageState


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], None]]:
    travels = []

    def go(moment: datetime) -> None:
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    yield go
    for travelled in reversed(travels):
        travelled.stop()


def booked(town: Town, starts_at: datetime = FRIDAY, **person: Any) -> tuple[UUID, UUID]:
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    meeting = booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
    return summons.public_id, meeting


def row(kind: str) -> Message:
    db.session.expire_all()
    return db.session.execute(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).scalars().first()  # type: ignore[return-value]


def cancel(town: Town, meeting: UUID) -> None:
    booking.cancel(town.centre, meeting, CancelGround.WORK, uuid4(), audit.CITIZEN)


def fail_with(failure: Exception) -> Callable[[Outgoing], None]:
    def before(outgoing: Outgoing) -> None:
        raise failure

    return before


def test_both_sides_hear_of_a_booking_and_reminders_wait(town: Town, post: Post) -> None:
    booked(town)
    assert deliver(town.centre, post) == {"sent": 2}
    assert set(post.kinds()) == {"confirmation", "staff_confirmation"}
    assert states()["reminder_days"] is states()["reminder_hours"] is PENDING
    sent = row("confirmation")
    assert (sent.sent_at, sent.reference is not None, sent.lease, sent.leased_until) == (clock.now(), True, None, None)
    assert deliver(town.centre, post) == {}


def test_each_reminder_leaves_at_its_time(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    booked(town)
    deliver(town.centre, post)
    for moment, kind in ((FRIDAY - timedelta(days=3), "reminder_days"), (FRIDAY - timedelta(hours=2), "reminder_hours")):
        travel(moment - timedelta(seconds=1))
        assert deliver(town.centre, post) == {}
        travel(moment)
        assert deliver(town.centre, post) == {"sent": 1}
        assert post.kinds()[-1] == kind


def test_after_a_standstill_only_the_last_reminder_leaves(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    booked(town)
    deliver(town.centre, post)
    travel(FRIDAY - timedelta(hours=1))
    assert deliver(town.centre, post) == {"sent": 1, "expired": 1}
    assert (states()["reminder_days"], states()["reminder_hours"]) == (EXPIRED, SENT)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=5), timedelta(days=30)])
def test_nothing_about_a_meeting_leaves_once_it_has_begun(
    town: Town, post: Post, travel: Callable[[datetime], None], late: timedelta
) -> None:
    booked(town)
    travel(FRIDAY + late)
    assert deliver(town.centre, post) == {"expired": 4}
    assert post.taken == []


def test_a_summons_makes_sense_until_the_last_day(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    a_spell(a_citizen(town.centre))
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    one = update(Message).where(Message.id == select(func.min(Message.id)).scalar_subquery())
    travel(datetime(2026, 12, 21, 23, 59, tzinfo=clock.ZONE))
    db.session.execute(one.values(due_at=clock.now() + timedelta(minutes=1)))
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 1}
    travel(datetime(2026, 12, 22, 0, 0, tzinfo=clock.ZONE))
    assert deliver(town.centre, post) == {"expired": 1}


def test_a_cancelled_meeting_is_neither_confirmed_nor_recalled(town: Town, post: Post) -> None:
    _, meeting = booked(town)
    cancel(town, meeting)
    assert deliver(town.centre, post) == {"sent": 2}
    assert set(post.kinds()) == {"cancelled", "staff_cancelled"}


def test_after_a_move_only_the_new_time_is_announced_and_recalled(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    _, meeting = booked(town)
    booking.move(town.centre, meeting, FRIDAY + timedelta(hours=3), uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    travel(FRIDAY - timedelta(days=3))
    assert deliver(town.centre, post) == {}
    travel(FRIDAY - timedelta(days=3) + timedelta(hours=3))
    deliver(town.centre, post)
    assert set(post.kinds()) == {"moved", "staff_moved", "reminder_days"}


CHANGES: dict[str, Callable[[Town, UUID, UUID], object]] = {
    "cancelled": lambda town, summons, meeting: cancel(town, meeting),
    "moved": lambda town, summons, meeting: booking.move(
        town.centre, meeting, FRIDAY + timedelta(hours=1), uuid4(), audit.CITIZEN
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_last_moment_is_seen_before_sending(town: Town, post: Post, change: str) -> None:
    """The rows are leased already when the meeting changes."""
    summons, meeting = booked(town)
    centre = posting(town.centre, post)
    batch = delivery.claim(centre)
    CHANGES[change](town, summons, meeting)
    assert [delivery._deliver(centre, leased) for leased in batch] == ["void", "void"]
    assert post.taken == []


def test_a_row_that_is_untrue_but_was_not_taken_back_becomes_void(town: Town, post: Post) -> None:
    """Truth is read from the meeting, not from the row."""
    booked(town)
    db.session.execute(update(Meeting).values(sequence=Meeting.sequence + 1))
    db.session.commit()
    assert deliver(town.centre, post) == {"void": 2}


def test_a_summons_is_void_once_a_time_is_booked_or_the_duty_has_ended(town: Town, post: Post) -> None:
    people = [a_citizen(town.centre) for _ in range(3)]
    for person in people:
        a_spell(person)
    sweep.sweep(town.centre)
    first, second, _ = db.session.execute(select(Summons).order_by(Summons.id)).scalars()
    booking.book(town.centre, first.public_id, FRIDAY, uuid4(), audit.CITIZEN)
    summoning.close(second.occasion_id)
    db.session.commit()
    deliver(town.centre, post)
    assert post.kinds().count("summons") == 1
    assert post.of("summons").recipient == people[2].email


def test_a_renewed_link_takes_back_the_summons_that_is_on_its_way(town: Town, post: Post) -> None:
    a_spell(a_citizen(town.centre))
    sweep.sweep(town.centre)
    summons = db.session.execute(select(Summons)).scalar_one()
    centre = posting(town.centre, post)
    (leased,) = delivery.claim(centre)
    summoning.renew_link(town.centre, summons.public_id, uuid4(), audit.staff(town.caseworker.id))
    assert delivery._deliver(centre, leased) == "void"
    assert deliver(town.centre, post) == {"sent": 1}


def test_an_account_link_leaves_while_it_works(town: Town, post: Post, travel: Callable[[datetime], None]) -> None:
    for _ in range(2):
        link = account_link(town)
        messaging.write([messaging.plan_account(link)])
    link.used_at = clock.now()
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 1, "void": 1}
    messaging.write([messaging.plan_account(account_link(town))])
    db.session.commit()
    travel(clock.now() + timedelta(hours=24))
    assert deliver(town.centre, post) == {"void": 1}


def account_link(town: Town) -> AccountLink:
    public_id = uuid4()
    return saved(
        AccountLink(
            public_id=public_id,
            staff_id=town.caseworker.id,
            purpose=AccountPurpose.RESET,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(hours=24),
            **links.sealed_token(town.centre, "account_link", public_id),
        )
    )


def test_a_temporary_failure_is_tried_again_after_a_pause(town: Town, post: Post) -> None:
    booked(town)
    post.before = fail_with(TemporaryFailure("busy"))
    assert deliver(town.centre, post) == {"postponed": 2}
    waiting = row("confirmation")
    assert (waiting.state, waiting.failure, waiting.attempts, waiting.lease) == (PENDING, "busy", 1, None)
    pause = db.session.execute(select(Message.next_try_at - func.clock_timestamp()).where(Message.id == waiting.id))
    assert timedelta(seconds=0) < pause.scalar_one() <= timedelta(seconds=5)
    post.before = lambda outgoing: None
    assert deliver(town.centre, post) == {}
    at_once()
    assert deliver(town.centre, post) == {"sent": 2}


def test_pauses_grow_and_in_the_end_a_person_must_look(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest: list[float] = []

    def uniform(least: float, most: float) -> float:
        longest.append(most)
        return most

    monkeypatch.setattr(delivery.random, "uniform", uniform)
    booked(town)
    deliver(town.centre, Post())  # the caseworker's is out of the way
    db.session.execute(update(Message).where(Message.kind == "confirmation").values(state=PENDING, attempts=0))
    db.session.commit()
    post.before = fail_with(TemporaryFailure("busy"))
    tries = town.centre.settings.delivery.max_attempts
    for _ in range(tries - 1):
        assert deliver(town.centre, post) == {"postponed": 1}
        at_once()
    assert deliver(town.centre, post) == {"dead": 1}
    assert longest == sorted(longest)
    assert (longest[0], len(longest), longest[-1] <= 15 * 60) == (5, tries - 1, True)
    assert (row("confirmation").state, row("confirmation").failure) == (DEAD, "busy")
    at_once()
    assert deliver(town.centre, post) == {}


def test_a_pause_never_carries_a_message_past_its_use(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    booked(town)
    post.before = fail_with(TemporaryFailure("busy"))
    deliver(town.centre, post)
    travel(FRIDAY)
    at_once()
    post.before = lambda outgoing: None
    assert deliver(town.centre, post) == {"expired": 4}


def test_a_permanent_failure_is_a_persons_task_at_once(town: Town, post: Post) -> None:
    booked(town)

    def before(outgoing: Outgoing) -> None:
        if "citizen" in outgoing.key:
            raise PermanentFailure("550 no such user")

    post.before = before
    assert deliver(town.centre, post) == {"sent": 1, "dead": 1}
    assert (row("confirmation").state, row("confirmation").failure) == (DEAD, "550 no such user")


def without_address(person: Citizen, meeting: Meeting) -> None:
    person.email = None


def unusable_address(person: Citizen, meeting: Meeting) -> None:
    person.email = "emilie@example.dk, alle@example.dk"


def nameless(person: Citizen, meeting: Meeting) -> None:
    person.given_name = " "


def unreadable_link(person: Citizen, meeting: Meeting) -> None:
    meeting.token_sealed = b"x" * 40


def forgotten_key(person: Citizen, meeting: Meeting) -> None:
    meeting.token_key = "k0"


POISONS: list[tuple[Callable[[Citizen, Meeting], None], str]] = [
    (without_address, "dead"),
    (unusable_address, "dead"),
    (nameless, "dead"),
    (unreadable_link, "postponed"),
    (forgotten_key, "postponed"),
]


@pytest.mark.parametrize(("poison", "end"), POISONS)
def test_a_poisoned_row_does_not_hold_up_the_others(
    town: Town, post: Post, poison: Callable[[Citizen, Meeting], None], end: str
) -> None:
    booked(town, FRIDAY)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    poison(meeting.citizen, meeting)
    db.session.commit()
    booked(town, FRIDAY + timedelta(hours=1))
    found = deliver(town.centre, post)
    assert (found["sent"], found[end]) == (3, 1)
    assert post.kinds().count("confirmation") == 1
    failure = db.session.execute(select(Message.failure).where(Message.failure.is_not(None))).scalar_one()
    assert "example.dk" not in failure


def test_a_channel_that_breaks_in_an_unknown_way_is_postponed(town: Town, post: Post) -> None:
    booked(town)
    post.before = fail_with(ZeroDivisionError("secret@example.dk"))
    assert deliver(town.centre, post) == {"postponed": 2}
    assert row("confirmation").failure == "ZeroDivisionError"


def test_nothing_is_open_while_a_message_travels(town: Town, post: Post) -> None:
    booked(town)
    transactions: list[bool] = []
    post.before = lambda outgoing: transactions.append(db.session().in_transaction())
    deliver(town.centre, post)
    assert transactions == [False, False]


def test_the_kept_text_is_what_was_sent_and_nobody_else_can_read_it(town: Town, post: Post) -> None:
    booked(town)
    deliver(town.centre, post)
    kept, sent = row("confirmation"), post.of("confirmation")
    assert kept.body_sealed and kept.body_key
    place = f"{town.municipality.id}:message:{kept.key}:body"
    assert town.centre.keys.open(kept.body_sealed, kept.body_key, place) == sent.content
    assert b"Emilie" not in kept.body_sealed


def test_a_second_try_sends_the_very_same_bytes(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    """The first try got through, but nobody heard of it."""
    booked(town)
    attempts = Post()

    def cut(outgoing: Outgoing) -> None:
        attempts.taken.append(outgoing)
        raise TemporaryFailure("cut off after the end")

    post.before = cut
    deliver(town.centre, post)
    travel(clock.now() + timedelta(minutes=20))
    at_once()
    post.before = lambda outgoing: None
    deliver(town.centre, post)
    for kind in ("confirmation", "staff_confirmation"):
        assert attempts.of(kind) == post.of(kind)


def test_a_worker_that_was_frozen_longer_than_its_lease_does_not_send(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(town)
    centre = posting(town.centre, post)
    batch, real = delivery.claim(centre), clock.uptime
    monkeypatch.setattr(clock, "uptime", lambda: real() + centre.settings.delivery.lease_seconds)
    assert [delivery._deliver(centre, leased) for leased in batch] == ["released", "released"]
    assert post.taken == []
    monkeypatch.undo()
    assert deliver(town.centre, post) == {"sent": 2}
    assert row("confirmation").attempts == 1


def test_a_row_that_somebody_else_took_over_is_left_to_them(town: Town, post: Post) -> None:
    booked(town)
    centre = posting(town.centre, post)
    late = delivery.claim(centre)
    db.session.execute(update(Message).values(leased_until=text("clock_timestamp() - interval '1 second'")))
    db.session.commit()
    again = delivery.claim(centre)
    assert [leased.id for leased in again] == [leased.id for leased in late]
    assert delivery._end(late[0], DEAD, "late") == "lost"
    assert delivery._postpone(centre, late[1], "late") == "postponed"
    assert {delivery._deliver(centre, leased) for leased in again} == {"sent"}
    assert {(found.state, found.failure) for found in (row("confirmation"), row("staff_confirmation"))} == {(SENT, None)}


def test_a_lease_keeps_others_away_until_it_runs_out(town: Town, post: Post) -> None:
    booked(town)
    centre = posting(town.centre, post)
    assert len(delivery.claim(centre)) == 2
    assert delivery.claim(centre) == []


def test_stopping_leaves_the_rest_free_for_others_at_once(town: Town, post: Post) -> None:
    booked(town)
    centre = posting(town.centre, post)
    done = delivery.deliver_due(centre, stop=lambda: len(post.taken) == 1)
    assert (done.states, done.total, len(post.taken)) == ({"sent": 1}, 1, 1)
    held = db.session.execute(select(Message.id).where(Message.lease.is_not(None) | (Message.attempts > 1))).all()
    assert held == []
    assert deliver(town.centre, post) == {"sent": 1}


def test_what_is_due_longest_leaves_first_and_a_batch_is_no_larger_than_it_may(town: Town, post: Post) -> None:
    batch = town.centre.settings.delivery.batch
    summons = a_summons(town.centre)
    for minutes in range(batch + 2):
        plan = messaging.plan_summons(summons, summons.citizen, version=minutes + 1)
        messaging.write([plan])
    db.session.execute(update(Message).values(due_at=clock.now() - Message.id * text("interval '1 minute'")))
    db.session.commit()
    assert len(delivery.claim(town.centre)) == batch
    late = db.session.execute(select(Message.id).where(Message.lease.is_(None)).order_by(Message.id)).scalars().all()
    every = db.session.execute(select(Message.id).order_by(Message.id)).scalars().all()
    assert late == every[:2]


def test_two_workers_share_without_doubles(town: Town, app: Flask) -> None:
    people = 40
    summons = [a_summons(town.centre) for _ in range(people)]
    messaging.write(messaging.plan_summons(one, one.citizen) for one in summons)
    db.session.commit()
    posts, start = [Post(), Post()], threading.Barrier(2)

    def work(post: Post) -> None:
        with app.app_context():
            start.wait(10)
            while delivery.deliver_due(posting(town.centre, post)).total:
                pass

    threads = [threading.Thread(target=work, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    keys = [outgoing.key for post in posts for outgoing in post.taken]
    assert (len(keys), len(set(keys))) == (people, people)
    assert all(post.taken for post in posts)


def test_messages_of_all_municipalities_leave_each_in_its_own_name(town: Town, post: Post) -> None:
    booked(town)
    other = a_town(town.centre, jobcentre="Jobcenter Nabo", email="nabo@nabo.example")
    with scope(other.municipality.id):
        meeting = a_meeting(town.centre, other.caseworker)
        messaging.write(messaging.plan_change(meeting, messaging.BOOKED, town.centre.packs["unge-digital-2021"], True))
        db.session.commit()
    assert deliver(town.centre, post) == {"sent": 4}
    assert {outgoing.sender for outgoing in post.taken} == {"jobcenter@eksempel.example", "nabo@nabo.example"}


def test_a_meeting_handed_over_is_called_off_for_the_first_at_its_old_time(town: Town, post: Post) -> None:
    colleague = a_staff(team=town.team, name="Jonas Holm")
    hours(colleague)
    _, meeting = booked(town, TUESDAY)
    deliver(town.centre, post)
    staff, later = audit.staff(colleague.id), TUESDAY + timedelta(days=1)
    booking.move(town.centre, meeting, later, uuid4(), staff, staff_id=colleague.id)
    again = Post()
    deliver(town.centre, again)
    assert set(again.kinds()) == {"staff_cancelled", "staff_confirmation", "moved"}
    called_off, asked = again.of("staff_cancelled"), again.of("staff_confirmation")
    assert (called_off.recipient, asked.recipient) == (town.caseworker.email, colleague.email)
    method, event = invitation(called_off)
    assert (method, event.start, event.end, event["SEQUENCE"]) == (
        "CANCEL", TUESDAY, TUESDAY + timedelta(minutes=30), 1,
    )  # fmt: skip
    method, event = invitation(asked)
    assert (method, event.start, event["SEQUENCE"]) == ("REQUEST", later, 1)
    assert event["UID"] == invitation(post.of("confirmation"))[1]["UID"]


def test_a_former_caseworker_hears_that_it_is_off_even_when_it_moves_on(town: Town, post: Post) -> None:
    colleague, third = a_staff(team=town.team), a_staff(team=town.team)
    _, meeting = booked(town)
    deliver(town.centre, post)
    who, again = audit.staff(colleague.id), Post()
    for hour, keeper in enumerate((colleague, third, third)):
        later = FRIDAY + timedelta(hours=hour)
        booking.move(town.centre, meeting, later, uuid4(), who, staff_id=keeper.id)
    booking.cancel(town.centre, meeting, CancelGround.MUNICIPALITY, uuid4(), who)
    deliver(town.centre, again)
    off = {outgoing.recipient: invitation(outgoing)[1] for outgoing in again.taken if "staff_" in outgoing.key}
    assert set(off) == {town.caseworker.email, colleague.email, third.email}
    assert {event["SEQUENCE"] for event in off.values()} == {4}
    assert off[town.caseworker.email].start == FRIDAY


def test_who_gets_a_meeting_back_does_not_hear_that_it_is_off(town: Town, post: Post) -> None:
    colleague = a_staff(team=town.team)
    _, meeting = booked(town)
    deliver(town.centre, post)
    who, again = audit.staff(colleague.id), Post()
    for keeper in (colleague, town.caseworker):
        booking.move(town.centre, meeting, FRIDAY, uuid4(), who, staff_id=keeper.id)
    deliver(town.centre, again)
    told = {outgoing.key.split(":")[3]: outgoing.recipient for outgoing in again.taken if "staff_" in outgoing.key}
    assert told["staff_confirmation"] == town.caseworker.email
    assert told["staff_cancelled"] == colleague.email
