"""What another system calls things: "name=value" from the settings to JSON, and a dotted path back out of it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


class Pairs:
    """Pairs of a name and a value in which {placeholders} stand.

    A dotted name makes an object within the object, a number in it a place in a list: "recipients.0.number".
    Raises ValueError for a pair without a name, a name that stands twice or within another, and a placeholder that
    is not ``known``.
    """

    def __init__(self, pairs: Iterable[str], known: Iterable[str] | None = None) -> None:
        self._pairs = [_pair(pair) for pair in pairs]
        names = [tuple(name.split(".")) for name, _ in self._pairs]
        if any(one == other[: len(one)] for at, one in enumerate(names) for other in names[:at] + names[at + 1 :]):
            raise ValueError("a name stands twice, or is both a value and an object")
        strangers = {name for _, value in self._pairs for name in _PLACEHOLDER.findall(value)} - set(known or ())
        if known is not None and strangers:
            raise ValueError(f"unknown placeholders: {', '.join(sorted(strangers))}")

    def holds(self, placeholder: str) -> bool:
        """Whether the placeholder stands anywhere."""
        return any(placeholder in _PLACEHOLDER.findall(value) for _, value in self._pairs)

    def flat(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the pairs with their values, names as they are: headers."""
        return {name: _fill(value, values) for name, value in self._pairs}

    def filled(self, values: Mapping[str, str]) -> Any:
        """Return the object."""
        made: dict[str, Any] = {}
        for name, value in self._pairs:
            *above, last = name.split(".")
            place = made
            for step in above:
                place = place.setdefault(step, {})
            place[last] = _fill(value, values)
        return _with_lists(made)


def found(answer: Any, path: str) -> str | None:
    """Return what stands at the end of a dotted path as text; ``None`` if nothing does, or no single value."""
    for step in path.split("."):
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdecimal() and int(step) < len(answer):
            answer = answer[int(step)]
        else:
            return None
    return str(answer) if isinstance(answer, (str, int)) and not isinstance(answer, bool) else None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not all(name.split(".")) or name != name.strip():
        raise ValueError("a pair is written name=value")
    return name, value


def _fill(value: str, values: Mapping[str, str]) -> str:
    """Once, from left to right: braces in what is filled in are words like any other."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), value)


def _with_lists(made: Any) -> Any:
    if not isinstance(made, dict):
        return made
    inner = {name: _with_lists(value) for name, value in made.items()}
    places = [str(place) for place in range(len(inner))]
    return [inner[place] for place in places] if set(inner) == set(places) and inner else inner
