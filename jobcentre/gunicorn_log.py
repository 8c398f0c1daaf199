"""The web server's own log, without addresses: a link in a log is a key under the mat."""

from typing import Any

from gunicorn.glogging import Logger


class GunicornLog(Logger):
    """Gunicorn names the address when a request fails outside the application."""

    def exception(self, msg: Any, *arguments: Any, **keywords: Any) -> None:
        if str(msg).startswith("Error handling request"):
            msg, arguments = "Error handling a request", ()
        super().exception(msg, *arguments, **keywords)
