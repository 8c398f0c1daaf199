"""What is to be done about one person, as the rows stand now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules import eligibility
from jobcentre.rules.eligibility import ReasonCode, Verdict
from jobcentre.rules.packs import Pack
from jobcentre.services import verdicts
from jobcentre.services.sweep import finding


class Act(StrEnum):
    """What the sweep did, or in a dry run would do, about one person."""

    SUMMONED = "summoned"
    HELD = "held"
    NOT_DUE = "not_due"
    ALREADY = "already"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Face:
    """Who a person is, for a reader who may see them. ``caseworker`` is the one whose times alone they may choose."""

    public_id: UUID
    name: str
    caseworker: str | None


@dataclass(frozen=True, slots=True)
class Swept:
    """One person's part of a sweep; ``external_id`` is the case system's.

    ``occasion_id`` is the open occasion to act upon: one held back, never told, to be dropped or withdrawn.
    ``former_id`` is an occasion of the same run that was withdrawn, although the run goes on after all. A dry run adds
    the ``face``.
    """

    citizen_id: int
    external_id: str
    act: Act
    verdict: Verdict | None = None
    held: Held | None = None
    occasion_id: int | None = None
    former_id: int | None = None
    face: Face | None = None


def judge(centre: Centre, pack: Pack, citizen: Citizen) -> Swept:
    """Judge without acting: ``SUMMONED`` means a summons is to be sent, ``NOT_DUE`` that none is waited for."""
    verdict, waiting_for_time = _verdict(citizen, pack), _without_meeting(citizen.id)
    if waiting_for_time and (lost := _lost_ground(centre, citizen, waiting_for_time)):
        return Swept(citizen.id, citizen.external_id, Act.WITHDRAWN, lost, occasion_id=waiting_for_time.id)
    made = _occasions(citizen.id)
    held = next((one.id for one in made if one.held is not None and one.closed_at is None), None)
    untold = _without_meeting(citizen.id, finding.never_told()) if waiting_for_time else None
    waiting_id = held or (untold.id if untold else None)
    if not verdict.due:
        return Swept(citizen.id, citizen.external_id, Act.NOT_DUE, verdict, occasion_id=waiting_id)
    if untold is not None:  # exempt when the summons was to leave, and no longer
        return Swept(citizen.id, citizen.external_id, Act.SUMMONED, verdict, occasion_id=waiting_id)
    same = [one for one in made if eligibility.same_episode(verdict, one.episode, one.due_on)]
    under_way = any(one.closed_at is None for one in made)
    if held is None and (under_way or any(not _let_go(one) for one in same)):
        return Swept(citizen.id, citizen.external_id, Act.ALREADY, verdict)
    former = same[-1].id if same else None
    return Swept(citizen.id, citizen.external_id, Act.SUMMONED, verdict, occasion_id=held, former_id=former)


def _verdict(citizen: Citizen, pack: Pack) -> Verdict:
    person = verdicts.person_of(citizen, citizen.spells, citizen.overrides)
    return eligibility.assess(person, pack, clock.today())


def _occasions(citizen_id: int) -> Sequence[Occasion]:
    query = select(Occasion).where(Occasion.citizen_id == citizen_id).order_by(Occasion.nth, Occasion.id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()


def _without_meeting(citizen_id: int, *conditions: ColumnElement[bool]) -> Occasion | None:
    """Return the occasion whose summons is open and has no meeting."""
    query = (
        select(Occasion)
        .join(Citizen, Citizen.id == Occasion.citizen_id)
        .join(Summons, Summons.occasion_id == Occasion.id)
        .where(Citizen.id == citizen_id, finding.open_without_meeting(), *conditions)
        .limit(1)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def _lost_ground(centre: Centre, citizen: Citizen, occasion: Occasion) -> Verdict | None:
    """Return why the duty has ended for good, or nothing: another run or none counts now, or the person is too old.

    Judged under the pack of the occasion. Whoever is exempt, or not due yet by corrected dates, may become due again.
    """
    pack = centre.packs.get(occasion.pack)
    if pack is None:
        return None
    verdict = _verdict(citizen, pack)
    too_old = any(reason.code is ReasonCode.TOO_OLD for reason in verdict.reasons)
    another = not verdict.due and not eligibility.same_episode(verdict, occasion.episode, occasion.due_on)
    return verdict if too_old or another else None


def _let_go(occasion: Occasion) -> bool:
    """Whether a sweep withdrew it: the reasons why stand behind those for which it was made."""
    return any(reason["code"] in finding.LOST for reason in occasion.reasons)
