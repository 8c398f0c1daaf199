"""What the service has sent: delivered, found in `/dev/inbox`, opened, and read as it would travel."""

from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Flask
from icalendar import Calendar
from playwright.sync_api import expect

from jobcentre.services import delivery
from tests.browser.reader import Reader


@dataclass(frozen=True, slots=True)
class Citizen:
    """One person of the file."""

    name: str
    email: str
    birth_date: date


def deliver(app: Flask) -> None:
    """What the scheduler does every second: send until nothing is due."""
    with app.app_context():
        while delivery.deliver_due(app.extensions["jobcentre"]).total:
            pass


def newest_mail(citizen: Reader, to: Citizen) -> None:
    citizen.open("/dev/inbox")
    citizen.go(citizen.page.locator(".inbox-mail", has_text=to.email).first)


def open_link_from_inbox(citizen: Reader, to: Citizen, path: str) -> None:
    newest_mail(citizen, to)
    citizen.go(citizen.page.locator(f".mail-text a[href*='{path}']").first)


@dataclass(frozen=True, slots=True)
class Invitation:
    """The calendar object of one e-mail."""

    method: str
    sequence: int
    uid: str
    starts_at: datetime


def invitation(citizen: Reader, to: Citizen) -> Invitation:
    """What the newest message in the inbox brings along, read from the `.eml` as it would travel."""
    newest_mail(citizen, to)
    expect(citizen.page.get_by_role("link", name="invite.ics")).to_be_visible()
    address = citizen.page.get_by_role("link", name=citizen("Vis kilden")).get_attribute("href")
    mail = message_from_bytes(citizen.page.request.get(str(address)).body(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    file = Calendar.from_ical(str(part.get_content()))
    (event,) = file.events
    assert part.get_param("method") == file["METHOD"]
    return Invitation(str(file["METHOD"]), event.sequence, event.uid, start_of(file))


def start_of(file: Calendar) -> datetime:
    """When the one meeting of a calendar file begins."""
    (event,) = file.events
    starts_at = event.start
    assert isinstance(starts_at, datetime)
    return starts_at
