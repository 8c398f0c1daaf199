"""Response headers and cookies: what a browser may do with our pages."""

from typing import Any

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_DEVICES = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"
CAMERA = NO_DEVICES.replace("camera=(), microphone=()", "camera=(self), microphone=(self)")
A_YEAR = 365 * 24 * 3600
FOR_GOOD = f"public, max-age={A_YEAR}, immutable"
# A form with a file of citizens is the largest thing anybody sends us.
LARGEST_REQUEST = 32 * 1024 * 1024


def register(app: Flask) -> None:
    """Set the cookies' properties and add the headers to every response."""
    production = app.extensions["jobcentre"].settings.service.production
    app.config.update(
        _cookies(production),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # a form's token lasts as long as its session; and there is no Referer to compare under our own policy
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    always = fixed(production)

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        if g.get("camera"):
            headers.setdefault("Permissions-Policy", CAMERA)
        for name, text in always.items():
            headers.setdefault(name, text)
        headers["Cache-Control"] = _caching(response)
        return response


def fixed(production: bool) -> dict[str, str]:
    """What every answer says, pages and files alike."""
    always = {
        "Content-Security-Policy": POLICY,
        "Permissions-Policy": NO_DEVICES,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return always | ({"Strict-Transport-Security": f"max-age={A_YEAR}"} if production else {})


def allow_camera() -> None:
    """Let the page of this request use camera and microphone. For the meeting room and the test before it."""
    g.camera = True


def _cookies(production: bool) -> dict[str, Any]:
    return {
        # the prefix makes browsers refuse the cookie from a sister domain or without TLS
        "SESSION_COOKIE_NAME": "__Host-jobcentre" if production else "jobcentre",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
    }


def _caching(response: Response) -> str:
    """Pages are personal and kept nowhere; a file whose address names its content is kept for a year."""
    if request.endpoint != "static" or response.status_code >= 400:
        return "no-store"
    return FOR_GOOD if "v" in request.args else "public, max-age=3600"
