"""The development inbox shows what would have been sent."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from jobcentre.centre import Centre

NAME = "20261123T080000Z-meeting+17+1+confirmation+1+citizen+email.eml"


@pytest.fixture
def folder(app: Flask, centre: Centre) -> Iterator[Path]:
    """A mail folder with one message that has every kind of part."""
    folder = centre.settings.paths.instance / "mail"
    folder.mkdir(exist_ok=True)
    message = EmailMessage()
    message["From"] = "Jobcenter Eksempel <jobcenter@eksempel.example>"
    message["To"] = "borger@example.dk"
    message["Subject"] = "Din tid er booket: <b>æøå</b>"
    message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    message.set_content("Se mødet: http://jobcentre.test/b/abc\n<script>alert(1)</script>")
    message.add_alternative("<p style='color:red'>Hej</p><script>alert(1)</script>", subtype="html")
    message.add_alternative("BEGIN:VCALENDAR", subtype="calendar")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="../samtale.ics")
    file = folder / NAME
    file.write_bytes(bytes(message))
    yield folder
    file.unlink()


def test_the_list(app: Flask, folder: Path) -> None:
    page = app.test_client().get("/dev/inbox").text
    assert "Din tid er booket: &lt;b&gt;æøå&lt;/b&gt;" in page
    assert "borger@example.dk" in page


def test_a_message_with_links_that_work(app: Flask, folder: Path) -> None:
    page = app.test_client().get(f"/dev/inbox/{NAME}").text
    assert '<a href="http://jobcentre.test/b/abc"' in page
    assert "<script>alert" not in page


def test_only_files_are_listed_as_files(app: Flask, folder: Path) -> None:
    client = app.test_client()
    assert "part-" not in client.get("/dev/inbox").text
    page = client.get(f"/dev/inbox/{NAME}").text
    assert page.count("Kalenderdel") == 1
    assert page.count(".ics (") == 1


def test_the_html_part_runs_no_script(app: Flask, folder: Path) -> None:
    answer = app.test_client().get(f"/dev/inbox/{NAME}/html")
    assert "Hej" in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_attachment_is_kept_under_a_plain_name(app: Flask, folder: Path) -> None:
    client = app.test_client()
    (address,) = re.findall(
        r'href="(/dev/inbox/[^"]+/part/\d+)"[^>]*>(?:(?!</a>).)*samtale\.ics', client.get(f"/dev/inbox/{NAME}").text
    )
    answer = client.get(address.replace("&#43;", "+"))
    assert answer.data.startswith(b"BEGIN:VCALENDAR")
    assert answer.headers["Content-Disposition"] == 'attachment; filename=".._samtale.ics"'


def test_the_source_is_plain_text(app: Flask, folder: Path) -> None:
    answer = app.test_client().get(f"/dev/inbox/{NAME}/source")
    assert answer.mimetype == "text/plain"
    assert answer.data == (folder / NAME).read_bytes()


@pytest.mark.parametrize("name", ["..%2f..%2fsecrets.json", "secrets.json", "20261123T080000Z-none.eml", ".eml"])
def test_no_other_file_is_opened(app: Flask, folder: Path, name: str) -> None:
    assert app.test_client().get(f"/dev/inbox/{name}").status_code == 404


@pytest.mark.parametrize("part", ["0", "99", "x"])
def test_a_part_that_is_none(app: Flask, folder: Path, part: str) -> None:
    assert app.test_client().get(f"/dev/inbox/{NAME}/part/{part}").status_code == 404


def test_an_empty_inbox(app: Flask) -> None:
    assert "Ingen beskeder endnu" in app.test_client().get("/dev/inbox").text
