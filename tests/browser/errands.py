"""What a citizen does on the pages behind their link, each step up to the page that follows."""

from datetime import datetime
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import FilePayload, expect

from jobcentre.texts import dates
from tests.browser.inbox import Citizen, start_of
from tests.browser.reader import Reader


def identify(citizen: Reader, who: Citizen) -> None:
    for label, number in (("Dag", who.birth_date.day), ("Måned", who.birth_date.month), ("År", who.birth_date.year)):
        citizen.page.get_by_label(citizen(label), exact=True).fill(str(number))
    citizen.press("Fortsæt")


def book(citizen: Reader) -> datetime:
    """Take the first free time; return it as the receipt of the page and its file say it."""
    citizen.page.get_by_text(citizen("Første ledige tid")).click()
    citizen.press("Fortsæt")
    citizen.press("Book tiden")
    return receipt(citizen, "Din tid er booket")


def receipt(citizen: Reader, heading: str) -> datetime:
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(citizen(heading))
    with citizen.page.expect_download() as file:
        citizen.page.get_by_role("link", name=citizen("Læg i min kalender")).click()
    starts_at = start_of(Calendar.from_ical(Path(file.value.path()).read_bytes()))
    when = dates.sentence(dates.moment(starts_at, citizen.language))
    expect(citizen.page.locator(".receipt .when")).to_have_text(when)
    return starts_at


def move(citizen: Reader) -> datetime:
    back_to_the_receipt(citizen)
    citizen.follow("Flyt samtalen")
    citizen.page.locator("fieldset.slot-day").nth(1).get_by_role("radio").first.check()
    citizen.press("Fortsæt")
    citizen.press("Flyt samtalen hertil")
    return receipt(citizen, "Din samtale er flyttet")


def cancel(citizen: Reader, ground: str = "Jeg skal til jobsamtale", file: FilePayload | None = None) -> None:
    back_to_the_receipt(citizen)
    citizen.follow("Meld afbud")
    citizen.page.get_by_label(citizen(ground)).check()
    if file:
        citizen.page.get_by_label(citizen("Vedhæft en fil")).set_input_files(file)
    citizen.press("Aflys samtalen")
    expect(citizen.page.get_by_text(citizen("Din samtale er aflyst"))).to_be_visible()


def book_again(citizen: Reader) -> datetime:
    citizen.open("/booking")
    return book(citizen)


def back_to_the_receipt(citizen: Reader) -> None:
    citizen.open("/booking/receipt")
