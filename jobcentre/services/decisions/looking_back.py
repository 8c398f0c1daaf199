"""Why somebody was summoned on a day, or was not: judged again by what was known when that day ended.

Spells and overrides are read by when they came and when they were taken back, the rule by when it was chosen, and what
was done from the summonses and the audit trail. A birth date has no history: the one on file counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, CitizenAlias, LeftGround
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules import eligibility
from jobcentre.rules.civil import MIDNIGHT, day_of, moment_of
from jobcentre.rules.eligibility import Verdict
from jobcentre.services import audit, occasions, rulebook, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.housekeeping import RUNS_KEPT
from jobcentre.services.verdicts import Told, person_of
from jobcentre.services.visibility import people_of
from jobcentre.texts.looking_back import Remark

JOB = "sweep"
ONE_DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
LEFT, RETURNED = "citizen.left", "citizen.returned"
HELD = "occasion.held"
_OVER = ("summons.issued", "occasion.dropped", "occasion.withdrawn")  # what ends the waiting
_REMARK_OF = {
    Held.NO_TIMES: Remark.HELD_NO_TIMES,
    Held.NO_ADDRESS: Remark.HELD_NO_ADDRESS,
    Held.NO_SELF_BOOKING: Remark.HELD_NO_SELF_BOOKING,
    Held.INCOMPLETE: Remark.HELD_INCOMPLETE,
}
Said = tuple[Remark, dict[str, Any]]


class Unanswerable(ValueError):
    """A day that cannot be asked about: it is to come, or the person was not on file (known since ``since``)."""

    def __init__(self, on: date, since: date | None = None) -> None:
        self.on, self.since = on, since
        super().__init__(f"{on} is before {since}" if since else f"{on} is to come")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``known_at`` is the moment whose knowledge counts. ``rule`` is the rule's name; without one nobody is judged.

    Where a duty was open, ``rule`` is the one it was made by, and ``told`` has the reasons that were kept with it.
    ``dead``: there is nobody to read it to.

    ``remarks`` say what came of it, and are put in words behind the reasons (``texts.looking_back``).
    """

    public_id: UUID
    name: str
    on: date
    known_at: datetime
    rule: str | None
    verdict: Verdict | None
    told: Told
    remarks: tuple[Said, ...]
    dead: bool


def why(centre: Centre, citizen_public_id: UUID, on: date | None, who: Who) -> Answer | None:
    """Return the answer for a day (Copenhagen; today by default), or ``None`` when there is nobody for this reader.

    Raises ``Unanswerable``. Commits the entry of the reading.
    """
    query = select(Citizen).where(Citizen.public_id == citizen_public_id, people_of(who))
    citizen = db.session.execute(query.execution_options(populate_existing=True)).scalar()
    if citizen is None:
        return None
    audit.record("citizen.seen", who, citizen.id)
    db.session.commit()
    on, since = on or clock.today(), day_of(citizen.created_at)
    if on > clock.today():
        raise Unanswerable(on)
    if on < since:
        raise Unanswerable(on, since)
    return _answer(centre, citizen, on)


def known_as(external_id: str) -> UUID | None:
    """Return the person whom the case system knows by this id, or knew by it before."""
    query = select(Citizen.public_id)
    now = query.where(Citizen.external_id == external_id, Citizen.merged_into_id.is_(None))
    before = query.join(CitizenAlias, CitizenAlias.citizen_id == Citizen.id).where(
        CitizenAlias.external_id == external_id
    )
    return db.session.execute(now).scalar() or db.session.execute(before).scalar()


def _answer(centre: Centre, citizen: Citizen, on: date) -> Answer:
    now = clock.now()
    known_at = min(now, moment_of(on + ONE_DAY, MIDNIGHT) - MOMENT)
    issued = _summonses(citizen.id, known_at)
    stands = next((one for one in issued if one.closed_at is None or one.closed_at > known_at), None)
    duty = _duty(citizen.id, stands, known_at)
    rule = duty.pack if duty else rulebook.name_in_use(on, known_at)
    verdict = _verdict(centre, citizen, rule, on, known_at)
    told = verdicts.told(duty.reasons if duty else (), verdict, stands is not None)
    remarks = _without_rule(rule, on) if verdict is None and not told.reasons else []
    remarks += _done(citizen.id, verdict, on, known_at, issued)
    if stands is not None and told.but:
        remarks.append((Remark.STANDS, {"since": day_of(stands.issued_at)}))
    if rule is not None:
        remarks.append(_looked(on, now))
    remarks.append((Remark.AS_NOW, {"at": now}) if on == day_of(now) else (Remark.AS_KNOWN, {"on": on}))
    return Answer(
        public_id=citizen.public_id,
        name=citizen.name,
        on=on,
        known_at=known_at,
        rule=rule,
        verdict=verdict,
        told=told,
        remarks=tuple(remarks),
        dead=citizen.left_ground is LeftGround.DEAD,
    )


def _verdict(centre: Centre, citizen: Citizen, rule: str | None, on: date, known_at: datetime) -> Verdict | None:
    pack = centre.packs.get(rule or "")
    if pack is None:
        return None
    person = person_of(citizen, citizen.spells, citizen.overrides, known_at)
    return eligibility.assess(_left_then(person, citizen.id, known_at), pack, on)


