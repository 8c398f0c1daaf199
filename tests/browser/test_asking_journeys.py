"""Asking for what one needs and for another time, and correcting one's e-mail: every screen, language, with and without
scripts."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.needs import NeedKind
from tests.browser.conftest import Live, Visitor
from tests.browser.inbox import Citizen, deliver, newest_mail
from tests.browser.reader import Reader
from tests.browser.ways import Way, come, in_every_way, meetings, summoned, told, who
from tests.builders import a_meeting
from tests.services.waiters import THURSDAY

pytestmark = pytest.mark.browser

NEW = "emilies.nye@example.dk"
WISH = 'Jeg kan bedst efter kl. 13 – „tak" <3 😀'


@in_every_way
def test_needs(live: Live, visitor: Visitor, way: Way) -> None:
    summons = summoned(live, way.language)
    a_meeting(live.town.centre, live.town.caseworker, summons, starts_at=THURSDAY)
    citizen = come(live, visitor, summons, way)
    citizen.follow("Bed om tolk, tag en med eller andet")
    unfold(citizen, "Jeg har brug for en tolk")
    citizen.page.get_by_label(citizen("Hvilket sprog?")).select_option("ar")
    citizen.press("Bed om tolk")
    expect(citizen.page.get_by_text(citizen("Vi har fået besked."), exact=True)).to_be_visible()
    unfold(citizen, "Jeg vil gerne tage en med")
    citizen.press("Jeg tager en med")
    unfold(citizen, "Jeg vil hellere tale i telefon eller mødes")
    citizen.page.get_by_label(citizen("I telefonen")).check()
    citizen.page.get_by_label(citizen("Hvorfor?")).fill("Min computer er i stykker")
    citizen.press("Send ønsket")
    expect(citizen.page.locator(".asked > li")).to_have_count(3)
    assert needs_of(summons) == [(NeedKind.INTERPRETER, "ar"), (NeedKind.COMPANION, ""), (NeedKind.TELEPHONE, "")]
    assert tasks_of(summons) == [TaskKind.NEEDS]
    take_back = citizen.page.get_by_role("button", name=citizen("Det har jeg ikke brug for alligevel"))
    citizen.go(take_back.nth(1))
    expect(citizen.page.locator(".asked > li")).to_have_count(2)
    assert needs_of(summons) == [(NeedKind.INTERPRETER, "ar"), (NeedKind.TELEPHONE, "")]
    assert [one.starts_at for one in meetings(summons)] == [THURSDAY], "the time is kept meanwhile"


@in_every_way
def test_another_time(live: Live, visitor: Visitor, way: Way) -> None:
    summons = summoned(live, way.language)
    citizen = come(live, visitor, summons, way)
    unfold(citizen, "Passer ingen af tiderne?")
    expect(citizen.page.get_by_role("link", name=live.town.municipality.phone).first).to_be_visible()
    citizen.follow("Skriv, hvornår du kan")
    citizen.page.get_by_label(citizen("Hvornår kan du?")).fill(WISH)
    citizen.press("Send")
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(citizen("Du har bedt om en anden tid"))
    expect(citizen.page.get_by_text(WISH)).to_be_visible()
    assert needs_of(summons) == [(NeedKind.OTHER_TIME, "")]
    assert tasks_of(summons) == [TaskKind.NEEDS]
    citizen.press("Jeg har ikke brug for det alligevel")
    assert needs_of(summons) == []
    assert meetings(summons) == []


@in_every_way
def test_correcting_an_address(app: Flask, live: Live, visitor: Visitor, way: Way) -> None:
    summons = summoned(live, way.language)
    old = who(summons)
    citizen = come(live, visitor, summons, way)
    citizen.open("/booking/contact")
    expect(citizen.page.get_by_text(old.email)).to_have_count(0)
    citizen.page.get_by_label(citizen("Ny e-mail")).fill(NEW)
    way_to_write = citizen.page.get_by_role("region", name=citizen("E-mail"), exact=True)
    citizen.go(way_to_write.get_by_role("button", name=citizen("Send mig en kode")))
    deliver(app)
    code = code_in_mail(citizen, Citizen(old.name, NEW, old.birth_date))
    citizen.open("/booking/contact/code")
    citizen.page.get_by_label(citizen("Kode"), exact=True).fill(code)
    citizen.press("Gem")
    expect(citizen.page.get_by_text(citizen("Din nye e-mail er gemt."))).to_be_visible()
    deliver(app)
    newest_mail(citizen, old)
    expect(citizen.page.locator(".mail-text")).to_contain_text(live.town.municipality.phone)
    db.session.rollback()
    db.session.refresh(summons.citizen)
    assert summons.citizen.email == NEW
    assert told(summons) == ["code_address", "address_changed"]


def code_in_mail(citizen: Reader, to: Citizen) -> str:
    newest_mail(citizen, to)
    return digits(citizen.page)


def digits(page: Page) -> str:
    (found,) = set(re.findall(r"\b[0-9]{6}\b", page.locator(".mail-text").inner_text()))
    return str(found)


def unfold(citizen: Reader, danish: str) -> None:
    """Open what is folded; a browser does that without scripts too."""
    citizen.page.locator("summary", has_text=citizen(danish)).click()


def needs_of(summons: Summons) -> list[tuple[NeedKind, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Need).where(Need.summons_id == summons.id, Need.ended_at.is_(None)).order_by(Need.id)
    )
    return [(row.kind, row.detail) for row in rows.scalars()]


def tasks_of(summons: Summons) -> list[TaskKind]:
    open_ones = Task.citizen_id == summons.citizen_id, Task.done_at.is_(None)
    return list(db.session.execute(select(Task.kind).where(*open_ones)).scalars())
