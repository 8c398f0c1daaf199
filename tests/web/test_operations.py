"""What operators see: the page, the figures and the red light."""

from datetime import timedelta

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.access import Role
from jobcentre.services.schedule import SCHEDULE
from jobcentre.web.admin.operations import JOBS
from tests.builders import Town, a_staff, a_summons, a_town, saved
from tests.services.counting import statements
from tests.web.colleague import Colleague, signed_in


@pytest.fixture
def anna(app: Flask, town: Town) -> Colleague:
    """The administrator, signed in."""
    return signed_in(app, a_staff(role=Role.ADMINISTRATOR))


def a_message(town: Town, key: str, minutes: int, **given: object) -> Message:
    """A summons by e-mail, due so many minutes ago."""
    at = clock.now() - timedelta(minutes=minutes)
    summons = a_summons(town.centre)
    about = {"citizen_id": summons.citizen_id, "summons_id": summons.id, "kind": "summons", "channel": "email"}
    return saved(Message(key=key, due_at=at, **{"created_at": at, **about, **given}))


def next_door(town: Town) -> None:
    """A message of another municipality that is due."""
    with scope(a_town(town.centre).municipality.id):
        a_message(town, "next door", minutes=1)


def a_run(job: str, hours: float, failed: bool = False) -> None:
    at = clock.now() - timedelta(hours=hours)
    saved(ClockRun(job=job, tick=at, leased_until=at, started_at=at, ended_at=at, failed=failed, result="ok"))


def test_a_message_that_is_due_for_too_long_turns_the_light_red(app: Flask, town: Town) -> None:
    message = a_message(town, "one", minutes=14)
    assert app.test_client().get("/readyz").status_code == 200
    message.due_at -= timedelta(minutes=2)
    db.session.commit()
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["messages_late_since"] == message.due_at.isoformat()
    assert app.test_client().get("/readyz?part=pages").status_code == 200
    message.state = MessageState.SENT
    db.session.commit()
    assert app.test_client().get("/readyz").status_code == 200


def test_a_job_that_missed_its_time_turns_the_light_red(app: Flask, town: Town) -> None:
    a_run("sweep", hours=3.5)  # half past five
    assert app.test_client().get("/readyz").status_code == 200
    a_run("receipts", hours=1)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json and answer.json["late_jobs"]) == (503, ["receipts"])
    a_run("receipts", hours=0.1, failed=True)
    assert app.test_client().get("/readyz").status_code == 503, "a failure is no success"
    a_run("receipts", hours=0.05)
    assert app.test_client().get("/readyz").status_code == 200


def test_a_scheduler_that_was_never_started_turns_the_light_red(app: Flask, town: Town) -> None:
    assert app.test_client().get("/readyz").status_code == 200, "a town without people or messages waits for nothing"
    message = a_message(town, "one", minutes=-60, created_at=clock.now() - timedelta(minutes=59))
    assert app.test_client().get("/readyz").status_code == 200, "it has an hour to begin"
    message.created_at -= timedelta(minutes=2)
    db.session.commit()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json and answer.json["late_jobs"]) == (503, sorted(SCHEDULE))
    a_run("receipts", hours=0.05)
    assert app.test_client().get("/readyz").status_code == 200


def test_the_page_says_that_nothing_has_ever_run(anna: Colleague, town: Town) -> None:
    a_message(town, "one", minutes=-60, created_at=clock.now() - timedelta(hours=2))
    assert "Intet fast job er nogensinde kørt" in anna.open("/admin/operations").text


def test_the_page_says_which_channels_reach_nobody_and_that_nobody_looks_for_answers(
    app: Flask, anna: Colleague, town: Town
) -> None:
    a_run("mailbox", hours=0.05)
    told = anna.open("/admin/operations").text
    assert "Bliver på maskinen og når ikke frem til nogen: e-mail." in told
    row = told.partition("Hent svar fra postkassen")[2].partition("</tr>")[0]
    assert "Ingen postkasse sat op" in row
    assert "Til tiden" not in row


def test_every_job_has_its_words() -> None:
    assert set(JOBS) == set(SCHEDULE)


def test_where_a_job_only_ever_failed_it_is_late(app: Flask, town: Town) -> None:
    a_run("sweep", hours=3.5)
    with scope(a_town(town.centre).municipality.id):
        a_run("sweep", hours=3.5, failed=True)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json and answer.json["late_jobs"]) == (503, ["sweep"])


def test_the_figures_are_those_of_all_municipalities_and_name_nobody(app: Flask, town: Town) -> None:
    next_door(town)
    a_message(town, "one", minutes=2)
    a_message(town, "two", minutes=-60)
    a_message(town, "three", minutes=5, state=MessageState.DEAD, failure="recipient refused (550)")
    a_message(town, "four", minutes=5, state=MessageState.SENT, sent_at=clock.now() - timedelta(minutes=1))
    a_run("sweep", hours=3.5)
    text = app.test_client().get("/metrics").text
    for line in (
        'jobcentre_messages_due{channel="email"} 2.0',
        'jobcentre_messages_planned{channel="email"} 1.0',
        'jobcentre_messages_oldest_due_seconds{channel="email"} 120.0',
        'jobcentre_messages_sent_per_minute{channel="email"} 0.2',
        'jobcentre_messages_failing{channel="email",open="no",reason="recipient refused (550)"} 1.0',
        'jobcentre_job_last_success_timestamp_seconds{job="sweep"}',
    ):
        assert line in text
    assert "@" not in text


def test_the_figures_may_want_a_token(app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = town.centre.settings.metrics
    object.__setattr__(metrics, "token", "a-long-token")
    try:
        client = app.test_client()
        assert client.get("/metrics").status_code == 401
        for other in ("Bearer other", "Bearer é"):
            assert client.get("/metrics", headers={"Authorization": other}).status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer a-long-token"}).status_code == 200
    finally:
        object.__setattr__(metrics, "token", "")


def test_the_page_says_that_all_is_well_or_what_is_not(anna: Colleague, town: Town) -> None:
    a_run("sweep", hours=3.5)
    page = anna.open("/admin/operations")
    assert page.status_code == 200
    assert "Alt er sendt til tiden" in page.text
    a_message(town, "one", minutes=90)
    a_message(town, "two", minutes=5, state=MessageState.DEAD, failure="recipient refused (550)")
    a_message(town, "three", minutes=5, state=MessageState.EXPIRED)
    for n in range(2):
        a_message(town, f"sent {n}", minutes=1, state=MessageState.SENT, sent_at=clock.now() - timedelta(minutes=1))
    a_run("receipts", hours=2)
    told = anna.open("/admin/operations").text
    for words in (
        ">0,4<",
        "Nåede ikke ud i tide",
        "skulle være sendt",
        "Se efter manglende kvitteringer",
        "Modtagerens mailserver afviser adressen, kode 550",
        "Forsinket",
    ):
        assert words in told


def test_the_page_asks_as_often_however_much_there_is(anna: Colleague, town: Town) -> None:
    with statements() as few:
        anna.open("/admin/operations")
    for n in range(5):
        a_message(town, f"m{n}", minutes=n)
        a_run("sweep", hours=n + 4)
    with statements() as many:
        anna.open("/admin/operations")
    assert len(few) == len(many)


def test_only_administrators_see_it(app: Flask, town: Town) -> None:
    assert signed_in(app, a_staff(role=Role.CASEWORKER)).open("/admin/operations").status_code == 403


def test_another_municipalitys_queue_is_not_ours(anna: Colleague, town: Town) -> None:
    next_door(town)
    assert "Ingen beskeder venter" in anna.open("/admin/operations").text
