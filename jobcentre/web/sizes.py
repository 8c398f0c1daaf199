"""How much may be sent to a view: little, unless it says otherwise.

The limit stands before anything reads the form, the check against forged requests included.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from jobcentre import clock

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
LARGEST_FORM = 100_000
# For these anybody may write to us, or whoever has a link.
OPEN = ("public", "citizen", "citizen:verified", "visitor")
MOST_READ_OFF = 64_000_000
SECONDS = 30
CHUNK = 1 << 16


def register(app: Flask) -> None:
    """Set the limit of each request by its view."""

    @app.url_value_preprocessor
    def limit(endpoint: str | None, _values: object) -> None:
        view = current_app.view_functions.get(endpoint or "")
        if getattr(view, "guard", "") in OPEN:
            request.max_content_length = getattr(view, "largest", LARGEST_FORM)


def takes(largest: int) -> Callable[[View], View]:
    """Let a view take so many bytes. Goes above its guard."""

    def decorate(view: View) -> View:
        view.largest = largest  # type: ignore[attr-defined]
        return view

    return decorate


def read_off() -> None:
    """Read what is left of a request that was refused for its size, and keep nothing.

    A browser that is still sending sees a broken connection where it might read our answer.
    """
    left, until = min(request.content_length or 0, MOST_READ_OFF), clock.uptime() + SECONDS
    stream = request.environ["wsgi.input"]
    with suppress(OSError, ValueError):
        while left > 0 and clock.uptime() < until:
            part = stream.read(min(CHUNK, left))
            if not part:
                return
            left -= len(part)
