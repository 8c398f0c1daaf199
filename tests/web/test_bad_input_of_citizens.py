"""Bad input, one row each: what somebody does, the status of the page it ends on, the sentence there, and what stands.

After every row nobody has two times, and nobody but who asked for it has lost or got one. Each subject is looked at
from all sides where it lives (test_citizen_link, test_old_links, test_new_link, test_replaced_link, test_holding,
test_far_days, test_sent_before, test_session_ends, test_time_limit, test_cancelling_files, test_waiting_list,
test_citizen_needs); names are in test_hard_names, a real browser in tests/browser/test_second_thoughts.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from jobcentre import clock
from tests.builders import Town
from tests.conftest import NOW
from tests.web import misuse as m
from tests.web.attaching import send as send_files
from tests.web.misuse import SAME, after, get, in_turn, post, stale, taken
from tests.web.scene import Steps, scene, standing
from tests.web.visitor import FIRST, LATER, code

NOWHERE, AGAIN, WHO = "Linket virker ikke", "Åbn linket i din besked igen", "Er det dig?"
BOOKED, MOVED, OFF = "Din tid er booket", "Din samtale er flyttet", "Din samtale er aflyst"
NOT_OFF = "Samtalen er ikke aflyst"
NOT_BOOKED, KEPT = "Tiden er ikke booket", "Du har stadig din gamle tid"
TAKEN = "Tiden er lige blevet taget af en anden"
UNREADABLE = "Vi kunne ikke læse den tid. Vælg en tid fra listen."
BEFORE = "Det har du sendt før, men med noget andet."
FRIDAY = datetime(2026, 11, 27, 11, tzinfo=clock.ZONE)
SATURDAY = datetime(2026, 11, 28, 10, tzinfo=clock.ZONE)
EVENING = datetime(2026, 11, 25, 20, tzinfo=clock.ZONE)
FAR = datetime(2027, 3, 1, 10, tzinfo=clock.ZONE)
BOOK = post("/booking/check", slot=code(FIRST))
MOVE = post("/booking/move/check", slot=code(FIRST), **{"with": "somebody"})
MOVE_ONCE = post("/booking/move/check", slot=code(FIRST), **{"with": "somebody"}, request_id=SAME)
BOOK_ONCE = post("/booking/check", slot=code(FIRST), request_id=SAME)
CANCEL_ONCE = post("/booking/cancel", ground="work", request_id=SAME)
BOOK_LATER = post("/booking/check", slot=code(FRIDAY))
MOVE_ON = post("/booking/move/check", slot=code(FRIDAY), **{"with": "somebody"})
CANCEL = post("/booking/cancel", ground="work", time=code(LATER))
EXPIRED = dict.fromkeys(("book_by", "latest_on"), (NOW - timedelta(days=1)).date())


@dataclass(frozen=True, slots=True)
class Row:
    """`booked`: whether they have a time when it begins; `then`: the time they have afterwards, if that changes."""

    name: str
    booked: bool
    steps: Steps
    status: int
    says: str
    then: tuple[datetime, ...] | None = None


# Who has been here before, and who has never had a link: nothing is told, and there is a way on.
TOKENS = (
    Row("forged", True, m.link(lambda s: "/b/" + "A" * 22), 404, NOWHERE),
    Row("one letter changed", True, m.link(m.nearly), 404, NOWHERE),
    Row("markup for a token", True, m.link(lambda s: "/b/%22%3E%3Cscript%3E"), 404, NOWHERE),
    Row("a very long one", True, m.link(lambda s: "/b/" + "x" * 4000), 404, NOWHERE),
    Row("a nul", True, m.link(lambda s: "/b/%00"), 404, NOWHERE),
    Row("a meeting's for a person's", True, m.link(lambda s: f"/b/{m.meeting_token(s)}"), 404, NOWHERE),
    Row("a person's for a meeting's", True, m.link(lambda s: f"/m/{m.token_of(s)}"), 404, NOWHERE),
    Row("replayed after a new one", True, m.replaced, 404, NOWHERE),
    Row("locked", True, m.set_to({"locked_at": NOW}, m.link(lambda s: f"/b/{m.token_of(s)}")), 404, NOWHERE),
    Row("expired", False, m.set_to(EXPIRED, get("/booking")), 200, "Der kan ikke vælges tid her mere"),
    Row("ended", False, m.set_to({"closed_at": NOW}, BOOK), 200, "Du skal ikke vælge en tid"),
    Row("another's in the same browser", True, m.opens_anothers, 200, WHO),
    Row("of another municipality", True, m.foreign, 200, WHO),
    Row("no session", True, m.cookie(""), 403, AGAIN),
    Row("a made-up session", True, m.cookie("eyJjaXRpemVuIjp7fX0.aaaa.bbbb"), 403, AGAIN),
    Row("a session with another signature", True, m.half_a_cookie, 403, AGAIN),
    Row("the form of another session", True, m.form_of_another, 400, "Siden var åben for længe"),
    Row("another's need", True, m.needs_of_another, 200, "Har du brug for noget til samtalen?"),
    Row("another's offer", True, m.offer_of_another, 200, BOOKED),
)  # fmt: skip

SLOTS = (
    Row("none to choose", False, post("/booking"), 422, "Vælg en tid, og tryk så på Fortsæt"),
    *(
        Row(f"{how}: {ascii(slot)[:20]}", booked, post(path, slot=slot), 400, UNREADABLE)
        for slot in ("nonsense", "20261124T0800", "20269999T9999Z", "٢٠٢٦١١٢٤T٠٨٠٠Z", "<script>", "1" * 5000)
        for how, booked, path in (
            ("choose", False, "/booking"),
            ("book", False, "/booking/check"),
            ("move", True, "/booking/move"),
        )
    ),
    *(
        Row(f"{how}: {name}", booked, post(path, slot=code(at)), status, sentence)
        for name, at, status in (
            ("too soon", NOW + timedelta(hours=1), 409),
            ("in the past", NOW - timedelta(days=1), 409),
            ("between two times", FIRST + timedelta(minutes=7), 409),
            ("in the evening", EVENING, 409),
            ("on a Saturday", SATURDAY, 403),
            ("past the last day", FAR, 409),
        )
        for how, booked, path, sentence in (
            ("choose", False, "/booking", NOT_BOOKED),
            ("book", False, "/booking/check", NOT_BOOKED),
            ("move", True, "/booking/move/check", KEPT),
        )
    ),
)  # fmt: skip

JUST_TAKEN = (
    Row("before it is chosen", False, taken("/booking", post("/booking", slot=code(FIRST))), 409, TAKEN),
    Row("before it is checked", False, taken("/booking", get(f"/booking/check?slot={code(FIRST)}")), 409, TAKEN),
    Row("before it is booked", False, taken(f"/booking/check?slot={code(FIRST)}", BOOK), 409, TAKEN),
    Row("before it is moved to", True, taken(f"/booking/move/check?slot={code(FIRST)}", MOVE), 409, KEPT),
)  # fmt: skip

TWICE = (
    Row("booked", False, in_turn(BOOK_ONCE, BOOK_ONCE), 200, BOOKED, (FIRST,)),
    Row("booked, each with its form", False, in_turn(BOOK, BOOK), 200, BOOKED, (FIRST,)),
    Row("moved", True, in_turn(MOVE_ONCE, MOVE_ONCE), 200, MOVED, (FIRST,)),
    Row("cancelled", True, in_turn(CANCEL_ONCE, CANCEL_ONCE), 200, OFF, ()),
    Row("booked, then with another time", False, in_turn(BOOK_ONCE, post("/booking/check", slot=code(LATER),
        request_id=SAME)), 200, BEFORE, (FIRST,)),
    Row("back after booking", False, in_turn(BOOK, get(f"/booking/check?slot={code(FIRST)}")), 200, BOOKED, (FIRST,)),
    Row("back to the times after booking", False, in_turn(BOOK, get("/booking")), 200, BOOKED, (FIRST,)),
    Row("back after cancelling", True, in_turn(CANCEL, get("/booking/cancel")), 200, OFF, ()),
)  # fmt: skip

TABS = (
    Row("books beside a booking", False, stale(f"/booking/check?slot={code(LATER)}", BOOK,
        post("/booking/check", slot=code(LATER))), 409, "Du har allerede en tid", (FIRST,)),
    Row("chooses beside a booking", False, stale("/booking", BOOK,
        post("/booking", slot=code(LATER))), 200, BOOKED, (FIRST,)),
    Row("moves what was cancelled", True, stale(f"/booking/move/check?slot={code(FIRST)}", CANCEL, MOVE), 409,
        "er aflyst, så den kan ikke flyttes", ()),
    Row("moves what was moved", True, stale(f"/booking/move/check?slot={code(FRIDAY)}", MOVE,
        post("/booking/move/check", slot=code(FRIDAY))), 200, MOVED, (FRIDAY,)),
    Row("cancels what was cancelled", True, stale("/booking/cancel", CANCEL, CANCEL), 200, OFF, ()),
    Row("cancels what was moved", True, stale("/booking/cancel", MOVE, CANCEL), 409, NOT_OFF, (FIRST,)),
    Row("cancels what was booked anew", True, stale("/booking/cancel", in_turn(CANCEL, BOOK),
        CANCEL), 409, NOT_OFF, (FIRST,)),
)  # fmt: skip

LOST = (
    Row("the cookie is gone", False, m.without_cookie, 400, "Siden var åben for længe"),
    Row("the link was replaced meanwhile", True, m.replaced_meanwhile, 403, AGAIN),
    Row("too long a pause: asked again", False, after(40, BOOK_LATER), 200, WHO),
    Row("and the time is kept", False, after(40, in_turn(BOOK_LATER, m.says_who)), 200, "Tjek din tid"),
    Row("and booked", False, after(40, in_turn(BOOK_LATER, m.says_who, BOOK_LATER)), 200, BOOKED, (FRIDAY,)),
    Row("and moved", True, after(40, in_turn(MOVE_ON, m.says_who, MOVE_ON)), 200, MOVED, (FRIDAY,)),
    Row("and not cancelled unseen", True, after(40, in_turn(CANCEL, m.says_who)), 200, "Meld afbud til samtalen"),
    Row("and the page of needs", True, after(40, in_turn(post("/booking/needs", kind="companion"), m.says_who)), 200,
        "Har du brug for noget til samtalen?"),
)  # fmt: skip

TOO_LARGE = (
    Row("a file of 20 MB", True, lambda s: send_files(s.visitor, (bytes(20_000_000), "film.jpg")), 413,
        "Filen er for stor. Den må højst fylde 10 MB."),
    Row("a form of 20 MB", True, post("/booking/move", slot="x" * 20_000_000), 413, "for stort"),
    Row("words of 20 MB", True, post("/booking/another-time", when="x" * 20_000_000), 413, "for stort"),
)  # fmt: skip

ROWS = [
    pytest.param(row, id=f"{group}: {row.name}")
    for group, rows in (
        ("token", TOKENS),
        ("slot", SLOTS),
        ("taken", JUST_TAKEN),
        ("twice", TWICE),
        ("tabs", TABS),
        ("lost", LOST),
        ("large", TOO_LARGE),
    )
    for row in rows
]


def said(page: str) -> str:
    """The words of a page, for who reads why a test failed."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


@pytest.mark.parametrize("row", ROWS)
def test_bad_input_has_a_sentence_and_costs_nothing(app: Flask, town: Town, row: Row) -> None:
    one = scene(app, town, row.booked)
    before = standing()
    answer = row.steps(one)
    assert (answer.status_code, row.says in answer.text) == (row.status, True), said(answer.text)
    after = standing()
    mine, had = after.pop(one.one.id, []), before.pop(one.one.id, [])
    assert mine == (had if row.then is None else list(row.then))
    assert {key: after[key] for key in before} == before, "nobody else has lost anything"
