"""A citizen in a browser, brought before a page in one of its states (see `states`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from tests.browser.conftest import Live
from tests.builders import a_citizen, a_meeting, a_spell, a_summons, an_occasion
from tests.web.visitor import BIRTHDAY

FREE_CHOICE = "frit-valg-2023"


@dataclass(frozen=True, slots=True)
class Stage:
    """A town, and a browser in which a citizen is brought before a page."""

    live: Live
    page: Page

    def summons(self, **given: Any) -> Summons:
        """Somebody who has been summoned; what is given about the person is in `person`."""
        person = {"team_id": self.live.town.team.id, **given.pop("person", {})}
        citizen = a_citizen(self.live.town.centre, **person)
        a_spell(citizen)
        pack = given.get("pack")
        if pack:
            given["occasion_id"] = an_occasion(citizen, pack=pack).id
        return a_summons(self.live.town.centre, citizen, **given)

    def booked(self, **given: Any) -> Meeting:
        """Somebody with a time; what is given about the summons is in `summons`."""
        summons = self.summons(**given.pop("summons", {}))
        return a_meeting(self.live.town.centre, self.live.town.caseworker, summons, **given)

    def open(self, about: Summons | Meeting) -> None:
        """Come by the link of the summons."""
        summons = about.summons if isinstance(about, Meeting) else about
        token = links.token_of(self.live.town.centre, summons)
        db.session.rollback()  # the browser must not wait for this test's transaction
        self.page.goto(f"/b/{token}")

    def known(self, about: Summons | Meeting, path: str = "") -> None:
        """Come by the link, say who one is, and go on to a path."""
        self.open(about)
        self.fill(**BIRTHDAY)
        self.press("Fortsæt")
        if path:
            self.page.goto(path)

    def enter(self, meeting: Meeting) -> None:
        """Come by the link of a meeting."""
        token = links.token_of(self.live.town.centre, meeting)
        db.session.rollback()
        self.page.goto(f"/m/{token}")

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, slot: str | None = None) -> None:
        """Choose a time, the first unless one is named, and go on."""
        which = f"[name=slot][value='{slot}']" if slot else "[name=slot]"
        self.page.locator(which).first.check()
        self.press("Fortsæt")


Steps = Callable[[Stage], object]


@dataclass(frozen=True, slots=True)
class State:
    """A page as somebody meets it: what its heading says, which status it has, and the steps that lead there."""

    name: str
    heading: str
    steps: Steps
    status: int = 200

    @property
    def is_refused(self) -> bool:
        """Whether a form came back with a list of what is missing."""
        return self.status == 422
