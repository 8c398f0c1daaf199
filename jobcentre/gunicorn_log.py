"""The web server's own log, without addresses and words of requests: a link in a log is a key under the mat."""

from typing import Any

from gunicorn.glogging import Logger


class GunicornLog(Logger):
    """Gunicorn names the address when a request fails outside the application.

    Of one that it cannot read it repeats the line it stumbled over, a cookie's perhaps, and who sent it.
    """

    def exception(self, msg: Any, *arguments: Any, **keywords: Any) -> None:
        if str(msg).startswith("Error handling request"):
            msg, arguments = "Error handling a request", ()
        super().exception(msg, *arguments, **keywords)

    def warning(self, msg: Any, *arguments: Any, **keywords: Any) -> None:
        if str(msg).startswith("Invalid request from"):
            msg, arguments = "A request that cannot be read", ()
        super().warning(msg, *arguments, **keywords)
