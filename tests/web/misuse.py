"""What somebody does to a citizen's pages that they should not, each up to the page it ends on (see `scene`)."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

import time_machine
from sqlalchemy import update
from werkzeug.test import TestResponse

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules.needs import NeedKind
from jobcentre.services import audit, links, needs, summoning
from jobcentre.services.needs import Wanted
from tests.conftest import NOW
from tests.services.waiters import free, offers, other, tick, waiter
from tests.web.scene import Scene, Steps
from tests.web.visitor import BIRTHDAY, FIRST, Visitor, code, known, link_of

SAME = "00000000-0000-4000-8000-000000000007"  # the id of a form that is sent more than once


def token_of(s: Scene) -> str:
    return links.token_of(s.town.centre, s.one)


def nearly(s: Scene) -> str:
    """The link with one letter changed."""
    token = token_of(s)
    return f"/b/{'B' if token[0] == 'A' else 'A'}{token[1:]}"


def link(path: Callable[[Scene], str]) -> Steps:
    """Open an address in a browser that knows nobody."""

    def steps(s: Scene) -> TestResponse:
        visitor = Visitor(s.app)
        answer = visitor.open(path(s))
        return visitor.follow(answer) if answer.status_code == 303 else answer

    return steps


def set_to(columns: Mapping[str, object], steps: Steps) -> Steps:
    """First something happens to the summons."""

    def begin(s: Scene) -> TestResponse:
        db.session.execute(update(Summons).where(Summons.id == s.one.id).values(columns))
        db.session.commit()
        return steps(s)

    return begin


def meeting_token(s: Scene) -> str:
    return links.token_of(s.town.centre, db.session.query(Meeting).where(Meeting.summons_id == s.one.id).one())


def replaced(s: Scene) -> TestResponse:
    path = link_of(s.town.centre, s.one)
    summoning.renew_link(s.town.centre, s.one.public_id, uuid4(), audit.staff(s.town.caseworker.id))
    return Visitor(s.app).open(path)


def replaced_meanwhile(s: Scene) -> TestResponse:
    s.open(f"/booking/move/check?slot={code(FIRST)}")
    summoning.renew_link(s.town.centre, s.one.public_id, uuid4(), audit.staff(s.town.caseworker.id))
    return s.send("/booking/move/check", slot=code(FIRST))


def opens_anothers(s: Scene) -> TestResponse:
    s.open(link_of(s.town.centre, s.another()))
    return s.send("/booking/check", slot=code(FIRST))


def foreign(s: Scene) -> TestResponse:
    s.open(s.elsewhere())
    return s.send("/booking/cancel", ground="work")


def cookie(value: str) -> Steps:
    def steps(s: Scene) -> TestResponse:
        s.visitor.client.set_cookie("jobcentre", value)
        return s.open("/booking/receipt")

    return steps


def half_a_cookie(s: Scene) -> TestResponse:
    held = s.visitor.client.get_cookie("jobcentre")
    assert held is not None
    return cookie(held.value[:-4] + "AAAA")(s)


def form_of_another(s: Scene) -> TestResponse:
    theirs = known(s.app, s.town.centre, s.another())
    theirs.send("/booking")
    return s.send("/booking/cancel", ground="work", csrf_token=theirs.token)


def without_cookie(s: Scene) -> TestResponse:
    s.visitor.client.delete_cookie("jobcentre")
    return s.end(s.visitor.request("POST", "/booking/check", data={"slot": code(FIRST)}))


def needs_of_another(s: Scene) -> TestResponse:
    theirs = s.another()
    needs.ask(s.town.centre, theirs.public_id, Wanted(NeedKind.COMPANION), uuid4(), audit.CITIZEN)
    (asked,) = needs.of(s.town.centre, theirs.public_id)
    s.open("/booking/needs")
    page = s.send("/booking/needs", back=str(asked.public_id))
    assert len(needs.of(s.town.centre, theirs.public_id)) == 1
    return page


def offer_of_another(s: Scene) -> TestResponse:
    given_up = other(s.town)
    waiter(s.town)
    free(s.town, given_up)
    tick(s.town)
    s.open("/booking/receipt")
    return s.send("/booking/offer", offer=str(offers()[-1].public_id), reply="take")


def get(path: str) -> Steps:
    return lambda s: s.open(path)


def post(path: str, **fields: str) -> Steps:
    return lambda s: s.send(path, **fields)


def in_turn(*all_steps: Steps) -> Steps:
    """One after the other; the last page counts."""

    def steps(s: Scene) -> TestResponse:
        return [one(s) for one in all_steps][-1]

    return steps


def taken(at: str, steps: Steps) -> Steps:
    """They look at a page, somebody else takes the first time, and then they go on."""

    def begin(s: Scene) -> TestResponse:
        s.open(at)
        s.takes(FIRST)
        return steps(s)

    return begin


def stale(page: str, meanwhile: Steps, steps: Steps) -> Steps:
    """A page is left open in one tab; in another something is done; then the form of the first is sent."""

    def begin(s: Scene) -> TestResponse:
        left_open = s.open(page)
        meanwhile(s)
        s.visitor.page = left_open
        return steps(s)

    return begin


def after(minutes: int, steps: Steps) -> Steps:
    """They come back late."""

    def begin(s: Scene) -> TestResponse:
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            return steps(s)

    return begin


def says_who(s: Scene) -> TestResponse:
    return s.send("/booking/identify", **BIRTHDAY)
