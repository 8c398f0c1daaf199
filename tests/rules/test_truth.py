"""Whether a planned message is still true: a table of what the world may have become."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jobcentre.rules.truth import About, Claims, Truth, judge

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)

# the world in which each of them is true
TRUE: dict[About, Claims] = {
    About.SUMMONED: Claims(about=About.SUMMONED, summons_open=True),
    About.RELEASED: Claims(about=About.RELEASED),
    About.AGREED: Claims(about=About.AGREED, version=1, now_version=1, confirmed=True, receiver_attends=True),
    About.REMINDED: Claims(about=About.REMINDED, version=1, now_version=1, confirmed=True, receiver_attends=True),
    About.CALLED_OFF: Claims(about=About.CALLED_OFF, version=2, now_version=2, receiver_attends=True),
    About.ACCOUNT: Claims(about=About.ACCOUNT, link_usable=True),
    About.CODE: Claims(about=About.CODE, code_usable=True),
    About.OFFERED: Claims(about=About.OFFERED, offer_open=True, confirmed=True, version=None, now_version=4),
    About.BUSY: Claims(about=About.BUSY, busy=True),
    About.STILL: Claims(about=About.STILL, still=True),
    About.ANSWERED: Claims(about=About.ANSWERED),
}


@pytest.mark.parametrize("about", About)
def test_what_is_true_is_sent_until_it_is_of_no_use(about: About) -> None:
    claims = TRUE[about]
    assert judge(claims, NOW) is Truth.SEND
    assert judge(replace(claims, not_after=NOW + SECOND), NOW) is Truth.SEND
    assert judge(replace(claims, not_after=NOW), NOW) is Truth.EXPIRED
    assert judge(replace(claims, not_after=NOW - SECOND), NOW) is Truth.EXPIRED


@pytest.mark.parametrize(
    ("about", "changed"),
    [
        (About.SUMMONED, {"summons_open": False}),
        (About.SUMMONED, {"confirmed": True}),  # a time is chosen already
        (About.SUMMONED, {"exempt_untold": True}),
        (About.RELEASED, {"summons_open": True}),
        (About.RELEASED, {"confirmed": True}),
        (About.AGREED, {"confirmed": False}),
        (About.AGREED, {"now_version": 2}),  # moved since
        (About.AGREED, {"now_version": None}),
        (About.AGREED, {"receiver_attends": False}),  # handed over
        (About.REMINDED, {"confirmed": False}),
        (About.REMINDED, {"now_version": 2}),
        (About.REMINDED, {"receiver_attends": False}),
        (About.REMINDED, {"outcome_recorded": True}),
        (About.CALLED_OFF, {"confirmed": True}),  # it is theirs, and it stands
        (About.ACCOUNT, {"link_usable": False}),
        (About.CODE, {"code_usable": False}),  # used, outdated or replaced
        (About.OFFERED, {"offer_open": False}),
        (About.OFFERED, {"confirmed": False}),  # the meeting has been called off
        (About.BUSY, {"busy": False}),  # all of them cancelled meanwhile
        (About.BUSY, {"wanted": False}),
        (About.STILL, {"still": False}),  # somebody has seen to it
        (About.REMINDED, {"wanted": False}),
    ],
)
def test_what_is_no_longer_true_is_void_even_when_it_is_late_as_well(about: About, changed: dict[str, Any]) -> None:
    claims = replace(TRUE[about], **changed)
    assert judge(claims, NOW) is Truth.VOID
    assert judge(replace(claims, not_after=NOW - SECOND), NOW) is Truth.VOID


@pytest.mark.parametrize(
    ("about", "changed"),
    [
        (About.AGREED, {"outcome_recorded": True}),  # it was agreed all the same
        (About.CALLED_OFF, {"confirmed": True, "receiver_attends": False}),  # somebody else has it now
        (About.CALLED_OFF, {"now_version": 5}),  # whatever came after, it is off for them
        (About.SUMMONED, {"version": 1, "now_version": 2}),
    ],
)
def test_what_else_happened_does_not_make_it_untrue(about: About, changed: dict[str, Any]) -> None:
    assert judge(replace(TRUE[about], **changed), NOW) is Truth.SEND


@pytest.mark.parametrize("about", TRUE)
def test_nothing_is_said_to_who_has_died(about: About) -> None:
    assert judge(replace(TRUE[about], dead=True), NOW) is Truth.VOID
