"""Summoning the people somebody has chosen: up to so many at a time, or one of them with fewer days to choose."""

from collections.abc import Sequence
from uuid import UUID

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Occasion
from jobcentre.rules.refusals import Closed
from jobcentre.services import requests, rulebook, summoning
from jobcentre.services.audit import Who
from jobcentre.services.summoning import Called, Notice, making
from jobcentre.services.summoning.calling import called
from jobcentre.services.sweep import finding
from jobcentre.services.sweep.judging import Act, files_of, judge
from jobcentre.services.sweep.preview import with_facts
from jobcentre.services.sweep.running import SweepResult, sweep
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of

MOST = 500


class TooMany(Exception):
    """More people were chosen than are summoned by hand at a time."""


def check(chosen: Sequence[UUID]) -> None:
    """Raise ``TooMany`` for more than ``MOST``."""
    if len(chosen) > MOST:
        raise TooMany()


def summon_chosen(centre: Centre, chosen: Sequence[UUID], request_id: UUID, who: Who) -> SweepResult | None:
    """Summon these people, each judged again as they stand now; the rest stays. Commits.

    Return ``None`` for a form that was sent before. Raises ``TooMany``. Of people who are not ``who``'s nothing is
    done. Should the service stop in the middle, those left are on the list still.
    """
    check(chosen)
    with transaction():
        if requests.seen_before(request_id, "summon chosen", sorted(chosen)):
            return None
        requests.answer(request_id, "")
    return sweep(centre, who=who, only=chosen)


def summon_one(
    centre: Centre, citizen_public_id: UUID, request_id: UUID, who: Who, notice: Notice | None = None
) -> Called:
    """Summon one person who is due and never was, judged as they stand now; return what came of it. Commits.

    Raises ``Closed`` where there is nobody for ``who``, or the rules call for no first summons of theirs.
    """
    asked = (citizen_public_id, *((notice.days, notice.ground.value, notice.note) if notice else ()))
    with transaction():
        if earlier := requests.seen_before(request_id, "summon one", *asked):
            return called(db.session.get_one(Occasion, int(earlier.result or 0)))
        occasion, citizen = _due(centre, citizen_public_id, who)
        summoning.summoned_anew(centre, occasion, citizen, who, notice)
        requests.answer(request_id, str(occasion.id))
        return called(occasion)


def _due(centre: Centre, public_id: UUID, who: Who) -> tuple[Occasion, Citizen]:
    """Make the occasion that the rules call for."""
    pack = rulebook.in_use(centre)
    if pack is None:
        raise Closed()
    due = finding.to_act_upon(pack, clock.today())
    query = with_facts().where(Citizen.public_id == public_id, people_of(who), due)
    citizen: Citizen | None = db.session.execute(query.with_for_update(of=Citizen, key_share=True)).scalar()
    if citizen is None:
        raise Closed()
    file = files_of([citizen.id])[citizen.id]
    judged = judge(centre, pack, citizen, file)
    if judged.act is not Act.SUMMONED or judged.occasion_id is not None:
        raise Closed()
    former = next((one for one in file.made if one.id == judged.former_id), None)
    return making.make_occasion(citizen, pack, judged.verdict, who, former), citizen
