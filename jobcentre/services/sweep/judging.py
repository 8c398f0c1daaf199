"""What is to be done about one person, as the rows stand now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules import eligibility
from jobcentre.rules.capacity import Group
from jobcentre.rules.eligibility import ReasonCode, Verdict
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.reach import Medium
from jobcentre.services import occasions, verdicts
from jobcentre.services.supply.waiting import open_without_meeting
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
    """Who a person is, for a reader who may see them."""

    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Swept:
    """One person's part of a sweep; ``external_id`` is the case system's.

    ``occasion_id`` is the open occasion to act upon: one held back, never told, to be dropped or withdrawn.
    ``former_id`` is an occasion of the same run that was withdrawn, although the run goes on after all. ``fields``
    names what is empty where ``held`` says so. ``group`` is whose times count, and ``ways`` how a summons would go out;
    both are there for who is to be summoned. A dry run adds the ``face``.
    """

    citizen_id: int
    external_id: str
    act: Act
    verdict: Verdict | None = None
    held: Held | None = None
    occasion_id: int | None = None
    former_id: int | None = None
    fields: tuple[str, ...] = ()
    group: Group | None = None
    ways: tuple[Medium, ...] = ()
    face: Face | None = None

    @property
    def waits_for_times(self) -> bool:
        """Whether the person is to be summoned as soon as there are times."""
        return self.held is Held.NO_TIMES

    @property
    def is_left(self) -> bool:
        """Whether there is nothing to do about the person."""
        return self.act is Act.ALREADY or (self.act is Act.NOT_DUE and self.occasion_id is None)


@dataclass(frozen=True, slots=True)
class File:
    """A person's occasions in order, the one whose summons is open without a meeting, and that one if untold."""

    made: tuple[Occasion, ...] = ()
    waiting: Occasion | None = None
    untold: Occasion | None = None


def files_of(citizen_ids: Sequence[int]) -> dict[int, File]:
    """Read the files of these people as they stand now; two statements for however many."""
    fresh = {"populate_existing": True}
    query = select(Occasion).where(Occasion.citizen_id.in_(citizen_ids)).order_by(Occasion.nth, Occasion.id)
    made: dict[int, list[Occasion]] = {}
    for occasion in db.session.execute(query, execution_options=fresh).scalars():
        made.setdefault(occasion.citizen_id, []).append(occasion)
    waiting, untold = _without_meeting(list(made))
    return {
        citizen_id: File(
            tuple(made.get(citizen_id, ())),
            next((one for one in made.get(citizen_id, ()) if one.id in waiting), None),
            next((one for one in made.get(citizen_id, ()) if one.id in untold), None),
        )
        for citizen_id in citizen_ids
    }


def judge(centre: Centre, pack: Pack, citizen: Citizen, file: File) -> Swept:
    """Judge without acting: ``SUMMONED`` means a summons is to be sent, ``NOT_DUE`` that none is waited for."""
    verdict = _verdict(citizen, pack)
    if file.waiting and (lost := _lost_ground(centre, citizen, file.waiting)):
        return Swept(citizen.id, citizen.external_id, Act.WITHDRAWN, lost, occasion_id=file.waiting.id)
    held = next((one.id for one in file.made if one.held is not None and one.closed_at is None), None)
    waiting_id = held or (file.untold.id if file.untold else None)
    if not verdict.due:
        return Swept(citizen.id, citizen.external_id, Act.NOT_DUE, verdict, occasion_id=waiting_id)
    if file.untold is not None:  # exempt when the summons was to leave, and no longer
        return Swept(citizen.id, citizen.external_id, Act.SUMMONED, verdict, occasion_id=waiting_id)
    same = [one for one in file.made if eligibility.same_episode(verdict, one.episode, one.due_on)]
    gone = occasions.let_go_of(file.made)
    under_way = any(one.closed_at is None for one in file.made)
    if held is None and (under_way or any(one.id not in gone for one in same)):
        return Swept(citizen.id, citizen.external_id, Act.ALREADY, verdict)
    former = same[-1].id if same else None
    return Swept(citizen.id, citizen.external_id, Act.SUMMONED, verdict, occasion_id=held, former_id=former)


def _verdict(citizen: Citizen, pack: Pack) -> Verdict:
    person = verdicts.person_of(citizen, citizen.spells, citizen.overrides)
    return eligibility.assess(person, pack, clock.today())


def _without_meeting(citizen_ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """Return the occasions whose summons is open and has no meeting, and those among them of which nobody knows."""
    if not citizen_ids:
        return set(), set()
    query = (
        select(Occasion.id, finding.never_told().label("untold"))
        .join(Citizen, Citizen.id == Occasion.citizen_id)
        .join(Summons, Summons.occasion_id == Occasion.id)
        .where(Citizen.id.in_(citizen_ids), open_without_meeting())
    )
    rows = db.session.execute(query).all()
    return {row.id for row in rows}, {row.id for row in rows if row.untold}


def _lost_ground(centre: Centre, citizen: Citizen, occasion: Occasion) -> Verdict | None:
    """Return why the duty has ended for good, or nothing: another run or none counts now, or the person is too old.

    Judged under the pack of the occasion. Whoever is exempt, or not due yet by corrected dates, may become due again.
    """
    pack = centre.packs.get(occasion.pack)
    if pack is None:
        return None
    verdict = _verdict(citizen, pack)
    # measured on the day of the summons, age has nothing to say of one that has left
    too_old = verdict.has(ReasonCode.TOO_OLD) and pack.age_measured_on is not AgeDay.SUMMONS
    another = not verdict.due and not eligibility.same_episode(verdict, occasion.episode, occasion.due_on)
    return verdict if too_old or another else None
