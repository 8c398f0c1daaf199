"""How a person is reached: the legally binding way first, e-mail and SMS as company.

Digital Post has legal effect once it lies in the mailbox (the Digital Post act, § 10); who is exempt from it gets a
letter. E-mail and SMS bind nobody, but they are what people read. A protected address closes no way: the print
supplier looks the address of a letter up by the national number, and no other way needs one.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum


class Medium(StrEnum):
    """A way out of the house; equal to the names of the channels."""

    DIGITAL_POST = "digital_post"
    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    NEMSMS = "nemsms"


BINDING = (Medium.DIGITAL_POST, Medium.LETTER)
TEXT_MESSAGES = (Medium.SMS, Medium.NEMSMS)


class Need(StrEnum):
    """How much depends on a message."""

    BINDING = "binding"  # it has legal effect: it must arrive, and that must be provable
    COURTESY = "courtesy"  # it helps; whoever wants no SMS gets none
    ANSWER = "answer"  # to an SMS, and by SMS alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """What is known of a person's addresses. A refused one (``email_refused`` …) is none."""

    email: bool
    mobile: bool  # a number that takes SMS: no landline
    digital_post: bool  # not exempt; whether there is a mailbox is asked on sending
    sms_stopped: bool  # has asked for no more SMS


def routes(need: Need, person: Reachable, ways: Set[Medium], letter_in_time: bool) -> tuple[Medium, ...]:
    """Return the ways by which a message goes out at once, the binding one first; none means: a task for a person.

    ``ways`` are the channels this installation has. ``letter_in_time``: a letter would be there before the
    message loses its point.
    """
    open_to = _open_to(person, ways, letter_in_time)
    if need is Need.ANSWER:
        return (Medium.SMS,) if Medium.SMS in open_to else ()
    binding = next(((way,) for way in BINDING if way in open_to), ())
    company = tuple(way for way in (Medium.EMAIL, _text_message(open_to)) if way in open_to)
    if person.sms_stopped:
        quiet = _without_texts(company)
        company = quiet if need is Need.COURTESY or binding or quiet else company
    if need is Need.BINDING:
        return (*binding, *company)
    return company or tuple(way for way in binding if way is Medium.DIGITAL_POST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What has become of the copies of one message: which way failed just now, and which ways there have been."""

    failed: Medium
    ways: Set[Medium]
    alive: Set[Medium]


def after(so_far: Tried, need: Need, person: Reachable, ways: Set[Medium], letter_in_time: bool) -> Medium | None:
    """Return the next way for a message that did not arrive by one; ``None`` when there is none, or none is needed.

    The binding way is replaced by a binding one while there is one; company only when nothing else is alive. Who
    wants no SMS gets one only with what binds, and only when nothing else is left.
    """
    if need is Need.ANSWER:
        return None
    untried = tuple(way for way in _open_to(person, ways, letter_in_time) if way not in so_far.ways)
    binding = tuple(way for way in untried if way in BINDING)
    company = tuple(way for way in untried if way not in BINDING)
    if need is Need.COURTESY:
        binding = tuple(way for way in binding if way is Medium.DIGITAL_POST)
        company = _without_texts(company) if person.sms_stopped else company
    elif so_far.failed in BINDING and binding:
        return binding[0]
    if so_far.alive - {so_far.failed}:
        return None
    return next(iter((*binding, *company) if need is Need.BINDING else (*company, *binding)), None)


def _open_to(person: Reachable, ways: Set[Medium], letter_in_time: bool) -> tuple[Medium, ...]:
    """The ways that lead to this person, in the order in which they are tried."""
    leads = {
        Medium.DIGITAL_POST: person.digital_post,
        Medium.LETTER: letter_in_time,
        Medium.EMAIL: person.email,
        Medium.SMS: person.mobile,
        Medium.NEMSMS: person.digital_post,
    }
    return tuple(way for way in Medium if way in ways and leads[way])


def _text_message(open_to: tuple[Medium, ...]) -> Medium:
    """One kind of SMS is enough: our own where a number is known, else the state's."""
    return Medium.SMS if Medium.SMS in open_to else Medium.NEMSMS


def _without_texts(ways: tuple[Medium, ...]) -> tuple[Medium, ...]:
    return tuple(way for way in ways if way not in TEXT_MESSAGES)
