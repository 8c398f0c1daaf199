"""A locked link gets a successor that the citizen asks for: by the binding way, once a day, three times in all."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import Actor, AuditEntry
from jobcentre.models.base import db, scope
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules import access
from jobcentre.rules.access import NEW_LINKS
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Throttled
from jobcentre.services import fallback, links, summoning
from jobcentre.services.links import Ref
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.coded import HERE
from tests.services.ways import with_ways

BORN, WRONG = date(2001, 5, 4), date(2001, 4, 5)


@pytest.fixture
def all_ways(town: Town) -> Centre:
    """A house with every channel."""
    return with_ways(town.centre)


def locked(centre: Centre, **given: Any) -> Summons:
    return a_summons(centre, failed_tries=5, locked_at=clock.now(), **given)


def ask(centre: Centre, token: str, born: date = BORN, came_by: Ref | None = None, address: str = HERE) -> str:
    """Ask, let the timetable go round once, and return what it did."""
    summoning.ask_for_link(centre, token, came_by, born, address)
    return summoning.renew_asked(centre)


def sent() -> list[tuple[str, str]]:
    return [(one.kind, one.channel) for one in db.session.execute(select(Message).order_by(Message.id)).scalars()]


def again(summons: Summons) -> None:
    """Lock the link once more."""
    db.session.refresh(summons)
    summons.failed_tries, summons.locked_at = 5, clock.now()
    db.session.commit()


def test_the_right_birth_date_brings_a_new_link_by_the_binding_way_alone(town: Town, all_ways: Centre) -> None:
    summons = locked(all_ways)
    token = links.token_of(all_ways, summons)
    assert ask(all_ways, token) == "links 1"
    assert sent() == [("summons", "digital_post")]
    db.session.refresh(summons)
    assert (summons.locked_at, summons.failed_tries) == (None, 0)
    new = links.token_of(all_ways, summons)
    assert links.find_summons(token) is None
    assert links.find_summons(new) is not None
    assert links.identify(all_ways, summons.public_id, BORN, HERE) is True
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == "summons.renewed")).scalar_one()
    assert entry.actor is Actor.CITIZEN


def test_who_is_exempt_from_digital_post_gets_a_letter(town: Town, all_ways: Centre) -> None:
    summons = locked(all_ways, citizen=a_citizen(all_ways, digital_post_exempt=True))
    ask(all_ways, links.token_of(all_ways, summons))
    assert sent() == [("summons", "letter")]


def test_with_a_time_booked_the_confirmation_carries_it(town: Town, all_ways: Centre) -> None:
    summons = locked(all_ways)
    a_meeting(all_ways, town.caseworker, summons)
    ask(all_ways, links.token_of(all_ways, summons))
    assert sent() == [("confirmation", "digital_post")]


def test_where_no_binding_way_leads_a_person_hears_of_it(town: Town) -> None:
    summons = locked(town.centre)
    assert ask(town.centre, links.token_of(town.centre, summons)) == "links 1"
    assert sent() == []
    assert db.session.execute(select(Task.kind)).scalars().all() == [TaskKind.UNREACHABLE]


def test_what_does_not_arrive_goes_on_by_letter_and_never_by_mail(town: Town, all_ways: Centre) -> None:
    summons = locked(all_ways)
    ask(all_ways, links.token_of(all_ways, summons))
    for medium in (Medium.DIGITAL_POST, Medium.LETTER):
        message = db.session.execute(select(Message).where(Message.channel == medium.value)).scalar_one()
        message.state, message.failure = MessageState.DEAD, "refused"
        db.session.flush()
        fallback.failed(all_ways, message, TaskKind.UNREACHABLE, clock.now())
    assert sent() == [("summons", "digital_post"), ("summons", "letter")]


@pytest.mark.parametrize("case", ["wrong date", "open link", "unknown", "malformed", "ended", "others", "meeting"])
def test_nothing_happens_without_a_locked_link_and_its_birth_date(town: Town, all_ways: Centre, case: str) -> None:
    summons = locked(all_ways)
    meeting = a_meeting(all_ways, town.caseworker, summons)
    token = {
        "open link": lambda: links.token_of(all_ways, a_summons(all_ways)),
        "unknown": lambda: "A" * 22,
        "malformed": lambda: "\x00" + "x" * 5000,
        "ended": lambda: links.token_of(all_ways, locked(all_ways, closed_at=clock.now())),
        "others": lambda: links.token_of(all_ways, locked(all_ways, citizen=a_citizen(all_ways, birth_date=WRONG))),
        "meeting": lambda: links.token_of(all_ways, meeting),
    }.get(case, lambda: links.token_of(all_ways, summons))()
    assert ask(all_ways, token, WRONG if case == "wrong date" else BORN) == "links 0"
    assert sent() == []
    db.session.refresh(summons)
    assert (summons.failed_tries, summons.new_links_asked) == (5, 0), "no tries are counted"


def test_once_a_day_and_three_times_in_all(town: Town, all_ways: Centre, travel: Callable[[datetime], None]) -> None:
    summons, done = locked(all_ways), []
    for day in range(NEW_LINKS + 2):
        for _ in range(2):
            done.append(ask(all_ways, links.token_of(all_ways, summons), address=f"192.0.2.{day}"))
            travel(clock.now() + timedelta(minutes=1))
            again(summons)
        travel(clock.now() + timedelta(days=1))
    assert done == ["links 1", "links 0"] * NEW_LINKS + ["links 0", "links 0"] * 2


def test_an_old_ask_does_not_renew_a_link_that_is_locked_again(
    town: Town, all_ways: Centre, travel: Callable[[datetime], None]
) -> None:
    summons = locked(all_ways)
    ask(all_ways, links.token_of(all_ways, summons))
    travel(clock.now() + timedelta(minutes=1))
    again(summons)
    assert summoning.renew_asked(all_ways) == "links 0"


def test_a_browser_that_was_locked_out_asks_without_the_token(town: Town, all_ways: Centre) -> None:
    summons = locked(all_ways)
    mark = links.mark(summons.token_digest)
    stranger = Ref(town.municipality.id, UUID(int=0), mark)
    assert ask(all_ways, "", came_by=stranger) == "links 0"
    assert ask(all_ways, "", came_by=Ref(town.municipality.id, summons.public_id, "00" * 8)) == "links 0"
    assert ask(all_ways, "", came_by=Ref(town.municipality.id, summons.public_id, mark)) == "links 1"


def test_one_address_cannot_ask_for_many(town: Town, all_ways: Centre) -> None:
    summons = locked(all_ways)
    for _ in range(access.NEW_LINK_PER_ADDRESS.tries):
        ask(all_ways, "A" * 22)
    with pytest.raises(Throttled):
        ask(all_ways, links.token_of(all_ways, summons))
    assert summoning.renew_asked(all_ways) == "links 0"
    assert ask(all_ways, links.token_of(all_ways, summons), address="192.0.2.8") == "links 1"


def test_a_summons_whose_last_day_has_passed_is_left_to_people(
    town: Town, all_ways: Centre, travel: Callable[[datetime], None]
) -> None:
    summons = locked(all_ways)
    travel(clock.now() + timedelta(days=200))
    assert ask(all_ways, links.token_of(all_ways, summons)) == "links 0"
    assert sent() == []


def test_one_that_fails_keeps_nobody_else_from_theirs(
    town: Town, all_ways: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = locked(all_ways), locked(all_ways)
    for summons in (first, second):
        summoning.ask_for_link(all_ways, links.token_of(all_ways, summons), None, BORN, HERE)
    real = links.renew

    def broken(of: Centre, row: Summons) -> None:
        if row.id == first.id:
            raise RuntimeError
        real(of, row)

    monkeypatch.setattr(links, "renew", broken)
    assert summoning.renew_asked(all_ways) == "links 1"


def test_the_neighbours_links_are_left_alone_by_the_timetable(town: Town, all_ways: Centre, neighbour: Town) -> None:
    """Asking knows no municipality; doing it belongs to one."""
    summons = locked(all_ways)
    summoning.ask_for_link(all_ways, links.token_of(all_ways, summons), None, BORN, HERE)
    with scope(neighbour.municipality.id):
        assert summoning.renew_asked(all_ways) == "links 0"
    assert summoning.renew_asked(all_ways) == "links 1"
