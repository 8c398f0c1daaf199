"""Guards, headers, cookies and forged forms."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from jobcentre.application import create_app
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.services import links
from jobcentre.settings import ROOT, Settings
from jobcentre.web import security, sessions
from jobcentre.web.sizes import LARGEST_FORM
from tests.builders import Town, a_meeting, a_summons
from tests.web.visitor import FIRST, Visitor, code, known, link_of

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# What leaves the house brings its own styles: messages, and the trail in an export.
LEAVING = [ROOT / "templates" / folder for folder in ("messages", "evidence")]
PAGES = [file for file in TEMPLATES if not any(file.is_relative_to(folder) for folder in LEAVING)]


@pytest.fixture(scope="module")
def production(settings: Settings) -> Iterator[Flask]:
    """The same application as it runs in production."""
    app = create_app(replace(settings, service=replace(settings.service, mode="production")))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_view_names_its_guard(app: Flask) -> None:
    assert [name for name, view in app.view_functions.items() if not hasattr(view, "guard")] == []


def test_a_view_without_a_guard_answers_nothing(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/open", "open", lambda: "secret")
    answer = app.test_client().get("/open")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_view_has_one_guard() -> None:
    with pytest.raises(TypeError):
        security.public(security.public(lambda: ""))


@pytest.mark.parametrize("path", ["/", "/b/nonsense", "/nowhere", "/healthz", "/booking"])
def test_every_answer_is_strict_and_kept_nowhere(app: Flask, database: None, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert "Strict-Transport-Security" not in headers


def test_files_may_be_kept_when_their_address_names_their_content(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/app/app.css?v=1") as named, client.get("/static/app/app.css") as plain:
        assert "immutable" in named.headers["Cache-Control"]
        assert "immutable" not in plain.headers["Cache-Control"]
    assert client.get("/static/app/none.css?v=1").headers["Cache-Control"] == "no-store"


def test_cookies_in_production(production: Flask, town: Town, centre: Centre) -> None:
    visitor = Visitor(production)
    answer = visitor.open(f"/b/{_token(centre)}?lang=en", base_url="https://localhost")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie
        assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_forms_work_in_production_without_a_referer(production: Flask, town: Town, centre: Centre) -> None:
    visitor = Visitor(production)
    visitor.open(f"/b/{_token(centre)}", base_url="https://localhost")
    page = visitor.open("/booking", base_url="https://localhost")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = visitor.request(
        "POST",
        "/booking/identify",
        data={"csrf_token": token[1]},
        base_url="https://localhost",
        headers={"Origin": "null"},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/dev/inbox", "/dev/inbox/x", "/dev/inbox/x/html"])
def test_the_development_pages_do_not_exist_in_production(production: Flask, path: str) -> None:
    assert production.test_client().get(path, base_url="https://localhost").status_code == 404


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_form_without_its_token_is_refused_kindly(app: Flask, town: Town, centre: Centre, token: str) -> None:
    visitor = known(app, centre, a_summons(centre))
    answer = visitor.request("POST", "/booking", data={"csrf_token": token, "slot": code(FIRST)})
    assert answer.status_code == 400
    assert "Siden var åben for længe" in answer.text


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 422), ("none", 422)]
)
def test_a_form_of_another_site_is_refused(app: Flask, town: Town, centre: Centre, site: str, status: int) -> None:
    visitor = known(app, centre, a_summons(centre))
    visitor.client.environ_base["HTTP_SEC_FETCH_SITE"] = site
    assert visitor.send("/booking").status_code == status


def test_opening_a_link_from_a_mail_program_is_no_forgery(app: Flask, town: Town, centre: Centre) -> None:
    answer = Visitor(app).open(f"/b/{_token(centre)}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 303


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_page_has_inline_style_or_script(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize(
    ("wanted", "safe"),
    [
        ("/caseworker/people?page=2", True),
        ("https://evil.example/", False),
        ("//evil.example/", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("caseworker", False),
        ("javascript:alert(1)", False),
        ("", False),
        (None, False),
    ],
)
def test_next_never_leads_elsewhere(wanted: str | None, safe: bool) -> None:
    assert sessions.safe_path(wanted) == (wanted if safe else None)


def test_the_theme_can_be_read() -> None:
    css = (ROOT / "jobcentre" / "static" / "app" / "theme.css").read_text(encoding="utf-8")
    for name in ("primary", "primary-dark"):
        found = re.search(rf"--{name}:(#[0-9a-f]{{6}})", css)
        assert found
        assert 1.05 / (_luminance(found[1]) + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _token(centre: Centre) -> str:
    return link_of(centre, a_summons(centre)).removeprefix("/b/")


def test_whoever_came_by_a_link_may_send_little(app: Flask, town: Town, centre: Centre) -> None:
    """Also by the link of a meeting; what takes more says so (`web.sizes.takes`)."""
    meeting = a_meeting(centre, town.caseworker, a_summons(centre))
    visitor = Visitor(app)
    visitor.follow(visitor.open(f"/m/{links.token_of(centre, meeting)}"))
    assert visitor.send("/meeting/enter", more="x" * LARGEST_FORM).status_code == 413
