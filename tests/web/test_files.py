"""Static files: pressed ahead, kept when their address names their content, with the headers of every answer."""

import gzip
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from jobcentre.application import create_app
from jobcentre.models.base import db
from jobcentre.settings import Settings
from jobcentre.web import files

PRESSED = {"Accept-Encoding": "gzip"}
SHEET = "p{color:red}" * 100


@pytest.fixture(params=["development", "production"])
def served(settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose static files are two of ours."""
    app = create_app(replace(settings, service=replace(settings.service, mode=request.param)))
    write(tmp_path / "a.css", SHEET)
    (tmp_path / "c.woff2").write_bytes(b"letters")
    app.static_folder, app.static_url_path = str(tmp_path), "/static"
    files.install(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def write(file: Path, text: str) -> None:
    """A file and its pressed copy, as the build leaves them."""
    file.write_text(text)
    copy = file.with_name(file.name + ".gz")
    copy.write_bytes(gzip.compress(text.encode()))
    os.utime(copy, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))


def get(app: Flask, path: str, **headers: str) -> TestResponse:
    return app.test_client().get(path, headers=headers, buffered=True)


def test_who_takes_it_gets_the_pressed_copy(served: Flask) -> None:
    answer = get(served, "/static/a.css?v=1", **PRESSED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/css"
    assert gzip.decompress(answer.data).decode() == SHEET
    plain = get(served, "/static/a.css")
    assert "Content-Encoding" not in plain.headers
    assert plain.text == SHEET


def test_an_address_that_names_the_content_is_kept_for_a_year(served: Flask) -> None:
    named = get(served, "/static/a.css?v=1")
    assert named.headers.getlist("Cache-Control") == ["public, max-age=31536000, immutable"]
    assert get(served, "/static/a.css").headers["Cache-Control"] == "max-age=3600, public"
    assert get(served, "/static/none.css?v=1").headers["Cache-Control"] == "no-store"


def test_an_unchanged_file_is_not_sent_again(served: Flask) -> None:
    first = get(served, "/static/a.css?v=1")
    again = get(served, "/static/a.css?v=1", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" in again.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/a.css?v=1", "/static/c.woff2", "/static/none.css"])
def test_files_have_the_headers_of_every_answer(served: Flask, path: str) -> None:
    headers = get(served, path).headers
    production = served.extensions["jobcentre"].settings.service.production
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert ("Strict-Transport-Security" in headers) == production
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", ["/static/../wsgi.py", "/static/%2e%2e/wsgi.py", "/static//etc/passwd"])
def test_nothing_else_is_handed_out(served: Flask, path: str) -> None:
    assert get(served, path).status_code in (308, 404)


def test_a_pressed_copy_of_another_version_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    """Somebody edits a stylesheet while the service runs in development, or puts half of a new version in place."""
    write(tmp_path / "a.css", SHEET)
    (tmp_path / "a.css").write_text("p{color:blue}")
    os.utime(tmp_path / "a.css", (1, 1))
    app = create_app(settings)
    app.static_folder, app.static_url_path = str(tmp_path), "/static"
    files.install(app)
    answer = get(app, "/static/a.css?v=2", **PRESSED)
    assert "Content-Encoding" not in answer.headers
    assert answer.text == "p{color:blue}"
    (tmp_path / "a.css").write_text("p{color:green}")
    assert get(app, "/static/a.css?v=3").text == "p{color:green}"
    with app.app_context():
        db.engine.dispose()


def test_pages_are_sent_as_they_are(app: Flask, database: None) -> None:
    """They hold secrets beside words of the reader's: pressed, their length would tell (docs/decisions/0017)."""
    answer = get(app, "/", **PRESSED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