def _without_rule(rule: str | None, on: date) -> list[Said]:
    return [(Remark.NO_RULE, {"on": on}) if rule is None else (Remark.RULE_GONE, {"rule": rule})]


def _duty(citizen_id: int, stands: Summons | None, known_at: datetime) -> Occasion | None:
    """The duty that was open: that of the summons, or the latest that waited for one."""
    made = _occasions(citizen_id, known_at)
    if stands is not None:
        return next(one for one in made if one.id == stands.occasion_id)
    waited = (one for one in made if one.closed_at is None or one.closed_at > known_at)
    return max(waited, key=lambda one: (one.created_at, one.id), default=None)


def _left_then(person: eligibility.Person, citizen_id: int, known_at: datetime) -> eligibility.Person:
    """Who left as it was known: what the trail says, where it says anything."""
    entries = _entries(citizen_id, (LEFT, RETURNED))
    if not entries:
        return person
    last = next((one for one in reversed(entries) if one.at <= known_at), None)
    if last is None or last.action == RETURNED:
        return replace(person, left_on=None, left_ground=None)
    left_on = last.facts.get("left_on")
    ground = last.facts.get("left_ground", last.facts.get("ground", person.left_ground))
    return replace(person, left_on=date.fromisoformat(left_on) if left_on else person.left_on, left_ground=ground)


def _done(
    citizen_id: int, verdict: Verdict | None, on: date, known_at: datetime, issued: Sequence[Summons]
) -> list[Said]:
    """Whether there was a summons that day, or what it waited for; ``issued`` are those by then, the latest first."""
    standing = next((one for one in issued if one.closed_at is None or one.closed_at > known_at), None)
    made = _occasions(citizen_id, known_at)
    withdrawn = [] if standing else _withdrawn(issued, made)
    if any(day_of(one.issued_at) == on for one in issued):
        return [(Remark.SUMMONED, {"on": on}), *withdrawn]
    if standing is not None:
        return [(Remark.SUMMONED_BEFORE, {"since": day_of(standing.issued_at)})]
    if held := _held(citizen_id, known_at):
        return [(_REMARK_OF[held], {})]
    if verdict is None or not verdict.due:
        return withdrawn
    ended_at = max(_done_at(made, verdict, known_at), default=None)
    if ended_at is not None:
        return [(Remark.CLOSED_BEFORE, {"since": day_of(ended_at)})]
    return [(Remark.NOT_SUMMONED, {"on": on})]


def _withdrawn(issued: Sequence[Summons], made: Sequence[Occasion]) -> list[Said]:
    """That the last summons was closed because the duty was lost."""
    if not issued or issued[0].closed_at is None or issued[0].occasion_id not in occasions.let_go_of(made):
        return []
    return [(Remark.WITHDRAWN, {"since": day_of(issued[0].issued_at), "closed_on": day_of(issued[0].closed_at)})]


def _done_at(made: Sequence[Occasion], verdict: Verdict, known_at: datetime) -> Iterator[datetime]:
    """When the duties about this run ended, but for those that were let go by then: who had one may be due again."""
    ended = [one for one in made if one.closed_at is not None and one.closed_at <= known_at]
    gone = occasions.let_go_of(ended)
    for one in ended:
        same = eligibility.same_episode(verdict, one.episode, one.due_on)
        if same and one.id not in gone and one.closed_at is not None:
            yield one.closed_at


def _held(citizen_id: int, known_at: datetime) -> Held | None:
    """Why a summons waited: the trail knows, also of one that was dropped since."""
    entries = [one for one in _entries(citizen_id, (HELD, *_OVER)) if one.at <= known_at]
    return Held(entries[-1].facts["why"]) if entries and entries[-1].action == HELD else None


def _looked(on: date, now: datetime) -> Said:
    """When the sweep judged that day, as far as the timetable's record goes back."""
    begins, ends = moment_of(on, MIDNIGHT), moment_of(on + ONE_DAY, MIDNIGHT)
    query = select(ClockRun).where(ClockRun.job == JOB, ClockRun.tick >= begins, ClockRun.tick < ends)
    found = db.session.execute(query.order_by(ClockRun.tick)).scalars().all()
    ended = [run.ended_at for run in found if run.ended_at is not None and not run.failed]
    if ended:
        return (Remark.JUDGED, {"at": ended[-1]})
    if any(run.failed for run in found):
        return (Remark.FAILED, {})
    if on == day_of(now):
        return (Remark.NOT_YET, {})
    return (Remark.UNTOLD if ends < now - RUNS_KEPT else Remark.DID_NOT_RUN, {})


def _entries(citizen_id: int, actions: Sequence[str]) -> Sequence[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.citizen_id == citizen_id, AuditEntry.action.in_(actions))
    return db.session.execute(query.order_by(AuditEntry.id)).scalars().all()


def _summonses(citizen_id: int, known_at: datetime) -> Sequence[Summons]:
    query = select(Summons).where(Summons.citizen_id == citizen_id, Summons.issued_at <= known_at)
    found = query.order_by(Summons.issued_at.desc()).execution_options(populate_existing=True)
    return db.session.execute(found).scalars().all()


def _occasions(citizen_id: int, known_at: datetime) -> Sequence[Occasion]:
    query = select(Occasion).where(Occasion.citizen_id == citizen_id, Occasion.created_at <= known_at)
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()
