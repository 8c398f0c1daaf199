"""Deciding something about a person in place of the rules, taking it back, and letting it end on its day."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import selectinload

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.registers import Fault, Faulty, Reason
from jobcentre.rules import eligibility
from jobcentre.rules.eligibility import Verdict
from jobcentre.rules.overrides import NOT_TO_SUMMON, OverrideKind
from jobcentre.rules.packs import Pack
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, occasions, requests, rulebook, summoning, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.decisions import override_forms
from jobcentre.services.decisions.override_forms import Decision, OverrideForm
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

# Of an exemption there may be several, each from its own day; of the others the last word counts.
REPLACED = tuple(kind for kind in OverrideKind if kind is not OverrideKind.EXEMPT)
_WITHDRAWALS = {
    OverrideKind.EXEMPT: Ground.EXEMPTED,
    OverrideKind.NOT_RELEVANT: Ground.NOT_RELEVANT,
    OverrideKind.DEFERRED: Ground.DEFERRED,
}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it beside the decision: the summons was withdrawn with it, or a further one waits for the day."""

    closed: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be done with a decision: withdraw the summons that waits for a time, or call again after the day."""

    close: bool = False
    call_again: bool = False


def decide(centre: Centre, public_id: UUID, form: OverrideForm, request_id: UUID, who: Who) -> Decided | None:
    """Decide about a person; commits. ``None`` when there is nobody for this reader. Raises ``Faulty``.

    A summons with a meeting stays as it is whatever is asked. One that is withdrawn here does not count as met: when
    the decision has ended, a sweep summons anew.
    """
    decision = override_forms.read(form)
    with transaction():
        if earlier := requests.seen_before(request_id, "override", public_id, asdict(form)):
            return Decided(*(mark == "1" for mark in earlier.result or ""))
        citizen = _locked(public_id, who)
        if citizen is None:
            return None
        _replace(citizen.id, decision.kind, who)
        _add(citizen, decision, _episode(centre, citizen) if decision.kind is OverrideKind.NOT_RELEVANT else None, who)
        decided = _consequences(centre, citizen, decision, form, who)
        requests.answer(request_id, f"{decided.closed:d}{decided.waits:d}")
        return decided


def offer(public_id: UUID, who: Who) -> Offer:
    """Return what else a form may ask for about this person, as things stand now."""
    citizen_id = db.session.execute(select(Citizen.id).where(Citizen.public_id == public_id, people_of(who))).scalar()
    if citizen_id is None:
        return Offer()
    booked = Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED
    waits = select(Summons.id).where(
        Summons.citizen_id == citizen_id, Summons.closed_at.is_(None), ~exists().where(*booked)
    )
    met = select(Meeting.id).where(Meeting.citizen_id == citizen_id, Meeting.outcome.is_not(None))
    return Offer(
        close=db.session.execute(waits.limit(1)).first() is not None,
        call_again=occasions.open_of(citizen_id) is None and db.session.execute(met.limit(1)).first() is not None,
    )


def end(public_id: UUID, override: UUID, request_id: UUID, who: Who) -> bool:
    """End one decision now; commits. ``False`` when there is none for this reader; an ended one stays ended."""
    with transaction():
        if requests.seen_before(request_id, "end override", public_id, override):
            return True
        citizen = _locked(public_id, who)
        found = db.session.execute(
            select(Override)
            .where(Override.public_id == override, Override.citizen_id == (citizen.id if citizen else None))
            .execution_options(populate_existing=True)
        ).scalar()
        if found is None:
            return False
        if found.ended_at is None:
            _end(found, "override.ended", who)
    return True


def end_past(centre: Centre) -> int:
    """End what has lasted as long as it was to: its day has passed, or the run it was about is over. Commits.

    Returns how many.
    """
    today = clock.today()
    with transaction():
        passed = select(Override).where(Override.ended_at.is_(None), Override.until_on < today)
        over = list(db.session.execute(passed.with_for_update()).scalars())
        for found in over:
            _end(found, "override.ended_by_itself", audit.SYSTEM)
    return len(over) + _end_past_runs(centre)


def _end_past_runs(centre: Centre) -> int:
    pack, ended = rulebook.in_use(centre), 0
    about_run = and_(Override.kind == OverrideKind.NOT_RELEVANT, Override.ended_at.is_(None))
    ids = list(db.session.execute(select(Override.id).where(about_run).order_by(Override.id)).scalars()) if pack else []
    for start in range(0, len(ids), CHUNK):
        with transaction():
            chunk = select(Override).where(Override.id.in_(ids[start : start + CHUNK]), about_run).with_for_update()
            found = {one.citizen_id: one for one in db.session.execute(chunk).scalars()}
            for citizen in db.session.execute(_with_facts().where(Citizen.id.in_(found))).scalars():
                override = found[citizen.id]
                if pack is not None and _run_is_over(citizen, override, pack):
                    _end(override, "override.ended_by_itself", audit.SYSTEM)
                    ended += 1
        db.session.expunge_all()
    return ended


def _run_is_over(citizen: Citizen, override: Override, pack: Pack) -> bool:
    """Whether no run is open or coming, or another than the one that was decided about."""
    assert override.episode is not None
    return not eligibility.same_episode(_verdict(citizen, pack, clock.today()), override.episode, override.from_on)


def _consequences(centre: Centre, citizen: Citizen, decision: Decision, form: OverrideForm, who: Who) -> Decided:
    if decision.kind not in NOT_TO_SUMMON:
        return Decided()
    occasion = occasions.open_of(citizen.id)
    on = max(decision.from_on, clock.today())
    if occasion is not None:
        closed = form.close and _close(centre, citizen, occasion, decision.kind, on, who)
        return Decided(closed=closed)
    pack = rulebook.in_use(centre)
    if form.call_again and decision.kind is OverrideKind.DEFERRED and decision.until_on and pack:
        verdict = _verdict(citizen, pack, on)
        return Decided(waits=summoning.put_off(centre, citizen, decision.until_on, verdict, who) is not None)
    return Decided()


def _close(centre: Centre, citizen: Citizen, occasion: Occasion, kind: OverrideKind, on: date, who: Who) -> bool:
    """Withdraw the summons in the same breath, and keep why: after the decision has ended, it does not count."""
    if not summoning.withdraw_quietly(centre, occasion.id, who, _WITHDRAWALS[kind]):
        return False
    occasion.reasons = [*occasion.reasons, *verdicts.stored(_verdict(citizen, centre.packs[occasion.pack], on))]
    return True


def _replace(citizen_id: int, kind: OverrideKind, who: Who) -> None:
    if kind not in REPLACED:
        return
    standing = select(Override).where(
        Override.citizen_id == citizen_id, Override.kind == kind, Override.ended_at.is_(None)
    )
    for former in db.session.execute(standing.execution_options(populate_existing=True)).scalars():
        _end(former, "override.ended", who)


def _add(citizen: Citizen, decision: Decision, episode: date | None, who: Who) -> None:
    made = Override(
        municipality_id=tenant(),
        public_id=uuid4(),
        citizen_id=citizen.id,
        kind=decision.kind,
        ground=decision.ground,
        from_on=decision.from_on,
        until_on=decision.until_on,
        episode=episode,
        note=decision.note,
        author_id=who.staff_id,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.expire(citizen, ["overrides"])
    days = {"from_on": made.from_on.isoformat(), "until_on": made.until_on.isoformat() if made.until_on else None}
    audit.record("override.added", who, citizen.id, decision=made.kind.value, ground=made.ground.value, **days)


def _end(found: Override, action: str, who: Who) -> None:
    found.ended_at = clock.now()
    audit.record(action, who, found.citizen_id, decision=found.kind.value, ground=found.ground.value)


def _episode(centre: Centre, citizen: Citizen) -> date:
    """Return the first day of the run of unemployment that stands now: by the rules, or by the duty that is open."""
    pack, occasion = rulebook.in_use(centre), occasions.open_of(citizen.id)
    counted = _verdict(citizen, pack, clock.today()).episode if pack else None
    episode = counted or (occasion.episode if occasion else None)
    if episode is None:
        raise Faulty([Fault(None, "ground", Reason.NO_RUN)])
    return episode


def _verdict(citizen: Citizen, pack: Pack, on: date) -> Verdict:
    return eligibility.assess(verdicts.person_of(citizen, citizen.spells, citizen.overrides), pack, on)


def _locked(public_id: UUID, who: Who) -> Citizen | None:
    """Return the person, whose row a sweep takes too: one of the two goes by what the other has left."""
    query = _with_facts().where(Citizen.public_id == public_id, people_of(who))
    return db.session.execute(query.with_for_update(of=Citizen, key_share=True)).scalar()


def _with_facts() -> Any:
    return (
        select(Citizen)
        .options(selectinload(Citizen.spells), selectinload(Citizen.overrides))
        .execution_options(populate_existing=True)
    )
