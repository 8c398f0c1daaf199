"""The words on the citizens' pages: easy to read, no threats, and it is the interview that is mandatory."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.rules.attendance import Outcome
from tests.builders import Town, a_meeting, a_summons
from tests.conftest import NOW
from tests.texts.reading import lix
from tests.web.visitor import FIRST, LATER, Visitor, arrived, code, known

# Nothing about benefits or consequences belongs on these pages: that is said once, in the summons.
FORBIDDEN = re.compile(r"!|straf|sanktion|ydelse|mister|trækkes|benefit|sanction|penalt|obligatorisk", re.IGNORECASE)
PAGES = {
    "identity": None,
    "times": "/booking",
    "check": f"/booking/check?slot={code(FIRST)}",
    "receipt": "/booking/receipt",
    "move": "/booking/move",
    "move check": f"/booking/move/check?slot={code(FIRST)}",
    "cancel": "/booking/cancel",
    "over": "/booking",
    "ended": "/booking",
    "no link": "/b/nothing",
}


def shown(app: Flask, town: Town, centre: Centre, page: str) -> Visitor:
    """A visitor on one of the pages."""
    summons = a_summons(centre, closed_at=clock.now() if page == "ended" else None)
    if page in ("receipt", "move", "move check", "cancel"):
        a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    if page == "over":
        starts_at = NOW - timedelta(days=1)
        a_meeting(centre, town.caseworker, summons, starts_at=starts_at, outcome=Outcome.ABSENT)
    path = PAGES[page]
    if path is None:
        return arrived(app, centre, summons)
    visitor = known(app, centre, summons)
    visitor.open(path)
    return visitor


def paragraphs(html: str) -> str:
    """What stands in paragraphs and lists of the page's main part."""
    main = html[html.index("<main") : html.index("</main>")]
    found = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", main, re.DOTALL)
    texts = (unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in found)
    return "\n".join(text for text in texts if text.endswith((".", "?")))


@pytest.mark.parametrize("page", PAGES)
def test_the_running_text_is_easy(app: Flask, town: Town, centre: Centre, page: str) -> None:
    text = paragraphs(shown(app, town, centre, page).page.text)
    if text:
        assert lix(text) < 35


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_threatens(app: Flask, town: Town, centre: Centre, page: str, language: str) -> None:
    visitor = shown(app, town, centre, page)
    visitor.client.set_cookie("language", language)
    path = PAGES[page] or "/booking"
    html = visitor.open(path).text
    text = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])
    assert not FORBIDDEN.search(text)
