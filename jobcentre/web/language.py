"""Which language a page is in, and how it writes dates.

Danish is the language of the msgids, so there is no Danish catalogue; what an English one lacks shows in Danish.
Other modules take `gettext` and friends from here, as `_`, by which their words are found.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache, wraps
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import flask_babel
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from jobcentre import clock
from jobcentre.extensions import babel
from jobcentre.texts import dates, forms
from jobcentre.texts.languages import LANGUAGES

__all__ = ["LazyString"]

NAMES = {"da": "Dansk", "en": "English"}
CATALOGUES = Path(__file__).parents[1] / "translations"
A_YEAR = timedelta(days=365)
# Fields of forms, and parameters of their pages, that say which page is open.
WHERE = ("staff", "from")


def register(app: Flask) -> None:
    """Bind Babel, the language cookie, and the templates' date filters."""
    babel.init_app(
        app,
        default_locale=offered(app)[0],
        default_timezone=clock.ZONE.key,
        default_translation_directories=str(CATALOGUES),
        locale_selector=current,
    )
    app.after_request(_remember)
    app.jinja_env.globals.update(language=current, language_links=links, _=_in_page)
    app.jinja_env.filters.update(
        dt_long=_bound(dates.moment),
        dt_short=_bound(dates.moment_short),
        d_long=_bound(dates.day),
        d_year=_bound(dates.day_and_year),
        d_short=_bound(dates.day_short),
        d_full=_bound(dates.date_in_full),
        d_digits=_bound(dates.date_in_digits),
        weekday=_bound(dates.weekday),
        week=_bound(dates.week),
        t_long=_bound(dates.clock_with_word),
        t_short=_bound(dates.clock_in_grid),
        span=_bound(dates.span),
        clocks=_bound(dates.clocks),
        days=_bound(dates.days),
        duration=_bound(dates.duration),
        minutes=lambda number: dates.duration(timedelta(minutes=number), current()),
        relative=relative,
        sentence=dates.sentence,
        form_noun=_bound(forms.noun),
        form_way=_bound(forms.way),
        form_short=_bound(forms.way_short),
    )


def offered(app: Flask) -> tuple[str, ...]:
    """The languages this installation offers; the first is the default."""
    wanted = app.extensions["jobcentre"].settings.service.languages
    return tuple(code for code in wanted if code in LANGUAGES) or LANGUAGES


def current() -> str:
    """The language of the page being made: `da` or `en`."""
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        g.language = _choose()
    return str(g.language)


def prefer(language: str) -> None:
    """Use a signed-in reader's own language for this request, unless they chose another by hand."""
    if language in offered(current_app) and _by_hand() is None:
        g.language = language
        flask_babel.refresh()  # Flask-Babel keeps its first answer for the whole request
        g.pop("catalogue", None)


def links() -> list[tuple[str, str, str]]:
    """(code, name, address) for each language. The address is relative, so it never repeats a token of the path."""
    page = _page()
    if request.method == "GET":
        kept = {key: value for key, value in request.args.items() if key != "lang"}
    else:
        kept = _kept_of_form()
    return [(code, NAMES[code], f"{page}?{urlencode({**kept, 'lang': code})}") for code in offered(current_app)]


def _kept_of_form() -> dict[str, str]:
    """What the form says of where the reader was; nothing when it is too large to be read, as the page then says."""
    try:
        return {key: request.form[key] for key in WHERE if key in request.form}
    except RequestEntityTooLarge:
        return {}


def relative(at: datetime) -> str:
    """`om 2 timer`, `i morgen`: seen from now, in the language of the page."""
    return dates.relative(at, clock.now(), current())


def gettext(text: str, **values: object) -> str:
    """The text in the language of the page; `%(name)s` in it takes the values."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The same for a text that depends on a number, which is `%(num)s` in it."""
    return str(flask_babel.ngettext(one, many, number, **values))


def lazy_gettext(text: str) -> LazyString:
    """A text that is put into the language of the page when it is shown. For words outside functions."""
    return flask_babel.lazy_gettext(text)


def _in_page(text: str, **values: object) -> Markup:
    """`_` in templates: what Jinja's own does, with the catalogue found once a page and plain sentences kept ready."""
    catalogue: NullTranslations | None = g.get("catalogue")
    if catalogue is None:
        catalogue = g.catalogue = flask_babel.get_translations()
    return _markup(catalogue, text) % values if values else _plain(catalogue, text)


def _markup(catalogue: NullTranslations, text: str) -> Markup:
    return Markup(catalogue.gettext(text))  # noqa: S704 - a catalogue is part of the program


@lru_cache(maxsize=2048)
def _plain(catalogue: NullTranslations, text: str) -> Markup:
    return _markup(catalogue, text) % {}


def _bound(function: Callable[..., str]) -> Callable[..., str]:
    """A date function with the page's language as its last argument; an absent date is an empty text."""

    @wraps(function)
    def written(value: date | datetime | timedelta | None, *others: Any) -> str:
        return "" if value is None else function(value, *others, current())

    return written


def _page() -> str:
    """The path that shows this page by GET; empty when it is this one. A form may have been sent to another."""
    addresses, path = current_app.url_map.bind(""), request.path
    if request.method == "GET" or addresses.test(path, "GET"):
        return ""
    while not addresses.test(path, "GET"):
        path = path.rpartition("/")[0] or "/"
    return request.script_root + path


def _choose() -> str:
    return _by_hand() or offered(current_app)[0]


def _by_hand() -> str | None:
    """What the reader chose: by a click now, or earlier."""
    for wish in (request.args.get("lang"), request.cookies.get(_cookie())):
        if wish in offered(current_app):
            return wish
    return None


def _cookie() -> str:
    return "__Host-language" if _production() else "language"


def _production() -> bool:
    return bool(current_app.extensions["jobcentre"].settings.service.production)


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in offered(current_app) and wish != request.cookies.get(_cookie()):
        response.set_cookie(
            _cookie(), wish, max_age=A_YEAR, path="/", secure=_production(), httponly=True, samesite="Lax"
        )
    return response
