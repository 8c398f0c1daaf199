"""What gunicorn serves to a crowd: the application, and the bare views; each answer says how long it took to make.

``python -m gunicorn "benchmarks.timed:page()"`` and ``…:bare()``. The bare server finds the crowd in the file that
``CROWD`` names; it asks the application once for each citizen what the database is asked, and then only repeats that.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from flask import Flask, Response
from flask import request as asked

from benchmarks.bare import Work, repeat, work_of
from benchmarks.calls import request
from jobcentre.application import create_app
from jobcentre.models.base import db

CROWD = "CROWD"
PATH = "/booking"
HEADER = "Server-Timing"
STATEMENTS = "X-Statements"


class _Known(NamedTuple):
    work: Work
    body: bytes


def page() -> Flask:
    """The application as it is."""
    return _timed(create_app())


def bare() -> Flask:
    """One view that runs each citizen's own statements and returns as many bytes."""
    app = create_app()
    known = {cookie: _known(app, cookie) for cookie in json.loads(Path(os.environ[CROWD]).read_text(encoding="utf-8"))}
    with app.app_context():
        engine = db.engine
    made = Flask("bare")

    def view() -> Response:
        own = known[asked.headers["Cookie"]]
        repeat(engine, own.work)
        return Response(own.body, headers={STATEMENTS: str(own.work.statements)}, mimetype="text/html")

    made.add_url_rule(PATH, view_func=view)
    return _timed(made)


def _known(app: Flask, cookie: str) -> _Known:
    whole = app.test_client(use_cookies=False).get(PATH, headers={"Cookie": cookie})
    if whole.status_code != 200:
        raise RuntimeError(f"the page answered {whole.status}")
    return _Known(work_of(app, request(PATH, cookie).made_to(app, 200)), b"x" * len(whole.data))


def _timed(app: Flask) -> Flask:
    """Measure from the call to the last byte of the answer, which is made before the first is sent."""
    inner = app.wsgi_app

    def outer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        began, started = perf_counter(), list[Any]()

        def start(*given: Any) -> Any:
            started[:] = given
            return lambda _data: None

        answer = inner(environ, start)
        body = b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
        status, headers, *others = started
        taken = (perf_counter() - began) * 1000
        start_response(status, [*headers, (HEADER, f"app;dur={taken:.3f}")], *others)
        return [body]

    app.wsgi_app = outer  # type: ignore[method-assign]
    return app
