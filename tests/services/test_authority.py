"""A service asks whose person it is, whichever door it was called by."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from jobcentre import clock
from jobcentre.models.occasion import Held
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import attendance, audit, booking, summoning
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team, an_occasion
from tests.services.post import FRIDAY

Verb = Callable[[audit.Who], object]


def verbs(town: Town) -> dict[str, Verb]:
    """Every change of a case of the town's team, ready to be tried by somebody."""
    centre = town.centre

    def person() -> object:
        return a_citizen(centre, team_id=town.team.id)

    def summons() -> UUID:
        return a_summons(centre, person()).public_id  # type: ignore[arg-type]

    def occasion(**given: object) -> UUID:
        return an_occasion(person(), **given).public_id  # type: ignore[arg-type]

    def meeting(starts_at: datetime) -> UUID:
        return a_meeting(centre, town.caseworker, a_summons(centre, person()), starts_at=starts_at).public_id  # type: ignore[arg-type]

    open_one, later = summons(), FRIDAY + timedelta(hours=2)
    to_move, to_cancel, held = meeting(FRIDAY), meeting(FRIDAY + timedelta(days=3)), meeting(clock.now())
    waiting, to_book = occasion(held=Held.NO_TIMES), occasion(held=Held.NO_ADDRESS)
    ended, dropped, linked = occasion(closed_at=clock.now()), occasion(held=Held.NO_TIMES), summons()
    free = FRIDAY + timedelta(hours=4)
    return {
        "book": lambda who: booking.book(centre, open_one, free, uuid4(), who, town.caseworker.id),
        "move": lambda who: booking.move(centre, to_move, later, uuid4(), who, town.caseworker.id),
        "cancel": lambda who: booking.cancel(centre, to_cancel, CancelGround.OTHER, uuid4(), who),
        "record": lambda who: attendance.record(town.centre, held, Outcome.ATTENDED, "", uuid4(), who),
        "issue_now": lambda who: summoning.issue_now(centre, waiting, uuid4(), who),
        "issue_to_book": lambda who: summoning.issue_to_book(centre, to_book, uuid4(), who),
        "summon_again": lambda who: summoning.summon_again(centre, ended, uuid4(), who),
        "renew_link": lambda who: summoning.renew_link(centre, linked, uuid4(), who),
        "withdraw": lambda who: summoning.withdraw(centre, dropped, Ground.OTHER, uuid4(), who),
    }


VERBS = (
    "book",
    "move",
    "cancel",
    "record",
    "issue_now",
    "issue_to_book",
    "summon_again",
    "renew_link",
    "withdraw",
)


@pytest.mark.parametrize("verb", VERBS)
def test_another_teams_case_is_closed_to_a_caseworker(town: Town, verb: str) -> None:
    stranger, colleague = a_staff(team=a_team()), a_staff(team=town.team)
    attempt = verbs(town)[verb]
    with pytest.raises(Closed):
        attempt(audit.staff(stranger.id))
    attempt(audit.staff(colleague.id))


def test_every_verb_is_tried(town: Town) -> None:
    assert set(verbs(town)) == set(VERBS)


def test_ones_own_meeting_is_open_whosever_the_person_is(town: Town) -> None:
    stranger = a_staff(team=a_team())
    summons = a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id))
    meeting = a_meeting(town.centre, stranger, summons, starts_at=FRIDAY)
    booking.cancel(town.centre, meeting.public_id, CancelGround.OTHER, uuid4(), audit.staff(stranger.id))
