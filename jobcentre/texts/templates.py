"""Where the templates of messages are, and how they are read: strictly.

An undefined name is an error, HTML is escaped, and dates come out in the reader's language.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.runtime import Context

from jobcentre.rules.packs import TEXTS_VERSIONS
from jobcentre.texts import asking, dates, forms, phones

FOLDER = Path(__file__).resolve().parents[2] / "templates"

_FILTERS: dict[str, Callable[..., str]] = {
    "day": dates.day,
    "clock": dates.clock_with_word,
    "moment": dates.moment,
    "moment_short": dates.moment_short,
    "day_short": dates.day_short,
    "moment_and_year": dates.moment_and_year,
    "noun": forms.noun,
    "way": forms.way,
    "way_short": forms.way_short,
    "ways": forms.ways,
    "asking": asking.words,
}


@lru_cache(maxsize=2)
def environment(language: str) -> Environment:
    """The one environment of a language ("da" or "en")."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name, write in _FILTERS.items():
        made.filters[name] = partial(write, language=language)
    made.filters["sentence"] = dates.sentence
    made.filters["number"] = phones.number
    made.filters["minutes"] = partial(length, "minutes", language)
    made.filters["hours"] = partial(length, "hours", language)
    made.globals["span"] = partial(dates.span, language=language)
    made.globals["language"] = language
    made.globals["button"] = made.get_template("messages/button.html").make_module().button  # type: ignore[attr-defined]
    return made


@cache
def place(kind: str, language: str, name: str, version: int | None = None) -> str:
    """Where a text of a version (the newest by default) stands below the templates.

    A version has only what it says anew; the rest is that of the version before. The first has no folder of its own.
    """
    newest = max(TEXTS_VERSIONS) if version is None else version
    own = (f"messages/v{number}/{kind}/{language}/{name}" for number in range(newest, 1, -1))
    return next((path for path in own if (FOLDER / path).is_file()), f"messages/{kind}/{language}/{name}")


def length(unit: str, language: str, number: int) -> str:
    """So many `minutes` or `hours` in words."""
    return dates.duration(timedelta(**{unit: number}), language)


def block(environment: Environment, name: str, block: str, context: dict[str, Any]) -> str:
    """The text of one block of a template; empty when there is no such block."""
    template = environment.get_template(name)
    render = template.blocks.get(block)
    return "".join(render(template.new_context(context))) if render else ""


def whole(environment: Environment, name: str, context: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The text of a whole template, and of each block as it was written on the way: writing them by
    themselves afterwards would be writing everything twice."""
    template = environment.get_template(name)
    made, written = template.new_context(context), dict[str, str]()

    def noted(block: str, write: Callable[[Context], Iterator[str]]) -> Callable[[Context], Iterator[str]]:
        def note(context: Context) -> Iterator[str]:
            written[block] = "".join(write(context))
            yield written[block]

        return note

    for block, (write, *others) in made.blocks.items():
        made.blocks[block] = [noted(block, write), *others]
    return "".join(template.root_render_func(made)), written
