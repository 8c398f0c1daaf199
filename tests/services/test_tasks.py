"""What a person must do about somebody: one task of a kind at a time, until somebody has seen all there is to it."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import MessageState
from jobcentre.models.reply import Reply, ReplyKind
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import SentBefore
from jobcentre.services import audit, people, tasks
from jobcentre.services.people import PersonStanding, View
from tests.builders import (
    Town,
    a_citizen,
    a_meeting,
    a_spell,
    a_staff,
    a_summons,
    a_team,
    an_exemption,
    an_occasion,
    saved,
)
from tests.services.counting import statements
from tests.services.trail import entries
from tests.services.ways import ended, summoned
from tests.services.ways import tasks as open_tasks


def a_person(town: Town, **given: object) -> Citizen:
    citizen = a_citizen(town.centre, team=town.team, **given)
    a_spell(citizen)
    return citizen


def opened(citizen: Citizen, kind: TaskKind = TaskKind.REPLY, **about: object) -> tasks.OpenTask:
    tasks.open_task(kind, citizen.id, **about)  # type: ignore[arg-type]
    db.session.commit()
    (found,) = [one for one in tasks.of(citizen.id) if one.kind is kind]
    return found


def listed(town: Town) -> PersonStanding:
    (row,) = people.search(town.centre, "", View.ALL, 1, audit.staff(town.caseworker.id)).rows
    return row.standing


def a_reply(citizen: Citizen) -> Reply:
    row = Reply(citizen_id=citizen.id, channel="sms", event_id=str(uuid4()), kind=ReplyKind.ANSWER)
    row.received_at = clock.now()
    return saved(row)


def test_a_task_is_open_until_it_is_done_and_both_stand_in_the_trail(town: Town) -> None:
    citizen, who = a_person(town), audit.staff(town.caseworker.id)
    task = opened(citizen)
    assert tasks.done(town.centre, task.public_id, uuid4(), who)
    assert tasks.of(citizen.id) == []
    ended_row = db.session.execute(select(Task)).scalar_one()
    assert (ended_row.done_at, ended_row.done_by_id) == (clock.now(), town.caseworker.id)
    found = [(one.action, one.facts, one.staff_id) for one in entries(citizen.id)]
    facts = {"task": "reply"}
    assert found == [("task.opened", facts, None), ("task.done", facts, town.caseworker.id)]


def test_pressing_twice_is_pressing_once_and_the_second_person_is_told(town: Town) -> None:
    task, who, pressed = opened(a_person(town)), audit.staff(town.caseworker.id), uuid4()
    assert [tasks.done(town.centre, task.public_id, pressed, who) for _ in range(2)] == [True, True]
    assert not tasks.done(town.centre, task.public_id, uuid4(), who)
    with pytest.raises(SentBefore):
        tasks.done(town.centre, uuid4(), pressed, who)


def test_what_came_since_keeps_it_open(town: Town) -> None:
    """Whoever says that it is done has not seen it."""
    citizen = a_person(town)
    first = opened(citizen, reply_id=a_reply(citizen).id)
    second = opened(citizen, reply_id=(later := a_reply(citizen)).id)
    assert (second.reply, second.since) == (later.public_id, first.since)
    assert not tasks.done(town.centre, first.public_id, uuid4(), audit.staff(town.caseworker.id))
    assert [one.action for one in entries(citizen.id)] == ["task.opened"]
    assert tasks.done(town.centre, second.public_id, uuid4(), audit.staff(town.caseworker.id))


def test_after_it_was_done_another_may_follow(town: Town) -> None:
    citizen = a_person(town)
    for _ in range(2):
        assert tasks.done(town.centre, opened(citizen).public_id, uuid4(), audit.staff(town.caseworker.id))
    assert [one.action for one in entries(citizen.id)] == ["task.opened", "task.done"] * 2


def test_another_teams_task_is_not_mine_to_end(town: Town) -> None:
    task = opened(a_person(town))
    stranger = a_staff(team=a_team())
    assert not tasks.done(town.centre, task.public_id, uuid4(), audit.staff(stranger.id))
    assert open_tasks() == [("reply", None)]


def test_the_most_urgent_comes_first_with_the_message_it_is_about_and_what_went_instead(town: Town) -> None:
    _, citizen, _ = summoned(town, Medium.EMAIL, Medium.SMS)
    dead = ended(Medium.EMAIL, MessageState.DEAD, "gone")
    instead = ended(Medium.SMS, MessageState.SENT)
    db.session.execute(update(type(dead)).where(type(dead).id == instead.id).values(replaces_id=dead.id))
    opened(citizen, TaskKind.BOUNCED, message_id=dead.id, channel="email")
    opened(citizen, TaskKind.UNREACHABLE)
    first, second = tasks.of(citizen.id)
    assert (first.kind, first.about, first.instead) == (TaskKind.UNREACHABLE, None, None)
    assert (second.kind, second.about, second.instead, second.channel) == (TaskKind.BOUNCED, "summons", "sms", "email")


@pytest.mark.parametrize(("kind", "expected"), people.OF_TASK.items())
def test_an_open_task_is_where_a_person_stands_in_every_list(
    town: Town, kind: TaskKind, expected: PersonStanding
) -> None:
    citizen, who = a_person(town), audit.staff(town.caseworker.id)
    a_summons(town.centre, citizen)
    task = opened(citizen, kind)
    assert listed(town) is expected
    assert people.tasks(town.centre, who, 10, mine_only=True)[0] == 1
    found = people.show(town.centre, citizen.public_id, who)
    assert found is not None
    assert (found.standing.standing, [one.kind for one in found.tasks]) == (PersonStanding.CHOOSING, [kind])
    tasks.done(town.centre, task.public_id, uuid4(), who)
    assert listed(town) is PersonStanding.CHOOSING


def test_what_stands_before_and_behind_a_task(town: Town) -> None:
    citizen = a_person(town)
    summons = a_summons(town.centre, citizen, locked_at=clock.now())
    opened(citizen, TaskKind.UNREACHABLE)
    assert listed(town) is PersonStanding.LINK_LOCKED
    a_meeting(town.centre, a_staff(team=town.team, active=False), summons)
    assert listed(town) is PersonStanding.STAFF_GONE
    assert PersonStanding.UNREACHABLE in people.NEEDS


def test_who_is_exempt_is_left_alone_but_for_what_they_write(town: Town) -> None:
    citizen = a_person(town)
    an_occasion(citizen)
    an_exemption(citizen)
    assert listed(town) is PersonStanding.EXEMPT
    opened(citizen)
    assert listed(town) is PersonStanding.REPLIED


def test_a_message_that_never_arrived_is_settled_by_whoever_rang(town: Town) -> None:
    _, citizen, _ = summoned(town, Medium.EMAIL, team=town.team)
    ended(Medium.EMAIL, MessageState.DEAD, "gone")
    assert listed(town) is PersonStanding.MESSAGE_FAILED
    task = opened(citizen, TaskKind.UNREACHABLE)
    assert tasks.done(town.centre, task.public_id, uuid4(), audit.staff(town.caseworker.id))
    assert listed(town) is PersonStanding.CHOOSING


def test_one_copy_that_arrives_is_enough(town: Town) -> None:
    summoned(town, Medium.EMAIL, Medium.SMS, team=town.team)
    ended(Medium.EMAIL, MessageState.DEAD, "gone")
    assert listed(town) is PersonStanding.CHOOSING, "the SMS is about to leave"
    ended(Medium.SMS, MessageState.SENT)
    assert listed(town) is PersonStanding.CHOOSING


@pytest.mark.parametrize("state", [MessageState.DEAD, MessageState.UNCERTAIN, MessageState.EXPIRED])
def test_what_may_not_have_arrived_has_not_arrived(town: Town, state: MessageState) -> None:
    summoned(town, Medium.EMAIL, team=town.team)
    ended(Medium.EMAIL, state, "5.1.1")
    assert listed(town) is PersonStanding.MESSAGE_FAILED


def test_tasks_cost_the_list_no_statement(town: Town) -> None:
    def cost() -> int:
        with statements() as seen:
            people.search(town.centre, "", View.ALL, 1, audit.staff(town.caseworker.id))
        return len(seen)

    first = a_person(town)
    alone = cost()
    for kind in TaskKind:
        opened(first, kind)
        opened(a_person(town), kind)
    assert cost() == alone


def test_a_neighbours_tasks_are_not_seen(town: Town, neighbour: Town) -> None:
    with scope(neighbour.municipality.id):
        theirs = a_citizen(town.centre)
        task = opened(theirs)
    assert tasks.of(theirs.id) == []
    assert not tasks.done(town.centre, task.public_id, uuid4(), audit.staff(town.caseworker.id))
