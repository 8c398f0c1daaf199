"""Static files go past the pages: pressed ahead by the build (frontend/pressing.py), with the headers of every answer.

A file that is not here, or not yet, falls through to Flask's own view, which knows how to say so.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise  # type: ignore[import-untyped]
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

from jobcentre.web import headers

Start = Callable[..., Any]
SECONDS = 3600  # a file whose address does not name its content


class Files(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise, which serves no pressed copy of a file that has changed since, and reads `?v=`."""

    def get_static_file(
        self, path: str, url: str, stat_cache: Mapping[str, os.stat_result] | None = None
    ) -> StaticFile:
        """Leave out pressed copies that are not of this file: somebody is editing it, or put only half in place."""
        found = super().get_static_file(path, url, stat_cache=stat_cache)
        held = _changed_at(path)
        found.alternatives = [one for one in found.alternatives if _changed_at(one[1]) == held]
        return found

    @staticmethod
    def serve(static_file: StaticFile, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """An address that names the content (`?v=`) may be kept for a year; WhiteNoise looks at paths alone."""
        named = "v" in parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)

        def start(status: str, given: list[tuple[str, str]], *others: Any) -> Any:
            if named and status[:3] in ("200", "206", "304"):
                given = [*(pair for pair in given if pair[0] != "Cache-Control"), ("Cache-Control", headers.FOR_GOOD)]
            return start_response(status, given, *others)

        served: Iterable[bytes] = WhiteNoise.serve(static_file, environ, start)
        return served


def _changed_at(path: str) -> int:
    return int(Path(path).stat().st_mtime)


def install(app: Flask) -> None:
    """Put the files before the application. In development each request looks at the disk again."""
    production = app.extensions["jobcentre"].settings.service.production
    fixed = headers.fixed(production)

    def add(given: Headers, _path: str, _url: str) -> None:
        for name, text in fixed.items():
            given[name] = text

    app.wsgi_app = Files(  # type: ignore[method-assign]
        app.wsgi_app,
        root=app.static_folder,
        prefix=app.static_url_path,
        autorefresh=not production,
        max_age=SECONDS,
        allow_all_origins=False,
        mimetypes={".js": "text/javascript", ".woff2": "font/woff2"},
        add_headers_function=add,
    )
