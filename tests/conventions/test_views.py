"""Every view names its guard, and what needs no login is a list that somebody has to lengthen by hand.

How the guards behave is tested in tests/web/test_security.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from jobcentre.application import create_app
from jobcentre.extensions import csrf
from jobcentre.rules.access import Right
from jobcentre.settings import read

# Open to anybody: nothing about a person is shown, or the address holds a token nobody can guess.
PUBLIC = {
    "static",
    "front.show",
    "about.accessibility",
    "about.privacy",
    "link.open",
    "new_link.ask",
    "new_link.asked",
    "new_link.form",
    "link.close",
    "letter.ask",
    "letter.follow",
    "meeting.arrive",
    "ready.device_check",  # it says nothing about anybody
    "metrics.metrics",
    "account.login",
    "account.sign_in",
    "account.logout",
    "account.forgot",
    "account.ask_reset",
    "account.asked",
    "account.choose",
    "account.choose_password",
    "health.alive",
    "health.ready",
}
# A citizen's pages that ask for no birth date: the one that asks for it, and what leads there.
UNVERIFIED = {"booking.show", "booking.identify", "booking.identify_again"}
UNVERIFIED |= {"code.send", "code.answer", "code.again"}
UNVERIFIED |= {"mitid.begin", "mitid.again", "mitid.callback"}
# What other systems hand over: signed, without a browser.
HOOKS = {
    "hooks.sms_receipts": "signed:sms",
    "hooks.sms_inbound": "signed:sms",
    "hooks.mail": "signed:mail",
    "hooks.digital_post": "signed:digital-post",
}
STAFF = {f"staff:{right}" for right in Right}
GUARDS = {"public", "development", "citizen", "citizen:verified", "visitor", *STAFF, *HOOKS.values()}
# Called by the room's script with JSON and a visit, not by a form.
SCRIPTED = {f"{room}{act}" for room in ("meeting.", "caseworker.room_") for act in ("poll", "say", "leave")}


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is assembled. Nothing here asks a database."""
    instance: Path = tmp_path_factory.mktemp("instance")
    return create_app(
        read({"JOBCENTRE_PATHS__INSTANCE": str(instance), "JOBCENTRE_DATABASE__URL": "postgresql+psycopg:///nowhere"})
    )


def guards(app: Flask) -> Iterator[tuple[str, str]]:
    for endpoint, view in app.view_functions.items():
        yield endpoint, getattr(view, "guard", "none")


def test_every_view_names_a_known_guard(every: Flask) -> None:
    assert [(endpoint, guard) for endpoint, guard in guards(every) if guard not in GUARDS] == []


def test_what_is_open_to_anybody_is_on_the_list(every: Flask) -> None:
    found = {endpoint for endpoint, guard in guards(every) if guard == "public"}
    assert found == PUBLIC


def test_what_other_systems_hand_over_is_signed(every: Flask) -> None:
    assert {endpoint: guard for endpoint, guard in guards(every) if guard.startswith("signed")} == HOOKS
    assert {rule.endpoint for rule in every.url_map.iter_rules() if rule.rule.startswith("/hooks")} == set(HOOKS)


def test_every_other_citizens_page_wants_the_birth_date(every: Flask) -> None:
    assert {endpoint for endpoint, guard in guards(every) if guard == "citizen"} == UNVERIFIED


def test_staff_pages_are_for_staff_only(every: Flask) -> None:
    wrong = [
        (rule.rule, getattr(every.view_functions[rule.endpoint], "guard", "none"))
        for rule in every.url_map.iter_rules()
        if rule.rule.startswith(("/caseworker", "/admin"))
        and not getattr(every.view_functions[rule.endpoint], "guard", "").startswith("staff:")
    ]
    assert wrong == []


def test_development_pages_are_under_one_address(every: Flask) -> None:
    for rule in every.url_map.iter_rules():
        guard = getattr(every.view_functions[rule.endpoint], "guard", "none")
        assert (guard == "development") == rule.rule.startswith("/dev"), rule.rule


# Looks at the form token itself: see the view.
SELF_CHECKED = {"account.choose_password"}


def test_only_scripts_and_other_systems_go_without_a_form_token(every: Flask) -> None:
    exempt = {
        endpoint
        for endpoint, view in every.view_functions.items()
        if f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    }
    assert exempt == SCRIPTED | SELF_CHECKED | set(HOOKS)


def test_no_view_changes_something_on_get_and_post_alike(every: Flask) -> None:
    """A link that is followed and a form that is sent are two views, so that the first can only show."""
    both = [rule.rule for rule in every.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())]
    assert both == []
