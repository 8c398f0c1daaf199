"""Reads the settings: `config/default.toml`, then the file named by JOBCENTRE_CONFIG, then the
environment. The last word counts; a word nobody knows stops the start."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from . import checks, environment, generated
from .faults import SettingsFault
from .tables import TABLES, Settings
from .values import convert

ROOT = Path(__file__).resolve().parents[2]
DEFAULTS = ROOT / "config" / "default.toml"
RULES = ROOT / "config" / "rules"

Raw = dict[tuple[str, str], tuple[Any, str]]  # (table, key) -> value, where it was read
KNOWN = {(table, spec.name): spec for table, kind in TABLES.items() for spec in fields(kind)}


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """All settings, or a SettingsFault that names every key and file to mend.

    In development, secrets nobody has set are made up once and kept in the instance folder.
    """
    ours = environment.spelled_out(environment.own_environment() if environ is None else environ)
    raw: Raw = {}
    faults: list[str] = []
    for file in filter(None, (str(DEFAULTS), ours.pop(environment.CONFIG, ""))):
        raw.update(_from_file(Path(file), faults))
    raw.update(_from_environment(ours, faults))
    faults.extend(f"{t}.{k} is missing in {DEFAULTS.name}" for t, k in KNOWN.keys() - raw.keys())
    if faults:
        raise SettingsFault(faults)
    settings = _build(raw)
    if faults := checks.faults(settings):
        raise SettingsFault(faults)
    return settings


def _from_file(file: Path, faults: list[str]) -> Raw:
    found: Raw = {}
    for table, keys in _toml(file).items():
        if not isinstance(keys, dict):
            faults.append(f"{table} stands outside any table in {file.name}")
            continue
        for key, value in keys.items():
            spec = KNOWN.get((table, key))
            if spec is None:
                faults.append(f"unknown key {table}.{key} in {file.name}")
            elif spec.metadata.get("secret") and value != "":
                faults.append(
                    f"{table}.{key} in {file.name} is a secret: it belongs in the environment"
                    f" ({environment.variable(table, key)} or …_FILE)"
                )
            else:
                found[table, key] = (value, file.name)
    return found


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as reason:
        raise SettingsFault([f"{file.name} cannot be read ({reason.strerror})"]) from None
    except ValueError as reason:  # no TOML, no UTF-8, or a number nobody can read
        raise SettingsFault([f"{file.name} is not TOML: {reason}"]) from None


def _from_environment(ours: Mapping[str, str], faults: list[str]) -> Raw:
    found: Raw = {}
    for (table, key), spec in KNOWN.items():
        name = environment.variable(table, key)
        try:
            secret = bool(spec.metadata.get("secret"))
            text = environment.secret_from(name, ours) if secret else ours.get(name)
        except ValueError as reason:
            faults.append(str(reason))
            continue
        if text is not None:
            found[table, key] = (text, "the environment")
    faults.extend(f"unknown variable {name} in the environment" for name in _strangers(ours))
    return found


def _strangers(ours: Mapping[str, str]) -> Iterator[str]:
    known = {environment.variable(*place) for place in KNOWN}
    secret = {environment.variable(*p) for p, spec in KNOWN.items() if spec.metadata.get("secret")}
    for name in sorted(ours):
        if name not in known and name.removesuffix("_FILE") not in secret:
            yield name


def _build(raw: Raw) -> Settings:
    """Every value as its field's type. A secret is never repeated in a fault."""
    values: dict[tuple[str, str], Any] = {}
    faults: list[str] = []
    hints = {table: get_type_hints(kind) for table, kind in TABLES.items()}
    _make_up(raw)
    for (table, key), (value, source) in raw.items():
        try:
            values[table, key] = convert(value, hints[table][key])
        except ValueError as reason:
            faults.append(f"{table}.{key} in {source} {reason}")
    if faults:
        raise SettingsFault(faults)
    tables = {
        table: kind(**{spec.name: values[table, spec.name] for spec in fields(kind)}) for table, kind in TABLES.items()
    }
    return _derived(Settings(**tables, pack_documents=pack_documents()))


def _make_up(raw: Raw) -> None:
    """Development's own secrets, in place of those that nobody set."""
    wanted = [place for place in KNOWN if ".".join(place) in generated.NAMES]
    if raw["service", "mode"][0] != "development" or all(raw[place][0] for place in wanted):
        return
    try:
        instance = _absolute(convert(raw["paths", "instance"][0], Path))
    except ValueError:
        return  # told with the other faults
    held = generated.development_secrets(instance)
    for place in wanted:
        if not raw[place][0]:
            raw[place] = (held[".".join(place)], str(instance / generated.SECRETS))


def _absolute(path: Path) -> Path:
    """Relative folders count from the project's folder, wherever a command is called."""
    return (ROOT / path).resolve()


def _derived(settings: Settings) -> Settings:
    service, web, database = settings.service, settings.web, settings.database
    instance = _absolute(settings.paths.instance)
    base_url = service.base_url.rstrip("/")
    if not base_url and not service.production:
        base_url = f"http://{web.bind}:{web.port}"
    anchor = settings.clock.anchor
    if anchor is None and settings.clock.start is not None:
        anchor = generated.kept_anchor(instance, settings.clock.start.isoformat())
    return replace(
        settings,
        service=replace(service, base_url=base_url),
        database=replace(database, owner_url=database.owner_url or database.url),
        paths=replace(settings.paths, instance=instance),
        clock=replace(settings.clock, anchor=anchor),
    )


def pack_documents(files: Iterable[Path] = ()) -> Mapping[str, Mapping[str, Any]]:
    """Return the parsed files of rule packs, those of the installation and others in their place or beside them.

    Raises SettingsFault for what is no TOML, naming file and line. The rules judge what stands in them.
    """
    found = {file.name: file for file in (*sorted(RULES.glob("*.toml")), *files)}
    return MappingProxyType({name: _toml(file) for name, file in found.items()})
