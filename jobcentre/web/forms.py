"""Reading forms: what several pages need to understand in the same way."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from flask import Flask, request


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A date as three fields. `value` is None when they are empty or no date; `parts` is what was typed."""

    parts: tuple[str, str, str]
    value: date | None

    @property
    def empty(self) -> bool:
        return not any(self.parts)


def register(app: Flask) -> None:
    """Give templates `new_request_id()`."""
    app.jinja_env.globals["new_request_id"] = uuid4


def read_day(name: str) -> TypedDay:
    """The date typed in the fields `<name>-day`, `-month` and `-year`."""
    typed = [request.form.get(f"{name}-{part}", "").strip()[:4] for part in ("day", "month", "year")]
    parts = (typed[0], typed[1], typed[2])
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
        return TypedDay(parts, None)
    try:
        return TypedDay(parts, date(int(parts[2]), int(parts[1]), int(parts[0])))
    except ValueError:
        return TypedDay(parts, None)
