"""The receipt on a wide screen, on a phone and on paper."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from jobcentre.models.occasion import Summons
from jobcentre.rules.packs import Form
from jobcentre.services import audit, links, waiting_list
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor, screenshot
from tests.builders import a_meeting, a_summons
from tests.conftest import NOW

pytestmark = pytest.mark.browser
BIRTHDAY = (("Dag", "4"), ("Måned", "5"), ("År", "2001"))
SIZES = "() => [...document.querySelectorAll('main *')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
PICTURE = "() => document.querySelector('.qr img').naturalWidth"
EARLIER = NOW + timedelta(days=1)
LONG = {
    "name": "Ringkøbing-Skjern og Omegns Landkommune",
    "jobcentre": "Jobcenter Ringkøbing-Skjern, Afdelingen for unge og uddannelse",
    "address": "Gammel Kongevejs Forlængelse 123 B, 3. sal, indgang D, 0000 Eksempelbjerg Strand",
    "phone_hours": "mandag til onsdag kl. 9-15, torsdag kl. 10-17 og fredag kl. 9-12, undtagen helligdage",
}
A4 = (595, 842)  # points


@pytest.fixture
def summons(live: Live) -> Summons:
    """A summons whose citizen has booked a time."""
    made = a_summons(live.town.centre)
    a_meeting(live.town.centre, live.town.caseworker, summons=made)
    return made


def come(page: Page, live: Live, summons: Summons) -> Page:
    page.goto(f"/b/{links.token_of(live.town.centre, summons)}")
    for name, typed in BIRTHDAY:
        page.get_by_label(name).fill(typed)
    page.get_by_role("button", name="Fortsæt").click()
    expect(page.get_by_role("heading", name="Din tid er booket")).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


def test_the_time_is_the_largest(live: Live, visitor: Visitor, summons: Summons) -> None:
    for size in (PHONE, DESKTOP):
        page = come(visitor(size).new_page(), live, summons)
        largest = float(page.locator(".when").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)"))
        assert largest == max(page.evaluate(SIZES))
        assert page.evaluate(SIZES).count(largest) == 1


def test_a_wide_screen_shows_a_code_to_scan_and_a_phone_does_not_ask_for_it(
    live: Live, visitor: Visitor, summons: Summons
) -> None:
    asked: list[str] = []
    wide, phone = visitor(DESKTOP), visitor(PHONE)
    phone.on("request", lambda request: asked.append(request.url))
    page = come(wide.new_page(), live, summons)
    expect(page.get_by_text("Scan med din telefon")).to_be_visible()
    page.wait_for_function(PICTURE)
    screenshot(page, "receipt-with-code")
    page.emulate_media(media="print")
    expect(page.get_by_text("Scan med din telefon")).to_be_hidden()
    page = come(phone.new_page(), live, summons)
    expect(page.get_by_text("Scan med din telefon")).to_be_hidden()
    assert any("receipt" in url for url in asked)
    assert [url for url in asked if "qr.svg" in url] == []


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_fullest_receipt_is_one_page_too(live: Live, visitor: Visitor, language: str, form: Form) -> None:
    """Moved, waiting for an earlier time, with needs, in a municipality of long names."""
    town, page = live.town, visitor(DESKTOP).new_page()
    for name, words in LONG.items():
        setattr(town.municipality, name, words)
    summons = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons, form=form, sequence=1, moved_from=EARLIER)
    waiting_list.join(town.centre, summons.public_id, uuid4(), audit.CITIZEN)
    come(page, live, summons)
    page.goto(f"/booking/receipt?lang={language}", wait_until="networkidle")
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    text = " ".join(paper.pages[0].extract_text().split())
    of_paper = {
        "da": "Du åbner siden med linket i din besked fra os.",
        "en": "You open the page with the link in our message.",
    }
    earlier = {"da": "Vil du hellere have en tidligere tid?", "en": "Would you rather have an earlier time?"}
    assert town.municipality.phone in text
    assert of_paper[language] in text
    assert earlier[language] not in text, "nothing can be answered on paper"


def test_paper_holds_all_of_it_on_one_page(live: Live, visitor: Visitor, summons: Summons) -> None:
    page = come(visitor(DESKTOP).new_page(), live, summons)
    when = page.locator(".when").inner_text()
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    box = paper.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4
    text = paper.pages[0].extract_text()
    authority = live.town.municipality
    for words in (when, authority.phone, authority.address, "Mette Skov", "Sådan kommer du med"):
        assert words in text, words
    for words in ("Læg i min kalender", "Gå til samtalen", "Flyt samtalen", "Scan", "English", "Luk"):
        assert words not in text, words
    page.emulate_media(media="print")
    assert page.locator("main img:visible, main button:visible, main a.button:visible").count() == 0
