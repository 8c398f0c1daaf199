"""What everybody may read: how accessible the pages are, and what becomes of what is known about people."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.web import about
from tests.browser.states import STATES
from tests.builders import Town, a_meeting, a_municipality, a_summons
from tests.conftest import NOW
from tests.web.colleague import Colleague
from tests.web.rooms import by_link
from tests.web.visitor import Visitor, arrived, known

PAGES = ("/was", "/privacy")
# The parts of the model statement (EU 2018/1523) and of GDPR's articles 13 and 14, by words of ours.
PARTS = {
    "/was": ("EN 301 549", "Det kan være svært at bruge", "Vi har selv prøvet dem", "Digitaliseringsstyrelsen"),
    "/privacy": (
        "dataansvarlig",
        "artikel 6",
        "Hvor længe",
        "Hvem kan se det",
        "slettet",
        "indsigelse",
        "DPO",
        "Datatil",
    ),
}


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_reads_it_with_everybody_one_may_call(app: Flask, town: Town, path: str) -> None:
    a_municipality(jobcentre="Jobcenter Nabo", phone="70 20 20 20")
    page = Visitor(app).open(path).text
    for words in (
        *PARTS[path],
        town.municipality.jobcentre,
        "Jobcenter Nabo",
        "70 20 20 20",
        "jobcenter@eksempel.example",
    ):
        assert words in page


@pytest.mark.parametrize("path", PAGES)
def test_a_citizen_reads_it_of_their_own_municipality(app: Flask, town: Town, centre: Centre, path: str) -> None:
    a_municipality(jobcentre="Jobcenter Nabo")
    for page in (
        arrived(app, centre, a_summons(centre)).open(path).text,
        by_link(app, town, a_meeting(centre, town.caseworker)).get(path).text,
    ):
        assert "Eksempel Kommune" in page
        assert "Jobcenter Nabo" not in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_it_is_there_in_both_languages(app: Flask, town: Town, path: str, language: str) -> None:
    page = Visitor(app).open(f"{path}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert ("Datatilsynet" in page.text) == (path == "/privacy")


def test_many_municipalities_are_no_list(app: Flask, town: Town) -> None:
    for _ in range(6):
        a_municipality()
    assert "står i de beskeder" in Visitor(app).open("/was").text


def test_how_long_is_what_the_settings_say(app: Flask, town: Town, centre: Centre) -> None:
    page = Visitor(app).open("/privacy").text
    assert centre.settings.retention.text_days == 1826
    assert "dine svar: 5 år." in page
    assert f"om en besked: {centre.settings.retention.raw_days} dage." in page


@pytest.mark.parametrize("path", ["/", "/brev", "/b/" + "A" * 22, "/booking", "/nowhere"])
def test_every_page_leads_there(app: Flask, town: Town, path: str) -> None:
    page = Visitor(app).open(path).text
    assert all(f'href="{about}"' in page for about in PAGES)


def test_what_is_kept_about_citizens_is_not_offered_to_staff(app: Flask, town: Town, mette: Colleague) -> None:
    for page in (Visitor(app).open("/login"), mette.open("/caseworker/")):
        assert 'href="/was"' in page.text
        assert 'href="/privacy"' not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_a_way_back_to_where_one_came_from(app: Flask, town: Town, centre: Centre, path: str) -> None:
    assert 'class="back-link" href="/booking"' in arrived(app, centre, a_summons(centre)).open(path).text
    meeting = a_meeting(centre, town.caseworker)
    assert 'class="back-link" href="/meeting"' in by_link(app, town, meeting).get(path).text
    assert "back-link" not in Visitor(app).open(path).text


def test_plain_words_come_before_the_articles(app: Flask, town: Town) -> None:
    page = Visitor(app).open("/privacy").text
    assert page.index("at blive væk.") < page.index("(Reglerne om det står i GDPR, artikel 6")


def test_help_is_promised_once(app: Flask, town: Town) -> None:
    page = Visitor(app).open("/was").text
    assert "med det samme" not in page
    assert "Skriver du, svarer vi inden for 10 arbejdsdage" in page


def test_a_citizens_pages_lead_there(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert all(f'href="{path}"' in visitor.open("/booking").text for path in PAGES)


def test_the_statement_is_looked_at_every_year(town: Town) -> None:
    """Red when the day has come: go through docs/accessibility.md by hand, then write the new day in `web.about`."""
    assert about.REVIEWED_ON <= clock.today() <= about.REVIEWED_ON + timedelta(days=366)


def test_nothing_is_kept_of_who_reads_it(app: Flask, town: Town) -> None:
    with time_machine.travel(NOW, tick=False):
        assert "Set-Cookie" not in Visitor(app).open("/was").headers


def test_the_states_the_browser_looks_at_are_named_once() -> None:
    names = [state.name for state in STATES]
    assert sorted(names) == sorted(set(names))
