"""Every refusal and fault is a page with a plain sentence, the right status code and nothing from inside."""

import json
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask, abort
from sqlalchemy.exc import OperationalError
from structlog.testing import CapturingLogger

from jobcentre.application import create_app
from jobcentre.models.base import db
from jobcentre.rules import refusals
from jobcentre.rules.refusals import Refusal
from jobcentre.settings import Settings
from jobcentre.web import accesslog, errors
from jobcentre.web.security import development, public

SECRET = "0405610000"


@pytest.fixture(scope="module")
def broken(settings: Settings) -> Iterator[Flask]:
    """An application with one address for each way to fail."""
    app = create_app(settings)

    def fail(how: str) -> str:
        if how.isdigit():
            abort(int(how))
        if how == "database":
            raise OperationalError(f"select '{SECRET}'", {}, Exception(SECRET))
        if how == "fault":
            raise ValueError(SECRET)
        raise next(kind for kind in errors.STATUS if kind.__name__ == how)()

    app.add_url_rule("/fail/<how>", "fail", development(fail), methods=["GET", "POST"])
    app.add_url_rule("/only", "only", public(lambda: ""), methods=["POST"])
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 429, 500, 503])
def test_every_status_has_its_page(broken: Flask, status: int, language: str) -> None:
    answer = broken.test_client().get(f"/fail/{status}?lang={language}")
    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.text
    assert "<h1>" in answer.text
    assert "/fail/" not in answer.text


def test_a_status_without_words_of_its_own_has_a_page_too(broken: Flask) -> None:
    answer = broken.test_client().get("/fail/418")
    assert (answer.status_code, answer.text.count("<h1>")) == (418, 1)


@pytest.mark.parametrize("kind", errors.STATUS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_its_status_and_sentence(broken: Flask, database: None, kind: type[Refusal]) -> None:
    answer = broken.test_client().get(f"/fail/{kind.__name__}")
    assert answer.status_code == errors.STATUS[kind]
    assert "<h1>" in answer.text
    assert kind.__name__ not in answer.text


def test_no_refusal_was_forgotten() -> None:
    assert set(Refusal.__subclasses__()) <= set(errors.STATUS)
    assert errors.status_of(refusals.SlotTaken()) == 409


@pytest.fixture
def lines(broken: Flask, monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What is logged, as it would stand in the log."""
    capturing = CapturingLogger()
    logger = structlog.wrap_logger(capturing, processors=structlog.get_config()["processors"])
    monkeypatch.setattr(errors, "log", logger)
    monkeypatch.setattr(accesslog, "log", logger)
    return capturing


@pytest.mark.parametrize("how", ["fault", "database"])
def test_nothing_from_inside_reaches_page_or_log(broken: Flask, lines: CapturingLogger, how: str) -> None:
    answer = broken.test_client().get(f"/fail/{how}")
    assert answer.status_code == {"fault": 500, "database": 503}[how]
    for text in (answer.text, str(lines.calls)):
        assert SECRET not in text
        assert "Traceback" not in text


def test_a_fault_says_in_the_log_what_it_was(broken: Flask, lines: CapturingLogger) -> None:
    broken.test_client().get("/fail/fault")
    fault, request = (json.loads(call.args[0]) for call in lines.calls)
    assert (fault["event"], fault["error"]) == ("fault", "ValueError")
    assert fault["where"].startswith("jobcentre.")
    assert (request["event"], request["status"]) == ("request", 500)


def test_the_log_has_the_route_and_never_the_address(broken: Flask, lines: CapturingLogger, database: None) -> None:
    for path in (f"/b/{SECRET}?lang=en", f"/{SECRET}", "/static/app/app.css"):
        broken.test_client().get(path).close()
    assert SECRET not in str(lines.calls)
    assert [json.loads(call.args[0])["route"] for call in lines.calls] == ["/b/<path:token>", "unmatched"]


def test_the_database_is_away(broken: Flask) -> None:
    answer = broken.test_client().get("/fail/database")
    assert answer.headers["Retry-After"] == "60"
    assert "Vi har en kort pause" in answer.text


def test_a_wrong_method_says_which_are_right(broken: Flask) -> None:
    answer = broken.test_client().get("/only")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_request_that_is_too_large(broken: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(broken.config, "MAX_CONTENT_LENGTH", 100)
    answer = broken.test_client().post("/fail/200", data={"text": "x" * 101})
    assert answer.status_code == 413
    assert "for stor" in answer.text


def test_a_script_gets_the_sentence_without_a_page(broken: Flask) -> None:
    answer = broken.test_client().get("/fail/404", headers={"Content-Type": "application/json"})
    assert answer.json == {"error": "Siden findes ikke"}
