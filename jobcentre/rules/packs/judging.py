"""From parsed files to packs: every key and every bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar

from jobcentre.rules.packs import together
from jobcentre.rules.packs.canonical import canonical, digest
from jobcentre.rules.packs.pack import (
    TEXTS_VERSIONS,
    TICK_MINUTES,
    AgeDay,
    Chaser,
    Chooses,
    Counting,
    Form,
    Forms,
    Method,
    NoAnswer,
    Pack,
    ReminderKind,
    ReminderRule,
    Status,
    Then,
)
from jobcentre.rules.packs.reading import PackFault, Reader

# The benefits that the citizens file knows; each must be counted by exactly one table of a pack.
BENEFIT_GROUPS = ("dagpenge", "kontanthjaelp", "uddannelseshjaelp")

# Lowest and highest sensible value.
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "age_limit": (16, 120),
    "threshold_months": (1, 120),
    "duration_minutes": (TICK_MINUTES, 240),
    "buffer_minutes": (0, 120),
    "step_minutes": (TICK_MINUTES, 240),
    "days_to_book": (1, 180),
    "latest_after_days": (1, 365),
    "notice_hours": (0, 24 * 30),
    "cut_off_hours": (0, 24 * 30),
    "moves_allowed": (0, 20),
    "opens_minutes_before": (0, 120),
}
_KEYS = {field.name for field in fields(Pack)} - {"document", "digest"}
_MAY_BE_MISSING = ("in_force_until", "short_notice_reason")
_REMINDER_BOUNDS: Mapping[ReminderKind, tuple[str, int, int]] = {
    ReminderKind.DAYS: ("days", 1, 60),
    ReminderKind.HOURS: ("hours", 1, 72),
}
_OF_METHOD: Mapping[Method, set[str]] = {
    Method.CONTINUOUS: set(),
    Method.ACCUMULATED: {"days"},
    Method.HOURS: {"full_time_month_hours", "part_time_month_hours"},
}

_T = TypeVar("_T")


def load(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Pack]:
    """Judge the parsed files (file name to TOML document) and return the packs by name.

    Raises PackFault at the first fault. A pack's name is its file's name without `.toml`: two files cannot share one.
    """
    packs = [_pack(file, documents[file]) for file in sorted(documents)]
    together.check_families(packs)
    return {pack.name: pack for pack in packs}


def _pack(file: str, document: Mapping[str, Any]) -> Pack:
    reader = Reader(file, document)
    reader.check_keys(_KEYS, _MAY_BE_MISSING)
    if reader.text("name") != file.removesuffix(".toml"):
        raise PackFault(file, "name", "must equal the name of the file without .toml")
    short, said = "short_notice_reason", canonical(document)
    pack = Pack(
        name=reader.text("name"),
        family=reader.text("family"),
        status=reader.choice("status", Status),
        texts_version=_texts_version(reader),
        title=reader.languages("title"),
        legal_basis=reader.languages("legal_basis"),
        source=reader.text("source"),
        in_force_from=reader.day("in_force_from"),
        in_force_until=reader.day("in_force_until") if reader.has("in_force_until") else None,
        age_measured_on=reader.choice("age_measured_on", AgeDay),
        counting=_counting(reader),
        forms=_forms(reader.table("forms")),
        short_notice_reason=reader.languages(short) if reader.has(short) else None,
        reminders=_distinct(reader, "reminders", map(_reminder, reader.rows("reminders"))),
        chasers=_distinct(reader, "chasers", map(_chaser, reader.rows("chasers"))),
        no_answer=_no_answer(reader.table("no_answer")),
        document=said,
        digest=digest(said),
        **{key: reader.number(key, *bounds) for key, bounds in _BOUNDS.items()},
    )
    together.check_pack(pack)
    return pack


def _texts_version(reader: Reader) -> int:
    version = reader.number("texts_version", 1, 1000)
    if version not in TEXTS_VERSIONS:
        raise reader.fault("texts_version", f"must be one of {', '.join(map(str, TEXTS_VERSIONS))}")
    return version


def _forms(reader: Reader) -> Forms:
    reader.check_keys({field.name for field in fields(Forms)})
    allowed = reader.choices("allowed", Form)
    found = Forms(
        allowed=allowed,
        first=reader.choice("first", Form),
        chosen_by=reader.choice("chosen_by", Chooses),
        preselected=reader.choice("preselected", Form),
    )
    for key in ("first", "preselected"):
        if getattr(found, key) not in allowed:
            raise reader.fault(key, "must be among allowed")
    if found.chosen_by is Chooses.CITIZEN and len(allowed) == 1:
        raise reader.fault("chosen_by", "a citizen needs two allowed forms to choose among")
    return found


def _counting(reader: Reader) -> Mapping[str, Counting]:
    found: dict[str, Counting] = {}
    for row in reader.rows("counting"):
        counting = _count(row)
        for group in counting.benefit_groups:
            if group in found:
                raise row.fault("benefit_groups", f"{group} is counted twice")
            found[group] = counting
    for group in BENEFIT_GROUPS:
        if group not in found:
            raise reader.fault("counting", f"says nothing of {group}")
    return MappingProxyType(found)


def _count(row: Reader) -> Counting:
    for key in ("benefit_groups", "method"):
        if not row.has(key):
            raise row.fault(key, "is missing")
    groups, method = row.texts("benefit_groups", BENEFIT_GROUPS), row.choice("method", Method)
    row.check_keys({"benefit_groups", "method", "gap_days", *_OF_METHOD[method]})
    hours = method is Method.HOURS
    return Counting(
        benefit_groups=groups,
        method=method,
        gap_days=row.number("gap_days", 0, 365),
        days=row.number("days", 1, 3650) if method is Method.ACCUMULATED else 0,
        full_time_centihours=row.hundredths("full_time_month_hours", 1, 744) if hours else 0,
        part_time_centihours=row.hundredths("part_time_month_hours", 1, 744) if hours else 0,
    )


def _no_answer(reader: Reader) -> NoAnswer:
    reader.check_keys({field.name for field in fields(NoAnswer)})
    return NoAnswer(
        then=reader.choice("then", Then),
        after_days=reader.number("after_days", 1, 60),
        notice_days=reader.number("notice_days", 1, 60),
        moves=reader.number("moves", 0, 20),
    )


def _reminder(row: Reader) -> ReminderRule:
    if not row.has("kind"):
        raise row.fault("kind", "is missing")
    kind = row.choice("kind", ReminderKind)
    unit, lowest, highest = _REMINDER_BOUNDS[kind]
    row.check_keys({"kind", unit})
    return ReminderRule(kind=kind, **{unit: row.number(unit, lowest, highest)})


def _chaser(row: Reader) -> Chaser:
    row.check_keys({"days_before"})
    return Chaser(days_before=row.number("days_before", 0, 60))


def _distinct(reader: Reader, key: str, rules: Iterable[_T]) -> tuple[_T, ...]:
    found = tuple(rules)
    if len(set(found)) != len(found):
        raise reader.fault(key, "the same rule stands twice")
    return found
