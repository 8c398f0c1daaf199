"""One file, one transaction: read it whole, check it whole, then write."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.clockwork import HandledRequest
from jobcentre.registers import Faulty, Register, csv
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.intake import checks
from jobcentre.services.intake.comparing import compare
from jobcentre.services.intake.turns import take_turn
from jobcentre.services.intake.writing import write
from jobcentre.services.transaction import transaction

log = structlog.get_logger("jobcentre.intake")

Progress = Callable[[int, int], None]
ACTION = "import"
MISSING_KEPT = 200  # how many of those who were not in the file are kept for the result's page
PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody on file whom the file did not name."""

    public_id: UUID
    external_id: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file did, or would do. ``untouched`` counts the people on file who are not in it."""

    created: int
    updated: int
    unchanged: int
    untouched: int
    withdrawn_spells: int
    missing: tuple[Missing, ...] = ()

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
            counts = {name: number for name, number in asdict(result).items() if name != "missing"}
            audit.record("file.imported", who, **counts)
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
    people = register.people
    steps = 2 * len(people)
    staff = checks.office()
    faults = checks.faults(centre, people, staff, lambda done: progress(done, steps))
    if faults:
        raise Faulty(faults)
    missing = _missing({person.external_id for person in people})
    result = ImportResult(0, 0, 0, len(missing), 0, tuple(missing))
    done = len(people)
    for chunk in checks.in_chunks(people):
        difference = compare(centre, register, chunk, staff)
        if not dry_run:
            write(centre, difference, staff, who)
        result = replace(
            result,
            created=result.created + len(difference.new),
            updated=result.updated + len(difference.changes),
            unchanged=result.unchanged + difference.unchanged,
            withdrawn_spells=result.withdrawn_spells + sum(len(c.withdrawn) for c in difference.changes),
        )
        done += len(chunk)
        progress(done, steps)
    return result


def _missing(named: set[str]) -> list[Missing]:
    on_file = db.session.execute(select(Citizen.public_id, Citizen.external_id).order_by(Citizen.external_id))
    return [Missing(public_id, external_id) for public_id, external_id in on_file if external_id not in named]


def _written(result: ImportResult) -> str:
    kept = replace(result, missing=result.missing[:MISSING_KEPT])
    return json.dumps(asdict(kept), default=str)


def _read(written: str | None) -> ImportResult:
    found = json.loads(written or "{}")
    missing = tuple(Missing(UUID(one["public_id"]), one["external_id"]) for one in found.pop("missing"))
    return ImportResult(**found, missing=missing)
