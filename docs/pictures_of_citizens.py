"""The pictures of a citizen's pages, each in the state in which somebody meets it (see `screenshots`)."""

import re
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page

from docs.pictures import DESK, PATIENCE, PHONE, Open, both, follow, press, say_who, shot, sign_in
from jobcentre.services.waiting_list import EVERY

Link = Mapping[str, Any]
TELL = "Sig til, hvis der kommer en tidligere tid"


def booking(opener: Open, link: Link) -> None:
    """Choose, check, receipt, and what may be done from there; the e-mail with the invitation."""
    page = opener(PHONE)
    say_who(page, link)
    page.get_by_text("Første ledige tid").click()
    both(page, "pick")
    press(page, "Fortsæt")
    shot(page, "check")
    press(page, "Book tiden")
    both(page, "receipt")
    device_check(page)
    for path, name in (("/booking/contact", "contact"), ("/privacy", "privacy")):
        page.goto(path)
        shot(page, name)
    needs(page)
    cancelling(page)
    mail(page, link)
    page.context.close()


def device_check(page: Page) -> None:
    page.goto("/booking/device-check")
    page.get_by_role("button", name="Start testen").click()
    page.get_by_text("Kameraet virker.").wait_for()
    page.get_by_text("Der er hul igennem til jobcentret.").wait_for()
    for size in (DESK, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.locator("#results").evaluate("one => one.scrollIntoView()")
        shot(page, "device-check")


def needs(page: Page) -> None:
    page.goto("/booking/needs")
    page.locator("summary", has_text="Jeg har brug for en tolk").click()
    page.select_option("#language", "ar")
    press(page, "Bed om tolk")
    shot(page, "needs")


def cancelling(page: Page) -> None:
    """The page before it is sent, with a file: nothing is cancelled."""
    photo = BytesIO()
    Image.new("RGB", (300, 400), "white").save(photo, "JPEG")
    file: FilePayload = {"name": "Indkaldelse til jobsamtale.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    page.goto("/booking/cancel")
    page.get_by_label("Jeg skal til jobsamtale").check()
    page.set_input_files("#file", file)
    page.locator("#ground").evaluate("one => one.closest('fieldset').scrollIntoView()")
    shot(page, "cancel")


def mail(page: Page, link: Link) -> None:
    first_name = link["name"].split()[0]
    found = page.locator(".inbox-mail", has_text=re.compile(rf"til {first_name}.*\.ics", re.DOTALL)).first
    for _ in range(PATIENCE):
        page.goto("/dev/inbox")
        if found.count():
            break
        time.sleep(1)
    follow(page, found)
    shot(page, "mail", DESK)
    page.goto("/dev/inbox")
    shot(page, "inbox", DESK)


def identifying(opener: Open, administrator: Mapping[str, str], link: Link) -> None:
    """The birth date; then the code, for as long as the municipality asks for one."""
    page, office = opener(PHONE), opener(DESK)
    page.goto(f"{link['url']}?lang=da")
    shot(page, "who")
    sign_in(office, administrator)
    ask_for(office, "code")
    say_who(page, link)
    press(page, "Send koden")
    shot(page, "code")
    ask_for(office, "birth_date")
    page.context.close()
    office.context.close()


def ask_for(office: Page, way: str) -> None:
    office.goto("/admin/municipality")
    office.locator(f"[name=identification][value={way}]").check()
    press(office, "Gem oplysninger")


def colleagues(opener: Open, links: Sequence[Link]) -> None:
    """The times of one's own caseworker and the colleagues, for somebody who has one."""
    page = opener(PHONE)
    for link in links:
        say_who(page, link)
        more = page.get_by_role("link", name="Se også tider hos kolleger")
        if more.count():
            follow(page, more)
            shot(page, "colleagues")
            break
        page.context.clear_cookies()
    page.context.close()


def wait(opener: Open, links: Sequence[Link]) -> Page:
    """Let somebody wait for an earlier time, and one be given up: all who can take one time do, then one cancels.

    Times that were free when somebody began to wait are not offered to them.
    """
    waits, *others = links
    takers, wanted = list[Page](), ""
    for link in others:
        page = opener(PHONE)
        say_who(page, link)
        page.goto("/booking?colleagues=1")
        wanted = wanted or str(page.locator("fieldset.slot-day").first.locator("input").last.get_attribute("value"))
        choice = page.locator(f"[name=slot][value='{wanted}']")
        if not choice.count():
            break
        book(page, choice)
        takers.append(page)
    page = opener(PHONE)
    say_who(page, waits)
    book(page, page.locator("[name=slot]").last)
    press(page, TELL)
    press(page, TELL)
    takers[0].goto("/booking/cancel")
    takers[0].get_by_label("Jeg skal på arbejde").check()
    press(takers[0], "Aflys samtalen")
    for taker in takers:
        taker.context.close()
    return page


def book(page: Page, time_of_day: Locator) -> None:
    time_of_day.check()
    press(page, "Fortsæt")
    press(page, "Book tiden")


def offer(page: Page) -> None:
    """The earlier time, once the scheduler has offered it."""
    for _ in range(int((EVERY + timedelta(minutes=1)).total_seconds())):
        page.goto("/booking")
        if page.url.endswith("/offer"):
            break
        time.sleep(1)
    else:
        raise SystemExit("no earlier time was offered")
    shot(page, "offer")
    page.context.close()
