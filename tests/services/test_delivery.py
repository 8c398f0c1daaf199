"""Leases, workers and what is kept: a message is sent by one, once, with nothing open."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from jobcentre import clock
from jobcentre.channels import Outgoing
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.services import delivery, messaging
from jobcentre.services.delivery import ending, retrying
from tests.builders import Town, a_meeting, a_summons, a_town
from tests.services.post import Post, account_link, booked, deliver, posting, reach, row, with_delivery

PENDING, SENT, VOID, EXPIRED, DEAD, UNCERTAIN = MessageState
DAY, WEEK = timedelta(days=1), timedelta(days=7)


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
    assert kept.body_sealed
    assert kept.body_key
    place = f"{town.municipality.id}:message:{kept.key}:body"
    assert town.centre.keys.open(kept.body_sealed, kept.body_key, place) == sent.content
    assert b"Emilie" not in kept.body_sealed


def test_a_worker_that_was_frozen_longer_than_its_lease_does_not_send(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(town)
    centre = posting(town.centre, post)
    batch, real = delivery.claim(centre), clock.uptime
    monkeypatch.setattr(clock, "uptime", lambda: real() + centre.settings.delivery.lease_seconds)
    assert delivery.carry(centre, batch).states == {}
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
    dead = ending.End(leased=late[0], state=DEAD, failure="late")
    assert ending.record(centre, [dead, retrying.again(centre, late[1], "late")]) == ["lost", "lost"]
    assert delivery.carry(centre, late).states == {"lost": 2}
    assert post.taken == []
    assert delivery.carry(centre, again).states == {"sent": 2}
    assert {(found.state, found.failure) for found in (row("confirmation"), row("staff_confirmation"))} == {
        (SENT, None)
    }


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
        (plan,) = messaging.plan_summons(summons, reach(town.centre, summons), version=minutes + 1)
        messaging.write([plan])
    db.session.execute(update(Message).values(due_at=clock.now() - Message.id * text("interval '1 minute'")))
    db.session.commit()
    assert len(delivery.claim(town.centre)) == batch
    late = db.session.execute(select(Message.id).where(Message.lease.is_(None)).order_by(Message.id)).scalars().all()
    every = db.session.execute(select(Message.id).order_by(Message.id)).scalars().all()
    assert late == every[:2]


def test_what_a_person_waits_for_leaves_before_what_a_clock_wrote(town: Town, post: Post) -> None:
    batch = town.centre.settings.delivery.batch
    summons = [a_summons(town.centre) for _ in range(2 * batch)]
    messaging.write(plan for one in summons for plan in messaging.plan_summons(one, reach(town.centre, one)))
    booked(town)
    link = account_link(town)
    messaging.write([messaging.plan_account(link)])
    db.session.execute(update(Message).where(Message.kind == "summons").values(due_at=clock.now() - WEEK))
    db.session.execute(update(Message).where(Message.kind.like("reminder%")).values(due_at=clock.now() - DAY))
    db.session.commit()
    deliver(town.centre, post)
    assert set(post.kinds()[:3]) == {"staff_confirmation", "confirmation", "account_reset"}
    assert set(post.kinds()[3:5]) == {"reminder_hours", "reminder_days"}
    assert post.kinds()[5:] == ["summons"] * 2 * batch


def test_a_slow_server_does_not_hold_up_what_becomes_urgent_meanwhile(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    summons = [a_summons(town.centre) for _ in range(5)]
    messaging.write(plan for one in summons for plan in messaging.plan_summons(one, reach(town.centre, one)))
    db.session.commit()
    real, slow = clock.uptime, timedelta(0)

    def before(outgoing: Outgoing) -> None:
        nonlocal slow
        slow += timedelta(seconds=0.6)
        if len(post.taken) == 1:
            booked(town)

    post.before = before
    monkeypatch.setattr(clock, "uptime", lambda: real() + slow.total_seconds())
    deliver(town.centre, post)
    assert set(post.kinds()[2:4]) == {"confirmation", "staff_confirmation"}
    assert post.kinds().count("summons") == 5
    assert set(db.session.execute(select(Message.attempts).where(Message.state == SENT)).scalars()) == {1}


def test_what_is_due_is_found_by_an_index(town: Town) -> None:
    booked(town)
    many = """
    insert into message (municipality_id, key, kind, channel, staff_id, due_at, created_at, state, attempts)
    select municipality_id, key || n, kind, channel, staff_id, due_at, created_at, 'sent', 1
    from message, generate_series(1, 5000) n where kind = 'staff_confirmation'
    """
    db.session.execute(text(many))
    db.session.execute(text("analyze message"))
    with unscoped():
        due = delivery.next_due().params(of_channel="email", now=clock.now(), most=10)
        compiled = due.compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join(db.session.execute(text(f"explain {compiled}")).scalars())
    db.session.rollback()
    assert "ix_message_due" in plan, plan


def test_two_workers_share_without_doubles(town: Town, app: Flask) -> None:
    people = 40
    summons = [a_summons(town.centre) for _ in range(people)]
    messaging.write(plan for one in summons for plan in messaging.plan_summons(one, reach(town.centre, one)))
    db.session.commit()
    posts, start = [Post(), Post()], threading.Barrier(2)

    def work(post: Post) -> None:
        with app.app_context():
            start.wait(10)
            centre = posting(town.centre, post)
            while delivery.deliver_due(replace(centre, settings=with_delivery(centre, batch=5))).total:
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
        messaging.write(
            messaging.plan_change(
                meeting, messaging.BOOKED, town.centre.packs["unge-digital-2021"], reach(town.centre, meeting)
            )
        )
        db.session.commit()
    assert deliver(town.centre, post) == {"sent": 4}
    assert {outgoing.sender for outgoing in post.taken} == {"jobcenter@eksempel.example", "nabo@nabo.example"}
