"""One line of log for each request: the route's template, never the path, which may hold a token."""

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("jobcentre.web")


def register(app: Flask) -> None:
    """Log every request but those for static files."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = perf_counter()


def _end(response: Response) -> Response:
    if request.endpoint != "static":
        rule = request.url_rule.rule if request.url_rule else "unmatched"
        taken = round((perf_counter() - g.began) * 1000) if "began" in g else None
        log.info("request", method=request.method, route=rule, status=response.status_code, ms=taken)
    return response
