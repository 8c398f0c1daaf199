"""Cancelling with a file, as browsers send one: what is kept, what is refused, and that nothing is lost meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from jobcentre.centre import Centre
from jobcentre.models.meeting import MeetingStatus
from jobcentre.rules import access
from jobcentre.rules.documents import LARGEST, MOST_PAGES
from jobcentre.web.sizes import LARGEST_FORM
from tests.builders import Town, a_meeting, a_summons
from tests.conftest import NOW
from tests.documents import samples
from tests.web.attaching import LETTER, File, about_to_cancel, kept, send
from tests.web.desk import the_meeting
from tests.web.visitor import Visitor, known

KEPT = "Du har stadig din tid. Samtalen er ikke aflyst endnu."


@pytest.fixture
def visitor(app: Flask, town: Town) -> Visitor:
    return about_to_cancel(app, town)


def test_the_page_says_what_may_be_sent_and_what_follows(visitor: Visitor) -> None:
    text = visitor.page.text
    for words in (
        "Du behøver ikke vedlægge noget.",
        "PDF, JPEG eller PNG, højst 10 MB",
        "Send ikke noget om, hvad du fejler.",
        "Du kan melde afbud her indtil",
        "Du skal stadig til samtale.",
        "En sagsbehandler ser på din grund.",
    ):
        assert words in text
    assert 'accept="application/pdf,image/jpeg,image/png"' in text


def test_the_next_page_says_that_the_file_has_come(visitor: Visitor) -> None:
    page = visitor.follow(send(visitor, LETTER))
    assert "Vi har fået din fil." in page.text
    assert "Din samtale er aflyst" in page.text
    assert (kept(), the_meeting().status) == (1, MeetingStatus.CANCELLED)


@pytest.mark.parametrize("files", [(), ((b"", ""),)], ids=["no field", "left alone"])
def test_without_a_file_a_person_still_looks_at_the_ground(visitor: Visitor, files: tuple[File, ...]) -> None:
    page = visitor.follow(send(visitor, *files))
    assert "En sagsbehandler ser på din grund." in page.text
    assert "Vi har fået din fil" not in page.text
    assert (kept(), the_meeting().status) == (0, MeetingStatus.CANCELLED)


def test_sent_twice_is_kept_once(visitor: Visitor) -> None:
    same = str(uuid4())
    for _ in range(2):
        assert send(visitor, LETTER, request_id=same).headers["Location"] == "/booking"
    assert (kept(), the_meeting().sequence) == (1, 1)


def test_the_last_ground_that_counts_pressed_twice_is_no_mistake(visitor: Visitor) -> None:
    same = str(uuid4())
    for _ in range(2):
        assert send(visitor, ground="other", request_id=same).status_code == 303


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        ((b"", "tom.pdf"), 422, "Der er ikke noget i filen."),
        ((bytes(LARGEST + 1), "stor.pdf"), 413, "Filen er for stor. Den må højst fylde 10 MB."),
        ((bytes(20_000_000), "stor.jpg"), 413, "10 MB. Tag for eksempel et skærmbillede af den."),
        ((samples.pdf()[:-200], "brev.pdf"), 422, "Vi kan ikke læse filen."),
        ((samples.jpeg((400, 300))[:-300], "foto.jpg"), 422, "Vi kan ikke læse filen."),
        ((b"#!/bin/sh", "brev.pdf"), 422, "Vi kan kun tage imod PDF, JPEG og PNG."),
        ((samples.zipped(), "brev.pdf"), 422, "Vi kan kun tage imod PDF, JPEG og PNG."),
        ((b"GIF89a" + samples.pdf(), "brev.pdf"), 422, "Vi kan kun tage imod PDF, JPEG og PNG."),
        ((samples.huge_png(), "foto.png"), 422, "Billedet er for stort"),
        ((samples.bursting_pdf(), "brev.pdf"), 422, "Filen er for svær at læse for os."),
        ((samples.locked_pdf(), "brev.pdf"), 422, "Filen er låst med en kode."),
        ((samples.pdf(MOST_PAGES + 1), "brev.pdf"), 422, f"Den må højst have {MOST_PAGES}."),
        ((samples.stubborn_pdf(), "brev.pdf"), 422, "Der er et program i filen"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else str(value)[:14],
)
def test_what_is_wrong_with_a_file_is_said_on_the_form(visitor: Visitor, file: File, status: int, words: str) -> None:
    answer = send(visitor, file)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.text.count(words) == 2, "in the summary and at the field"
    assert KEPT in answer.text
    assert 'value="job_interview" checked' in answer.text
    assert (kept(), the_meeting().status) == (0, MeetingStatus.CONFIRMED)


def test_one_file_is_enough(visitor: Visitor) -> None:
    answer = send(visitor, LETTER, (samples.png(), "foto.png"))
    assert (answer.status_code, kept()) == (422, 0)
    assert "Du kan kun sende én fil." in answer.text


def test_a_file_without_a_ground_must_be_chosen_again(visitor: Visitor) -> None:
    answer = send(visitor, LETTER, ground="")
    assert answer.status_code == 422
    assert "Vælg din fil igen." in answer.text
    assert (kept(), the_meeting().status) == (0, MeetingStatus.CONFIRMED)


def test_both_wrong_are_both_said(visitor: Visitor) -> None:
    answer = send(visitor, (b"", "tom.pdf"), ground="")
    assert "Der er 2 problemer" in answer.text


def test_a_file_far_too_large_to_be_read_gets_a_page_of_its_own(visitor: Visitor) -> None:
    answer = send(visitor, (bytes(26_000_000), "film.pdf"))
    assert answer.status_code == 413
    assert "En fil må højst fylde 10 MB." in answer.text
    assert "Der er ikke ændret noget." in answer.text
    assert 'href="/booking"' in answer.text
    assert the_meeting().status is MeetingStatus.CONFIRMED
    assert send(visitor, LETTER).status_code == 303


@pytest.mark.parametrize("path", ["/booking", "/booking/check", "/booking/move", "/booking/further"])
def test_no_other_form_of_a_citizen_takes_much(visitor: Visitor, path: str) -> None:
    answer = visitor.send(path, slot="x" * LARGEST_FORM)
    assert answer.status_code == 413
    assert "for stort" in answer.text


def test_too_many_files_wait_with_the_ground_chosen(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "DOCUMENTS_PER_LINK", access.Limit(1, timedelta(hours=1)))
    assert send(visitor, (b"", "tom.pdf")).status_code == 422
    answer = send(visitor, LETTER)
    assert answer.status_code == 429
    assert 'value="job_interview" checked' in answer.text
    assert "Prøv igen" in answer.text


def test_nothing_is_kept_past_the_cut_off(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=NOW + timedelta(hours=2))
    visitor = known(app, centre, summons)
    visitor.open("/booking/receipt")
    send(visitor, LETTER)
    assert (kept(), the_meeting().status) == (0, MeetingStatus.CONFIRMED)
