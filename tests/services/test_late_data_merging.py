"""Two rows that are one person, and a new case number: everything follows, and every number leads there."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.models.reply import Reply, ReplyKind
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, Code, NotAllowed, SentBefore
from jobcentre.services import audit, booking, links, people, sweep, tasks
from jobcentre.services.audit import OPERATOR, SYSTEM
from jobcentre.services.register import merge_preview, merging, renumbering
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, a_team, an_exemption, an_occasion, saved
from tests.services.registered import live_spells, occasions, open_summonses, open_tasks, take_in, the_citizen
from tests.services.trail import actions, entries

FIRST, SECOND = "640501-4321", "640501-4322"
ALL: tuple[Any, ...] = (Spell, Override, Occasion, Summons, Meeting, Message, Reply, Task)


def merge(town: Town, keep: Citizen, gone: Citizen, request_id: UUID | None = None) -> UUID:
    who = audit.staff(town.caseworker.id)
    return merging.merge(town.centre, keep.public_id, gone.public_id, request_id or uuid4(), who)


def count(model: Any, citizen: Citizen) -> int:
    query = select(func.count()).select_from(model).where(model.citizen_id == citizen.id)
    return db.session.execute(query).scalar_one()


def a_full_file(town: Town, **given: Any) -> Citizen:
    """Somebody with one of everything."""
    citizen = a_citizen(town.centre, **given)
    a_spell(citizen, date(2026, 5, 1))
    an_exemption(citizen)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))
    key = f"meeting:{meeting.id}:0:confirmation:1:citizen-{citizen.id}:email"
    now = clock.now()
    message = Message(
        key=key, kind="confirmation", channel="email", citizen_id=citizen.id, meeting_id=meeting.id, due_at=now,
        created_at=now,
    )  # fmt: skip
    saved(message)
    saved(Reply(citizen_id=citizen.id, channel="email", event_id=key, kind=ReplyKind.ANSWER, received_at=now))
    tasks.open_task(TaskKind.REPLY, citizen.id)
    db.session.commit()
    return citizen


def test_everything_follows_and_the_old_page_leads_on(town: Town) -> None:
    gone, kept = a_full_file(town, email="old@example.dk"), a_citizen(town.centre, email=None, mobile=None)
    tasks.open_task(TaskKind.REPLY, kept.id)
    db.session.commit()
    token = links.token_of(town.centre, open_summonses()[0])
    assert merge(town, kept, gone) == kept.public_id
    db.session.expire_all()
    assert [count(model, gone) for model in ALL] == [0] * len(ALL)
    reminders = 2  # of the meeting ahead, by the address that has come
    assert [count(model, kept) for model in ALL] == [1, 1, 1, 1, 1, 1 + reminders, 1, 2]
    assert open_tasks(kept) == {TaskKind.REPLY}
    assert links.token_of(town.centre, open_summonses()[0]) == token
    assert all(f":citizen-{kept.id}:" in key for key in db.session.execute(select(Message.key)).scalars())
    assert (kept.email, gone.email, gone.merged_into_id) == ("old@example.dk", None, kept.id)
    assert people.show(town.centre, gone.public_id, audit.staff(town.caseworker.id)) is None
    assert actions(gone.id)[-1] == "citizen.merged_away"
    merged = [one for one in entries(kept.id) if one.action == "citizen.merged"]
    assert merged[0].facts == {"gone": gone.external_id}


def test_what_was_sent_goes_with_the_person_as_it_was_sent_and_nowhere_else(town: Town) -> None:
    gone, kept, stranger = a_full_file(town), a_citizen(town.centre), a_citizen(town.centre)
    sent = db.session.execute(select(Message)).scalar_one()
    sent.state, sent.sent_at = MessageState.SENT, clock.now()
    db.session.commit()
    message_id, key = sent.id, sent.key
    merge(town, kept, gone)
    row = select(Message.key, Message.citizen_id).where(Message.id == message_id)
    assert db.session.execute(row).one() == (key, kept.id)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Message).where(Message.id == message_id).values(citizen_id=stranger.id))
    db.session.rollback()


def test_the_history_of_both_stands_on_the_kept_page(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    audit.record("citizen.imported", OPERATOR, gone.id)
    db.session.commit()
    merge(town, kept, gone)
    view = people.show(town.centre, kept.public_id, SYSTEM)
    assert view is not None
    assert [item.action for item in view.history] == ["citizen.merged_away", "citizen.merged", "citizen.imported"]


def test_a_form_sent_twice_merges_once(town: Town) -> None:
    gone, kept, request_id = a_citizen(town.centre), a_citizen(town.centre), uuid4()
    assert merge(town, kept, gone, request_id) == merge(town, kept, gone, request_id) == kept.public_id
    assert actions().count("citizen.merged") == 1
    with pytest.raises(SentBefore):
        merge(town, gone, kept, request_id)
    with pytest.raises(Closed):
        merge(town, kept, gone)


def test_duties_of_the_same_run_are_counted_on(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    for citizen in (gone, kept):
        for nth in (1, 2):
            an_occasion(citizen, nth=nth, closed_at=clock.now())
    merge(town, kept, gone)
    assert sorted(one.nth for one in occasions(Occasion.citizen_id == kept.id)) == [1, 2, 3, 4]


def test_the_duty_with_a_meeting_stands_and_nothing_is_said(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    older = a_summons(town.centre, kept)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, gone))
    merge(town, kept, gone)
    assert [one.id for one in open_summonses()] == [meeting.summons_id]
    withdrawn = [one.facts["ground"] for one in entries() if one.action == "occasion.withdrawn"]
    assert withdrawn == ["merged"]
    assert older.id not in {one.id for one in open_summonses()}
    assert db.session.execute(select(Message.kind)).scalars().all() == []


def test_of_two_without_a_meeting_the_older_stands(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    older = an_occasion(gone, created_at=datetime(2026, 11, 1, 9, tzinfo=clock.ZONE))
    a_summons(town.centre, gone, occasion_id=older.id)
    a_summons(town.centre, kept)
    merge(town, kept, gone)
    assert [one.occasion_id for one in open_summonses()] == [older.id]


def test_two_meetings_must_be_sorted_out_first(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    at_ten = a_meeting(town.centre, town.caseworker, a_summons(town.centre, kept))
    noon = datetime(2026, 11, 25, 12, tzinfo=clock.ZONE)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, gone), starts_at=noon)
    with pytest.raises(NotAllowed) as refused:
        merge(town, kept, gone)
    assert refused.value.code == Code.TWO_MEETINGS
    booking.cancel(town.centre, at_ten.public_id, CancelGround.MUNICIPALITY, uuid4(), audit.staff(town.caseworker.id))
    merge(town, kept, gone)
    assert len(open_summonses()) == 1


def test_spells_of_both_are_counted_together_and_looked_at(town: Town) -> None:
    gone, kept = a_citizen(town.centre), a_citizen(town.centre)
    a_spell(gone, date(2026, 5, 1), ended_on=date(2026, 8, 1))
    a_spell(gone, date(2026, 8, 1))
    a_spell(kept, date(2026, 8, 1))
    merge(town, kept, gone)
    found = live_spells(kept.external_id)
    assert [(one.started_on, one.projected_on) for one in found] == [
        (date(2026, 5, 1), None),
        (date(2026, 8, 1), date(2026, 11, 1)),
    ]
    assert open_tasks(kept) == set()
    other = a_citizen(town.centre)
    a_spell(other, date(2026, 9, 1))
    merge(town, kept, other)
    assert open_tasks(kept) == {TaskKind.SPELLS}


def test_the_gone_row_is_never_listed_or_swept(town: Town) -> None:
    take_in(town, {}, {"external_id": "A2", "cpr": SECOND})
    merge(town, the_citizen("A1"), the_citizen("A2"))
    assert [one.external_id for one in sweep.sweep(town.centre, dry_run=True).people] == ["A1"]
    rows = people.listing.find_by_number(town.centre, SECOND, audit.staff(town.caseworker.id))
    assert rows is None


def test_nothing_reaches_a_neighbours_people(town: Town, neighbour: Town) -> None:
    with scope(neighbour.municipality.id):
        theirs = db.session.execute(select(Citizen.public_id)).scalar_one()
        number = db.session.execute(select(Citizen.external_id)).scalar_one()
    mine, who = a_citizen(town.centre, external_id="MINE"), audit.staff(town.caseworker.id)
    tries: list[Callable[[], object]] = [
        lambda: merging.merge(town.centre, mine.public_id, theirs, uuid4(), who),
        lambda: merging.merge(town.centre, theirs, mine.public_id, uuid4(), who),
        lambda: renumbering.renumber(town.centre, theirs, "X", uuid4(), who),
    ]
    for attempt in tries:
        with pytest.raises(Closed):
            attempt()
    assert merge_preview.side(theirs, who) is None
    assert merge_preview.match(mine.public_id, number, who) == merge_preview.Match()
    renumbering.renumber(town.centre, mine.public_id, number, uuid4(), who)  # numbers are each municipality's own


def test_a_colleagues_people_are_not_mine_to_merge(town: Town) -> None:
    team = a_team()
    mine, theirs = a_citizen(town.centre), a_citizen(town.centre, team_id=team.id)
    with pytest.raises(Closed):
        merge(town, mine, theirs)
    assert merge_preview.match(mine.public_id, theirs.external_id, audit.staff(town.caseworker.id)).taken
