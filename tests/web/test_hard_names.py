"""Names and words with quotes, angle brackets, emoji and right-to-left text: on every page, in every message, as typed.

What a name says is shown and never obeyed: no markup, no second header, no second receiver, no line in a calendar.
"""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.services import attendance, audit, booking, messaging
from tests.builders import Town, a_citizen, a_summons
from tests.services.post import Post, deliver, invitation, mail, reach, words
from tests.services.waiters import LATE, free, other, tick, waiter
from tests.web.colleague import Colleague
from tests.web.rooms import by_link, enter
from tests.web.scene import scene
from tests.web.visitor import BIRTHDAY, FIRST, LATER, code, known

NAMES = {
    "quotes": """Søren "Bo" O'Neil""",
    "markup": "<script>alert(1)</script> & Søn",
    "template": "{{ 7*7 }} %(name)s {% raw %}",
    "emoji": "Zoë 😀",
    "right to left": "محمد العلي",
    "header": "Bo, Ib <ib@evil.example>; Eva",
}
named = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
PAGES = ("", "/receipt", "/move", f"/move/check?slot={code(FIRST)}", "/cancel", "/waiting", "/needs", "/another-time",
         "/contact", "/device-check")  # fmt: skip


def people(town: Town, name: str) -> Summons:
    """A citizen and their own caseworker who have the name."""
    town.caseworker.name = name
    made = a_citizen(town.centre, given_name=name, family_name=name, team=town.team, caseworker_id=town.caseworker.id)
    return a_summons(town.centre, made)


def shown(page: str, name: str) -> bool:
    """Whether a page shows a name as text; fails when it stands there as anything else."""
    body = page.partition("<main")[2]
    if str(escape(name)) != name:
        assert name not in page
    assert "<script>alert" not in page
    assert "49 " not in body
    return str(escape(name)) in body


@named
def test_the_pages_of_a_citizen(app: Flask, town: Town, name: str) -> None:
    summons = people(town, name)
    visitor = known(app, town.centre, summons)
    assert shown(visitor.open("/booking").text, name)
    assert shown(visitor.open(f"/booking/check?slot={code(LATER)}").text, name)
    assert shown(visitor.follow(visitor.send("/booking/check", slot=code(LATER))).text, name)
    for path in PAGES:
        page = visitor.open(f"/booking{path}")
        while page.status_code == 303:
            page = visitor.follow(page)
        assert page.status_code == 200, path
        shown(page.text, name)
    assert shown(visitor.open("/booking/cancel").text, name)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    with time_machine.travel(LATER - timedelta(minutes=5), tick=False):
        browser = by_link(app, town, meeting)
        assert shown(browser.get("/meeting").text, name)
        assert shown(enter(browser, "/meeting").text, name)
    with time_machine.travel(LATER + timedelta(hours=2), tick=False):
        who = audit.staff(town.caseworker.id)
        attendance.record(town.centre, meeting.public_id, Outcome.ATTENDED, "", uuid4(), who)
        assert shown(known(app, town.centre, summons).page.text, name)


@named
def test_an_offer(app: Flask, town: Town, name: str) -> None:
    town.caseworker.name = name
    given_up = other(town)
    summons = waiter(town, LATE, given_name=name)
    free(town, given_up)
    tick(town)
    assert shown(known(app, town.centre, summons).open("/booking/offer").text, name)


@named
def test_every_message_of_a_booking(town: Town, name: str) -> None:
    summons, post = people(town, name), Post()
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    deliver(town.centre, post)
    made = booking.book(town.centre, summons.public_id, LATER, uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    booking.move(town.centre, made, FIRST, uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    booking.cancel(town.centre, made, CancelGround.WORK, uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    changes = [f"{side}{kind}" for kind in ("confirmation", "moved", "cancelled") for side in ("", "staff_")]
    assert sorted(post.kinds()) == sorted(["summons", *changes])
    for outgoing in post.taken:
        message, text = mail(outgoing), words(outgoing)
        (to,) = message["To"].addresses
        assert to.addr_spec in (summons.citizen.email, town.caseworker.email)
        assert "evil" not in str(message["From"])
        assert name in text
        assert "49 " not in text
        html = message.get_body(("html",))
        assert html is not None
        assert "<script>alert" not in html.get_content()
        assert "<ib@evil" not in html.get_content()
    for kind in changes:
        _, event = invitation(post.of(kind))
        guests = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
        assert not any("evil" in str(guest) for guest in guests)


KEPT = ("/booking/needs", "/booking/another-time")
WORDS = (*NAMES.values(), "\u202egnp.exe\u202c \u2066x", "a\x07b\x1b[31m", "Ærø 🙂 \u00a0 \n\n linje to", "x" * 3000)
FORMS = (
    ("/booking/needs", {"kind": "interpreter", "language": "other", "other": ...}),
    ("/booking/needs", {"kind": "telephone", "why": ...}),
    ("/booking/needs", {"kind": ...}),
    ("/booking/needs", {"back": ...}),
    ("/booking/another-time", {"when": ...}),
    ("/booking/contact", {"what": "email", "email": ...}),
    ("/booking/contact", {"what": "mobile", "mobile": ...}),
    ("/booking/contact/code", {"what": "email", "code": ...}),
    ("/booking/cancel", {"ground": ...}),
    ("/booking/waiting", {"do": ...}),
    ("/booking/offer", {"offer": ..., "reply": ...}),
    ("/booking/check", {"slot": code(FIRST), "form": ..., "with": ..., "colleagues": ..., "from": ...}),
    ("/booking/move", {"slot": ...}),
    ("/new-link", {"token": ..., **BIRTHDAY}),
    ("/brev", {"code": ...}),
)


@pytest.mark.parametrize(
    ("path", "fields"), FORMS, ids=lambda value: value if isinstance(value, str) else "+".join(value)
)
def test_every_form_of_a_citizen_takes_every_word(
    app: Flask, town: Town, mette: Colleague, path: str, fields: dict[str, object]
) -> None:
    one = scene(app, town, booked=True)
    person = f"/caseworker/people/{one.one.citizen.public_id}"
    for typed in WORDS:
        sent = {key: typed if value is ... else str(value) for key, value in fields.items()}
        one.visitor.open("/booking/receipt")
        answer = one.visitor.send(path, **sent)
        assert answer.status_code in (303, 400, 404, 409, 422, 429), typed
        page = one.end(answer).text
        shown(page, typed)
        assert "\u202e" not in re.sub(r"<textarea.*?</textarea>|<[^>]*>", "", page, flags=re.DOTALL)
        if path in KEPT or typed is WORDS[-1]:
            assert mette.open(person).status_code == 200
            shown(mette.page.text, typed)
    assert db.session.query(Meeting).filter_by(starts_at=LATER).count() == 1
    assert db.session.query(Meeting).count() == 1


@pytest.mark.parametrize("path", sorted({path for path, _ in FORMS}))
def test_what_is_no_text_at_all(app: Flask, town: Town, path: str) -> None:
    one = scene(app, town, booked=True)
    one.visitor.send("/booking/move")
    for field in ("when", "why", "other", "email", "mobile", "code", "slot", "ground", "token"):
        rest = f"csrf_token={one.visitor.token}&kind=telephone&what=email&language=other"
        body = f"{rest}&{field}=%ff%fe%00%ed%a0%80".encode()
        kind = "application/x-www-form-urlencoded"
        answer = one.visitor.request("POST", path, data=body, content_type=kind)
        assert answer.status_code < 500, field
    assert db.session.query(Meeting).filter_by(starts_at=LATER).count() == 1
