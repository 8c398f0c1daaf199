"""What the web server writes of requests that never reach the application: neither their addresses nor their words."""

import socket

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, InvalidHTTPVersion, InvalidRequestLine
from gunicorn.workers.base import Worker

from jobcentre.gunicorn_log import GunicornLog


@pytest.mark.parametrize(
    "fault",
    [
        InvalidRequestLine("GET /b/a-token"),
        InvalidHTTPVersion("a-token HTTP/1.1"),
        InvalidHeader("Cookie a-token"),
        RuntimeError("a-token"),
    ],
)
def test_a_request_that_cannot_be_read_is_not_repeated_there_either(
    caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    worker = object.__new__(Worker)
    worker.cfg = Config()
    worker.log = GunicornLog(worker.cfg)
    worker.log.error_log.propagate = True
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker.handle_error(None, ours, ("192.0.2.7", 4711), fault)
        assert theirs.recv(100)
    assert caplog.records
    assert not any(word in record.getMessage() for record in caplog.records for word in ("a-token", "192.0.2.7"))
