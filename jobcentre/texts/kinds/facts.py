"""What a message may mention: the facts, and how they are cleaned before any text sees them."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from jobcentre.rules.identifying import Identification
from jobcentre.rules.packs import Form
from jobcentre.texts.appointments import Appointment
from jobcentre.texts.shortages import Shortage


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """All that any message may mention; text is plain and in the reader's language.

    `caseworker` is the person the interview is with, or as long as nobody is chosen the team's
    name or the jobcentre's own. `jobcentre` is the office as the municipality calls it. `phone_hours` goes on after
    the number: "mandag til fredag kl. 9-15". `cut_off` is left out once it has passed: then the
    text asks to call. In a cancellation `booking_url` is left out when no new time is wanted, and
    `duty_over` is there when no interview is to follow at all, `put_off` where a withdrawn summons is to be sent later.
    `sets_time` is there where a time is set for who chooses none. A time that was set says why: `not_chosen`, or
    `chosen_for` where the citizen need not choose. `moves_left`: how often the citizen may still give up a time alone;
    with 0 the text asks to call. `with_staff` is there in a cancellation after which a person finds the next time.
    `opens_minutes_before` is how early the meeting link lets people in. `on_paper` is there in a letter: nothing
    comes with it, and there is nothing to press.
    `form` is how the interview is held, or before there is one how it begins; `choices` are the forms the citizen may
    choose among, `no_number` is there when the telephone is not among them because no number is known. `form_matters`
    where interviews differ, so that even an SMS says how. `form_asked`: the municipality asked for it. `place` is the
    job centre's address, `phone_to_call` the citizen's own number (E.164), for the citizen and whoever calls.
    `others` are the caseworker's other meetings of that day, `meetings` all of them, `gone` those that were to be
    that day and are not any more; `tasks` counts what waits for the caseworker, `today_url` shows it.
    `shortages` are where free times are short, `summon_url` shows who waits for them.
    `new_link` is there where the message is sent again because the old link ended.
    `asks`: what the citizen is asked for behind the link. `code` is a one-time code, which works for `code_minutes`.
    `offered_at` is an earlier time that is held for the citizen until `held_until`.
    Why a meeting was cancelled is no fact here: it may be about health and stays in the house.
    `texts_version` is that of the rule pack of the summons; without one the words are the newest.
    """

    texts_version: int | None = None
    given_name: str | None = None
    full_name: str | None = None
    municipality: str | None = None
    jobcentre: str | None = None
    phone: str | None = None
    phone_hours: str | None = None
    caseworker: str | None = None
    legal_basis: str | None = None
    booking_url: str | None = None
    meeting_url: str | None = None
    form: Form | None = None
    choices: tuple[Form, ...] | None = None
    no_number: bool | None = None
    form_matters: bool | None = None
    form_asked: bool | None = None
    place: str | None = None
    phone_to_call: str | None = None
    duration_minutes: int | None = None
    opens_minutes_before: int | None = None
    cut_off_hours: int | None = None
    book_by: date | None = None
    latest_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    old_starts_at: datetime | None = None
    cut_off: datetime | None = None
    duty_over: bool | None = None
    put_off: bool | None = None
    sets_time: bool | None = None
    not_chosen: bool | None = None
    chosen_for: bool | None = None
    moves_left: int | None = None
    with_staff: bool | None = None
    on_paper: bool | None = None
    citizen_name: str | None = None
    staff_url: str | None = None
    account_url: str | None = None
    account_expires_at: datetime | None = None
    on: date | None = None
    others: tuple[Appointment, ...] | None = None
    meetings: tuple[Appointment, ...] | None = None
    gone: tuple[Appointment, ...] | None = None
    tasks: int | None = None
    today_url: str | None = None
    shortages: tuple[Shortage, ...] | None = None
    summon_url: str | None = None
    offered_at: datetime | None = None
    held_until: datetime | None = None
    new_link: bool | None = None
    asks: Identification | None = None
    code: str | None = None
    code_minutes: int | None = None


def known(facts: MessageFacts) -> dict[str, Any]:
    """The facts that are there, text on one line and without control characters."""
    everything = ((field.name, getattr(facts, field.name)) for field in fields(facts))
    return {name: _clean(value) for name, value in everything if not is_blank(value)}


def is_blank(value: object) -> bool:
    """Whether there is nothing to say in a fact."""
    return value is None or value == () or (isinstance(value, str) and not _one_line(value))


def _clean(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_clean(one) for one in value)
    if isinstance(value, Appointment | Shortage):
        return replace(value, name=_one_line(value.name))
    return _one_line(value) if isinstance(value, str) and not isinstance(value, Form | Identification) else value


def _one_line(text: str) -> str:
    """A name with a line break in it could otherwise write lines of its own into a letter."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(char for char in line if char.isprintable())
