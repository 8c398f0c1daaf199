"""What a pack's file says, whatever its layout: to tell whether a rule still says what it said.

Comments, the order of keys and the way a number is written do not count. The order of a list does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

# When a rule ends is known only once the law changes, and changes nothing for who was summoned under it.
MAY_CHANGE = ("in_force_until",)


def canonical(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document as JSON can keep it, without what may change."""
    return {key: _plain(value) for key, value in document.items() if key not in MAY_CHANGE}


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a canonical document."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    """Return the first key, dotted, of which two canonical documents say different things.

    A key that was not there then is no change: only a new version of the service can ask for one.
    """
    return next(_changes(then, now, ""), None)


def _changes(then: Any, now: Any, key: str) -> Iterator[str]:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for name in sorted(then):
            if name not in now:
                yield f"{key}{name}"
            else:
                yield from _below(then[name], now[name], f"{key}{name}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (before, after) in enumerate(zip(then, now, strict=True)):
            yield from _below(before, after, f"{key.removesuffix('.')}[{index}]")
    elif then != now:
        yield key.removesuffix(".")


def _below(then: Any, now: Any, key: str) -> Iterator[str]:
    inner = isinstance(then, Mapping | list)
    yield from _changes(then, now, f"{key}." if inner else key)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 130.0 is 130
    return value.isoformat() if isinstance(value, date | time) else value
