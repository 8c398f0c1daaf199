"""What is committed works anywhere: no registry's address, no path of somebody's machine."""

import json
import re
import tomllib

from .tree import ROOT, files, name

# Spelled so that this file does not find itself.
REGISTRY = re.compile(r"py[p]i\.(org|python)|python[h]osted\.|registry\.[n]pmjs|registry\.[y]arnpkg|np[m]js\.(org|com)")
MACHINE = re.compile(r"(?<![\w.:$}/])/(?:[r]oot|[h]ome/\w+|[U]sers/\w+|[w]ork/\w+|[t]mp/\w+|[o]pt/(?:pypi|wheels))\b")


def texts() -> dict[str, str]:
    found = {}
    for path in files():
        try:
            found[name(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
    return found


def test_no_committed_file_names_a_registry() -> None:
    assert [path for path, text in texts().items() if REGISTRY.search(text)] == []


def test_no_committed_file_names_a_place_on_a_machine() -> None:
    assert [path for path, text in texts().items() if MACHINE.search(text)] == []


def test_the_locks_hold_every_dependency_with_its_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }
    for file, dependencies in wanted.items():
        text = (ROOT / file).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==", text, re.MULTILINE))
        asked = {re.split(r"[^a-zA-Z0-9._-]", line)[0].lower().replace("_", "-") for line in dependencies}
        assert asked - locked == set(), f"{file} is behind pyproject.toml: make lock"
        pinned = re.findall(r"^[a-z0-9-]+.*==.*?(\\?)$", text, re.MULTILINE)
        assert all(pinned), f"{file} has a package without hashes"
        assert not re.search(r"^--", text, re.MULTILINE), f"{file} says where to fetch from"


def test_the_front_end_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = [entry for place, entry in packages.items() if place]
    assert fetched
    assert all("integrity" in entry and "resolved" not in entry for entry in fetched)
