"""The sweep itself: who is found is judged, gets a time kept, and is acted upon, a few people at a time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.rules.packs import Pack
from jobcentre.services import audit, rulebook
from jobcentre.services.audit import Who
from jobcentre.services.decisions import deciding
from jobcentre.services.register import leaving, projecting
from jobcentre.services.sweep import acting, finding, preview
from jobcentre.services.sweep.acting import Turn
from jobcentre.services.sweep.judging import Act, Swept
from jobcentre.services.sweep.preview import Figures, Plan
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

log = structlog.get_logger(__name__)
BATCH = 50  # people in one transaction: nobody waits long for a row of theirs


@dataclass(slots=True)
class SweepResult:
    """``pack`` is ``None`` when the municipality has chosen no rule pack; then nobody is judged.

    ``figures`` are each group's people against its times, as they were before anything was sent. Of a sweep over
    everybody ``people`` are those of whom something was done, and ``left`` counts the others that were looked at.
    ``recounted`` days had been wrong (``projecting.check``).
    """

    pack: str | None
    people: list[Swept] = field(default_factory=list)
    figures: tuple[Figures, ...] = ()
    left: Counter[Act] = field(default_factory=Counter)
    recounted: int = 0

    def count(self, act: Act) -> int:
        return sum(person.act is act for person in self.people) + self.left[act]

    @property
    def summary(self) -> str:
        """One line of numbers for logs and the timetable's record."""
        return ", ".join([f"{act.value} {self.count(act)}" for act in Act] + [f"recounted {self.recounted}"])


def sweep(
    centre: Centre, dry_run: bool = False, who: Who = audit.SYSTEM, only: Sequence[UUID] | None = None
) -> SweepResult:
    """Summon everybody of the current municipality who is due today (Copenhagen) and has not been, as far as times go.

    Who was summoned and no longer has the duty is let go. ``only``: no more than these, and of them those ``who`` may
    see. A dry run judges everybody with an open or coming spell or an open summons, and writes no more than that
    ``who`` saw them. Commits a few people at a time; one person's failure never stops the rest.
    """
    everybody = not dry_run and only is None
    recounted = _brought_up_to_date(centre) if everybody else 0
    today = clock.today()
    pack = rulebook.in_use(centre, today)
    if pack is None:
        return SweepResult(None)
    if dry_run:
        return _looked_at(pack, preview.plan(centre, pack, finding.to_judge(today)), who)
    condition = finding.to_act_upon(pack, today)
    condition = condition if only is None else condition & people_of(who)
    found = preview.plan(centre, pack, condition, only, keep_left=not everybody)
    db.session.commit()  # nothing was written; the acting begins with a look of its own
    result = SweepResult(pack.name, figures=found.figures, left=found.left, recounted=recounted)
    result.people.extend(_act(centre, pack, found, who))
    return result


def _brought_up_to_date(centre: Centre) -> int:
    """Do what the day itself brings: decisions end, people leave, days of thresholds move. Commits."""
    deciding.end_past(centre)
    leaving.act_on_day(centre)
    with transaction():
        projecting.refresh(centre)
    with transaction():
        return projecting.check(centre)


def look(centre: Centre, who: Who, only: Sequence[UUID] | None = None) -> SweepResult:
    """Return what a sweep of the reader's own people would do now. Writes no more than that they were looked at."""
    pack = rulebook.in_use(centre)
    if pack is None:
        return SweepResult(None)
    condition = finding.to_act_upon(pack, clock.today()) & people_of(who)
    return _looked_at(pack, preview.plan(centre, pack, condition, only), who)


def _looked_at(pack: Pack, found: Plan, who: Who) -> SweepResult:
    people = preview.faces(found.people, who)
    with transaction():
        audit.record_many("citizen.listed", who, [person.citizen_id for person in people])
    return SweepResult(pack.name, people, found.figures)


def _act(centre: Centre, pack: Pack, found: Plan, who: Who) -> Iterator[Swept]:
    """Act in the order of the people: many at a time where that is all the same, and where it is not, one by one."""
    turn = Turn(centre, pack, found, who)
    batch: list[Swept] = []
    for person in found.people:
        if not acting.is_called(person):
            yield from _together(turn, batch)
            batch = []
            yield from [person] if person.is_left else _together(turn, [person])
            continue
        batch.append(person)
        if len(batch) == BATCH:
            yield from _together(turn, batch)
            batch = []
    yield from _together(turn, batch)


def _together(turn: Turn, batch: Sequence[Swept]) -> Sequence[Swept]:
    """Act upon these in one transaction; should it fail, upon each in one of their own."""
    if not batch:
        return []
    try:
        with transaction():
            return turn.take(batch)
    except Exception as error:  # noqa: BLE001 - one person's failure is told, and the next one's turn comes
        if len(batch) == 1:
            person = batch[0]
            log.error("sweep.person_failed", citizen_id=person.citizen_id, error=type(error).__name__)
            return [Swept(person.citizen_id, person.external_id, Act.FAILED)]
    return [done for person in batch for done in _together(turn, [person])]
