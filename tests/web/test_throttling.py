"""What is counted by address, and what somebody who has tried too often is told."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from jobcentre.centre import Centre
from jobcentre.rules import access
from jobcentre.rules.refusals import SlotTaken, Throttled
from jobcentre.web import errors, security
from tests.builders import Town, a_summons
from tests.conftest import NOW
from tests.web.colleague import Colleague, hashed
from tests.web.visitor import BIRTHDAY, arrived


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_reader_is_counted_by_network(app: Flask, remote: str, counted: str) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": remote}):
        assert security.client_address() == counted


def test_a_reader_with_a_whole_ipv6_network_is_one_reader(app: Flask, town: Town, centre: Centre) -> None:
    codes = []
    for number in range(access.LINK_PER_ADDRESS.tries + 1):
        if number % 4 == 0:
            visitor = arrived(app, centre, a_summons(centre))
        visitor.client.environ_base["REMOTE_ADDR"] = f"2001:db8::{number:x}"
        codes.append(visitor.send("/booking/identify", **{**BIRTHDAY, "birth-day": "5"}).status_code)
    assert codes == [422] * access.LINK_PER_ADDRESS.tries + [429]
    assert visitor.page.headers["Retry-After"] == "600"


def test_a_refused_login_says_when_to_try_again(app: Flask, town: Town) -> None:
    town.caseworker.password_hash = hashed()
    visitor = Colleague(app)
    visitor.open("/login")
    for _ in range(access.LOGIN_PER_ACCOUNT.tries):
        assert "Retry-After" not in visitor.send("/login", email=town.caseworker.email, password="forkert").headers
    refused = visitor.send("/login", email=town.caseworker.email, password="forkert")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")


def test_so_does_a_refused_reset(app: Flask, town: Town) -> None:
    visitor = Colleague(app)
    for _ in range(access.RESET_PER_ACCOUNT.tries + 1):
        visitor.open("/account/forgot")
        refused = visitor.send("/account/forgot", email=town.caseworker.email)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")


def test_a_page_for_a_refusal_says_so_too(app: Flask) -> None:
    at = NOW + timedelta(seconds=90.5)
    with (
        time_machine.travel(NOW, tick=False),
        app.test_request_context("/", headers={"Content-Type": "application/json"}),
    ):
        assert errors.refused(Throttled(retry_at=at)).headers["Retry-After"] == "91"
        assert "Retry-After" not in errors.refused(SlotTaken()).headers
