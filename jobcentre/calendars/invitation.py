"""One meeting as a calendar object: asked for, moved, cancelled, or to be fetched as a file.

RFC 5545 and 5546, as Outlook, Gmail, Apple and Thunderbird really read them. Equal input gives
equal bytes: nothing here looks at a clock or draws a random number, so that a message sent again
is the same message.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vCalAddress, vUri

from jobcentre.calendars.text import line, lines, name
from jobcentre.calendars.zone import VTIMEZONE, utc, written

PRODUCT = "-//Jobcentre//Jobcentre 1.0//DA"
ALARM_BEFORE = timedelta(minutes=30)

# One bare ASCII address and nothing else; what may stand in a header is checked where it is sent.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")


class Method(StrEnum):
    """What the receiver is to do; also the `method` of the message's content type."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or office in the invitation, by one bare address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """All that one calendar object says. Moments are aware.

    `uid` stays for the meeting's whole life. `sequence` rises with every change of time and once
    more for the cancellation; a program that knows the number already keeps the old time.
    `stamp` is when this message came to be: the message row's creation, never "now".
    `attendee` is the one receiver; a PUBLISH has none and leaves the organizer out as well.
    `join_url` is the link into a meeting on video, and then its place; `conference_label` names it where a program
    shows it as a button, in ASCII. Every other meeting has a `location` instead, and no link that leads nowhere.
    """

    uid: str
    sequence: int
    method: Method
    stamp: datetime
    created: datetime
    last_modified: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    join_url: str | None
    organizer: Party
    attendee: Party | None
    language: str
    conference_label: str
    location: str = ""


def render(invitation: Invitation) -> bytes:
    """The finished object in UTF-8 with CRLF, folded at 75 octets.

    User text is cleaned of everything that breaks a reader. What cannot be put right raises
    ValueError: an address that is not one, a link that is not http(s), a missing attendee.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invitation.method.value)
    calendar.add_component(VTIMEZONE)
    calendar.add_component(_event(invitation))
    return bytes(calendar.to_ical())


def _event(invitation: Invitation) -> Event:
    event = Event()
    _add_identity(event, invitation)
    _add_substance(event, invitation)
    _add_people(event, invitation)
    _add_standing(event, invitation)
    return event


def _add_identity(event: Event, invitation: Invitation) -> None:
    starts_at, ends_at = written(invitation.starts_at, invitation.ends_at)
    event.add("uid", line(invitation.uid))
    event.add("dtstamp", utc(invitation.stamp))
    event.add("created", utc(invitation.created))
    event.add("last-modified", utc(invitation.last_modified))
    event.add("sequence", invitation.sequence)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)


def _add_substance(event: Event, invitation: Invitation) -> None:
    language = {"LANGUAGE": invitation.language}
    event.add("summary", line(invitation.summary), parameters=language)
    event.add("description", lines(invitation.description), parameters=language)
    if invitation.join_url is None:
        if invitation.location:
            event.add("location", line(invitation.location), parameters=language)
        return
    url = _checked_url(invitation.join_url)
    # The bare link: most programs make LOCATION clickable, and few show URL or CONFERENCE.
    event.add("location", url)
    event.add("url", url)
    label = line(invitation.conference_label).replace('"', "'")
    # The library leaves a non-ASCII label unquoted, and readers then drop it.
    label = label.encode("ascii", "ignore").decode()
    conference = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": label}
    event.add("conference", vUri(url, params=conference), encode=False)


def _add_people(event: Event, invitation: Invitation) -> None:
    if invitation.method is Method.PUBLISH:
        # RFC 5546 3.2.1 allows no attendee here; with an organizer some apps write to them.
        return
    if invitation.attendee is None:
        raise ValueError(f"a {invitation.method} needs the one attendee it is sent to")
    organizer = _address(invitation.organizer)
    if "+" in invitation.organizer.email:
        raise ValueError("outlook.com cuts the organizer's address at the plus sign")
    event.add("organizer", organizer, encode=False)
    attendee = _address(invitation.attendee)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "TRUE"
    event.add("attendee", attendee, encode=False)


def _add_standing(event: Event, invitation: Invitation) -> None:
    cancelled = invitation.method is Method.CANCEL
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("x-microsoft-cdo-busystatus", "FREE" if cancelled else "BUSY")
    event.add("x-microsoft-disallow-counter", "TRUE")
    if cancelled:
        return
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", line(invitation.summary))
    event.add_component(alarm)


def _address(party: Party) -> vCalAddress:
    """A `mailto:` with a cleaned CN; a name that is nothing but traps gives way to the address."""
    if not _ADDRESS.fullmatch(party.email):
        raise ValueError("not one bare e-mail address in ASCII")
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = name(party.name) or party.email
    return address


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("the meeting link must be an http or https address")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("the meeting link must not hold blanks or control characters")
    return url
