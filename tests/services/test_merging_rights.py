"""What nobody may lose when two rows become one person: a link that holds, a summons, peace after a death."""

import threading
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules.refusals import Refusal
from jobcentre.services import audit, booking, links, occasions, tasks
from jobcentre.services.audit import CITIZEN
from jobcentre.services.register import merging
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, an_occasion, saved
from tests.scheduler.process import wait_until
from tests.services.post import FRIDAY, Post, deliver
from tests.services.registered import open_summonses, open_tasks, swept
from tests.services.test_endings_race import at_once
from tests.services.trail import actions

ROUNDS = 4
LEFT = date(2026, 11, 20)


def merge(town: Town, keep: Citizen, gone: Citizen) -> UUID:
    who = audit.staff(town.caseworker.id)
    return merging.merge(town.centre, keep.public_id, gone.public_id, uuid4(), who)


def standing_meetings(at: datetime | None = None) -> list[Meeting]:
    query = select(Meeting).where(Meeting.status == MeetingStatus.CONFIRMED)
    if at is not None:
        query = query.where(Meeting.starts_at == at)
    return list(db.session.execute(query.execution_options(populate_existing=True)).scalars())


def test_the_link_of_the_duty_that_goes_does_not_say_that_nothing_is_to_be_done(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    older = an_occasion(kept, created_at=datetime(2026, 11, 1, 9, tzinfo=clock.ZONE))
    stands = a_summons(town.centre, kept, occasion_id=older.id)
    withdrawn = a_summons(town.centre, gone)
    tokens = [links.token_of(town.centre, one) for one in (stands, withdrawn)]
    merge(town, kept, gone)
    found = [links.find_summons(token) for token in tokens]
    assert [ref and ref.public_id for ref in found] == [stands.public_id, None]


def test_a_summons_that_was_read_stands_before_an_older_one_that_was_not(town: Town, post: Post) -> None:
    gone, kept = a_citizen(town.centre, email=None, mobile=None), a_citizen(town.centre)
    older = an_occasion(gone, created_at=datetime(2026, 11, 1, 9, tzinfo=clock.ZONE))
    a_summons(town.centre, gone, occasion_id=older.id)
    read = a_summons(town.centre, kept)
    now = clock.now()
    db.session.add(
        Message(key="s", kind="summons", channel="email", citizen_id=kept.id, summons_id=read.id, due_at=now,
                created_at=now, sent_at=now, state=MessageState.SENT)
    )  # fmt: skip
    db.session.commit()
    merge(town, kept, gone)
    assert [one.id for one in open_summonses()] == [read.id]


def test_an_address_that_comes_with_the_other_row_brings_the_summons(town: Town, post: Post) -> None:
    gone, kept = a_citizen(town.centre, email="emilie@example.dk"), a_citizen(town.centre, email=None, mobile=None)
    a_summons(town.centre, kept)
    tasks.open_task(TaskKind.UNREACHABLE, kept.id)
    db.session.commit()
    merge(town, kept, gone)
    deliver(town.centre, post)
    assert post.kinds() == ["summons"]
    assert open_tasks(kept) == set()


@pytest.mark.parametrize("dead", ["kept", "gone"])
def test_nobody_comes_to_life_by_a_merge(town: Town, post: Post, dead: str) -> None:
    rows = {name: a_citizen(town.centre) for name in ("kept", "gone")}
    for citizen in rows.values():
        a_spell(citizen)
        a_summons(town.centre, citizen)
    rows[dead].left_on, rows[dead].left_ground = LEFT, LeftGround.DEAD
    db.session.commit()
    merge(town, rows["kept"], rows["gone"])
    kept = db.session.get_one(Citizen, rows["kept"].id, populate_existing=True)
    assert (kept.left_on, kept.left_ground) == (LEFT, LeftGround.DEAD)
    assert open_summonses() == []
    assert swept(town) == []
    deliver(town.centre, post)
    assert post.kinds() == []


def test_a_death_that_came_with_the_other_row_is_known_by_hand(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    gone.left_on, gone.left_ground = LEFT, LeftGround.DEAD
    db.session.commit()
    merge(town, kept, gone)
    assert "citizen.left" in actions(kept.id)


def test_who_is_here_by_one_of_the_rows_is_here(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    a_spell(gone)
    kept.left_on, kept.left_ground = LEFT, LeftGround.MOVED
    db.session.commit()
    merge(town, kept, gone)
    assert db.session.get_one(Citizen, kept.id, populate_existing=True).left_on is None
    assert "citizen.returned" in actions(kept.id)


def test_who_cannot_choose_a_time_need_not_afterwards(town: Town) -> None:
    gone, kept = a_citizen(town.centre, self_booking_exempt=True), a_citizen(town.centre)
    merge(town, kept, gone)
    assert kept.self_booking_exempt


def test_words_that_may_have_got_through_can_still_be_read_and_are_not_written_anew(town: Town, post: Post) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    a_spell(gone)
    swept(town)
    (summons,) = open_summonses()
    message = db.session.execute(select(Message)).scalars().first()
    assert message is not None
    sealed = town.centre.keys.seal(b"the words", f"{message.municipality_id}:message:{message.key}:body")
    message.body_sealed, message.body_key, message.handed_at = sealed.value, sealed.key, clock.now()
    db.session.commit()
    message_id = message.id
    kept, gone = (db.session.get_one(Citizen, one) for one in (kept.id, summons.citizen_id))
    merge(town, kept, gone)
    row = db.session.get_one(Message, message_id, populate_existing=True)
    assert row.citizen_id == kept.id
    assert row.body_sealed is not None
    assert row.body_key is not None
    place = f"{row.municipality_id}:message:{row.key}:body"
    assert town.centre.keys.open(row.body_sealed, row.body_key, place) == b"the words"


def test_merging_and_booking_at_once_leaves_the_time_that_was_won(app: Flask, town: Town) -> None:
    """Whoever has been told that the time is theirs has it, or is told that it cannot be chosen any more."""
    centre, who = town.centre, audit.staff(town.caseworker.id)
    for day in range(ROUNDS):
        keep, other, summons = two_duties(town)
        at = FRIDAY + timedelta(hours=day)
        ended = at_once(
            app,
            town,
            lambda of=summons, at=at: booking.book(centre, of, at, uuid4(), CITIZEN),  # type: ignore[misc]
            lambda keep=keep, other=other: merging.merge(centre, keep, other, uuid4(), who),  # type: ignore[misc]
        )
        assert [one for one in ended if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
        assert keep in ended, "the rows are merged either way"
        won = [one for one in ended if isinstance(one, UUID) and one != keep]
        assert [meeting.public_id for meeting in standing_meetings(at)] == won
        assert len(open_summonses()) == day + 1


def test_a_time_won_while_the_merge_waits_is_the_one_that_stands(app: Flask, town: Town) -> None:
    centre, who = town.centre, audit.staff(town.caseworker.id)
    keep, other, summons = two_duties(town)
    row = db.session.execute(select(Summons).where(Summons.public_id == summons)).scalar_one()
    occasions.locked(row.occasion.public_id, CITIZEN)
    ended: list[object] = []

    def merge_now() -> None:
        with app.app_context(), scope(town.municipality.id):
            ended.append(merging.merge(centre, keep, other, uuid4(), who))

    thread = threading.Thread(target=merge_now)
    thread.start()
    wait_until(somebody_waits)
    meeting = a_meeting(centre, town.caseworker, row).id
    thread.join(20)
    assert ended == [keep]
    assert [one.id for one in standing_meetings()] == [meeting]
    assert [one.public_id for one in open_summonses()] == [summons]


def two_duties(town: Town) -> tuple[UUID, UUID, UUID]:
    """The row to keep, with the older summons, the other one, and its summons."""
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    older = an_occasion(kept, created_at=datetime(2026, 11, 1, 9, tzinfo=clock.ZONE))
    a_summons(town.centre, kept, occasion_id=older.id)
    found = kept.public_id, gone.public_id, a_summons(town.centre, gone).public_id
    db.session.rollback()
    return found


def somebody_waits() -> bool:
    with db.engine.connect() as connection:
        waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        return bool(connection.execute(waiting).scalar_one())


def test_copies_by_several_channels_go_on_knowing_each_other(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    now, states = clock.now(), {"email": MessageState.SENT, "sms": MessageState.PENDING}
    for nth in ("1", "2"):
        for channel, state in states.items():
            now_state = state if nth == "1" else MessageState.PENDING
            key = f"summons:7:1:summons:{nth}:citizen-{gone.id}:{channel}"
            sent_at = now if now_state is MessageState.SENT else None
            saved(
                Message(key=key, kind="summons", channel=channel, citizen_id=gone.id, due_at=now, created_at=now,
                        state=now_state, sent_at=sent_at)
            )  # fmt: skip
    merge(town, kept, gone)
    keys = db.session.execute(select(Message.key).order_by(Message.id)).scalars().all()
    assert [key.split(":")[5] for key in keys] == [f"citizen-{gone.id}"] * 2 + [f"citizen-{kept.id}"] * 2
