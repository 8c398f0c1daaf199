"""From what a file or an environment variable holds to the type a field asks for."""

import base64
import binascii
import types
from collections.abc import Callable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

KEY_BYTES = 32


def convert(value: Any, wanted: Any) -> Any:
    """`value` as `wanted`, which is a field's annotation. Raises ValueError with a reason."""
    if get_origin(wanted) is Literal:
        return _one_of(value, get_args(wanted))
    if get_origin(wanted) in (types.UnionType, Union):
        return None if value in ("", None) else convert(value, get_args(wanted)[0])
    return _CONVERTERS[wanted](value)


def _one_of(value: Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError("must be " + " or ".join(f'"{choice}"' for choice in choices))
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value.strip()


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("must be a whole number")
    try:
        number = int(value)
    except ValueError:
        raise ValueError("must be a whole number") from None
    if number < 0:
        raise ValueError("must not be negative")
    return number


def _decimal(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("must be a number")
    try:
        number = float(value)
    except ValueError:
        raise ValueError("must be a number") from None
    if not 0 <= number < float("inf"):
        raise ValueError("must be a number from 0 upwards")
    return number


def _texts(value: Any) -> tuple[str, ...]:
    """A TOML list, or words between commas in an environment variable."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError("must be a list of texts")
    return tuple(part.strip() for part in parts if part.strip())


def _path(value: Any) -> Path:
    if not _text(value):
        raise ValueError("must name a folder")
    return Path(value)


def _moment(value: Any) -> datetime:
    """A moment with an offset, or a Danish wall-clock time without one."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a time such as 2026-11-20T09:00") from None
    if not isinstance(value, datetime):
        raise ValueError("must be a time such as 2026-11-20T09:00")
    return value if value.tzinfo else value.replace(tzinfo=ZoneInfo("Europe/Copenhagen"))


def _clock(value: Any) -> time:
    """A Danish wall-clock time; TOML has a type of its own for it."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("must be a time of day such as 21:00") from None


def _key(value: Any) -> bytes:
    text = _text(value)
    if not text:
        return b""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("must be base64") from None
    if len(raw) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes in base64")
    return raw


def _keys(value: Any) -> Mapping[str, bytes]:
    """`k1:base64,k2:base64`. No part of the value may show in the reason: it is a secret."""
    keys: dict[str, bytes] = {}
    for part in _texts(_text(value)):
        name, colon, encoded = part.partition(":")
        if not (name and colon and encoded):
            raise ValueError("must be a list such as k1:base64,k2:base64")
        if name in keys:
            raise ValueError("names the same key twice")
        keys[name] = _key(encoded)
    return types.MappingProxyType(keys)


_CONVERTERS: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _whole,
    float: _decimal,
    tuple[str, ...]: _texts,
    Path: _path,
    datetime: _moment,
    time: _clock,
    bytes: _key,
    Mapping[str, bytes]: _keys,
}
