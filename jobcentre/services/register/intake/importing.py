"""One file, one transaction: read it whole, check it whole, then write. The people are gone through, never gathered."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.clockwork import HandledRequest
from jobcentre.registers import Fault, Faulty, Register, csv
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.register.intake import aliases, checks, findings
from jobcentre.services.register.intake.comparing import compare
from jobcentre.services.register.intake.findings import Noted
from jobcentre.services.register.intake.turns import take_turn
from jobcentre.services.register.intake.writing import write
from jobcentre.services.transaction import transaction

log = structlog.get_logger("jobcentre.intake")

Progress = Callable[[int, int], None]
ACTION = "import"
MISSING_KEPT = 200  # how many of those who were not in the file, and of each finding, are kept for the result's page
FINDINGS = ("contradictory", "left", "returned")
PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody on file whom the file did not name."""

    public_id: UUID
    external_id: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file did, or would do. ``untouched`` counts the people on file who are not in it and have not left.

    ``contradictory``: whose spells contradict each other. ``left``: who has left by this file, ``returned``: who has
    come back by it.
    """

    created: int
    updated: int
    unchanged: int
    untouched: int
    withdrawn_spells: int
    missing: tuple[Missing, ...] = ()
    contradictory: tuple[Noted, ...] = ()
    left: tuple[Noted, ...] = ()
    returned: tuple[Noted, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.updated)


def import_file(
    centre: Centre,
    data: bytes,
    who: Who,
    dry_run: bool = False,
    progress: Progress | None = None,
    *,
    request_id: UUID | None = None,
    patience: timedelta = PATIENCE,
) -> ImportResult:
    """Take in a file for the current municipality, all rows or none; commits.

    Raises ``ImportFaults`` with every fault. ``dry_run`` compares and writes nothing. ``progress`` is given steps
    done and steps in all. ``patience`` is how long to wait for another import of the same municipality.
    """
    db.session.commit()  # reading a large file takes seconds: no transaction lies open meanwhile
    register = csv.read(data)
    mark = centre.keys.blind(hashlib.sha256(data).hexdigest(), "file")
    with transaction():
        take_turn(patience)
        if request_id and not dry_run and (earlier := requests.seen_before(request_id, ACTION, mark)):
            return _read(earlier.result)
        result = _bring_in_line(centre, register, who, dry_run, progress or (lambda _done, _total: None))
        if not dry_run:
            audit.record("file.imported", who, **_counts(result))
            if request_id:
                requests.answer(request_id, _written(result))
    log.info("file_read", dry_run=dry_run, created=result.created, updated=result.updated)
    return result


def imported(request_id: UUID) -> ImportResult | None:
    """Return what an earlier import led to, with at most ``MISSING_KEPT`` of the people who were not in the file."""
    query = select(HandledRequest.result).where(
        HandledRequest.request_id == request_id, HandledRequest.action == ACTION
    )
    result = db.session.execute(query).scalar()
    return _read(result) if result else None


def _bring_in_line(centre: Centre, register: Register, who: Who, dry_run: bool, progress: Progress) -> ImportResult:
    people, staff = register.people, checks.office()
    faults: list[Fault] = []
    if present := aliases.known():
        people = aliases.Renamed(people, present)
        faults += aliases.doubled(people, present)
    steps = 2 * len(people)
    faults += checks.faults(centre, people, staff, lambda done: progress(done, steps))
    if faults:
        raise Faulty(faults)
    result, named = ImportResult(0, 0, 0, 0, 0), set[str]()
    done = len(people)
    for chunk in checks.in_chunks(people):
        named.update(person.external_id for person in chunk)
        difference = compare(centre, register, chunk, staff)
        if not dry_run:
            write(centre, difference, staff, who)
        found = findings.of(chunk, difference)
        if not dry_run:
            findings.settle(found, difference, who)
        result = replace(
            result,
            contradictory=result.contradictory + found.contradictory,
            left=result.left + found.left,
            returned=result.returned + found.returned,
            created=result.created + len(difference.new),
            updated=result.updated + len(difference.changes),
            unchanged=result.unchanged + difference.unchanged,
            withdrawn_spells=result.withdrawn_spells + sum(len(c.withdrawn) for c in difference.changes),
        )
        done += len(chunk)
        progress(done, steps)
    missing = tuple(_missing(named))
    return replace(result, untouched=len(missing), missing=missing)


def _missing(named: set[str]) -> list[Missing]:
    here = or_(Citizen.left_on.is_(None), Citizen.left_on > clock.today()), Citizen.merged_into_id.is_(None)
    query = select(Citizen.public_id, Citizen.external_id).where(*here).order_by(Citizen.external_id)
    on_file = db.session.execute(query)
    return [Missing(public_id, external_id) for public_id, external_id in on_file if external_id not in named]


def _counts(result: ImportResult) -> dict[str, int]:
    """Return the numbers for the trail; the lists only by their length."""
    values = {field.name: getattr(result, field.name) for field in fields(result) if field.name != "missing"}
    return {name: len(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _written(result: ImportResult) -> str:
    lists = {name: getattr(result, name)[:MISSING_KEPT] for name in ("missing", *FINDINGS)}
    return json.dumps(asdict(replace(result, **lists)), default=str)


def _read(written: str | None) -> ImportResult:
    found = json.loads(written or "{}")
    missing = tuple(Missing(UUID(one["public_id"]), one["external_id"]) for one in found.pop("missing"))
    noted: dict[str, Any] = {name: tuple(Noted(**one) for one in found.pop(name, ())) for name in FINDINGS}
    return ImportResult(**found, missing=missing, **noted)
