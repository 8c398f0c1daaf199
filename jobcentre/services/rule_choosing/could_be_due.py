"""Who could be due within some days under a rule pack, as a condition on ``Citizen``.

Wide enough to forget nobody, and far fewer than everybody: the rules have the last word. The pack need not be the one
in use, so the day that is kept with spells (``projecting``) is of no help here.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlalchemy.orm import aliased

from jobcentre.models.citizen import Citizen, Spell
from jobcentre.rules.counting import add_months
from jobcentre.rules.packs import AgeDay, Counting, Method, Pack

SLACK = timedelta(days=4)  # a month's end may count so many days more or less


def could_be_due(pack: Pack, first: date, last: date) -> ColumnElement[bool]:
    """Young enough, and unemployed for long enough by ``last``: by a spell alone, by a date stated, or perhaps.

    Perhaps: the spell follows upon another one, and together they may have lasted for years.
    """
    spell = aliased(Spell)
    enough = [spell.threshold_reached_on <= last]
    for counting in set(pack.counting.values()):
        long = or_(_enough(spell, pack, counting, last), _follows(spell, counting))
        enough.append(and_(spell.benefit_group.in_(counting.benefit_groups), long))
    found = exists().where(
        spell.citizen_id == Citizen.id,
        spell.withdrawn_at.is_(None),
        or_(spell.ended_on.is_(None), spell.ended_on > first),
        or_(*enough),
    )
    return and_(_young(pack, first), found.correlate(Citizen))


def _young(pack: Pack, first: date) -> ColumnElement[bool]:
    if pack.age_measured_on is AgeDay.THRESHOLD:
        return true()
    return Citizen.birth_date > add_months(first, -12 * pack.age_limit)


def _enough(spell: Any, pack: Pack, counting: Counting, last: date) -> ColumnElement[bool]:
    """Whether the spell has enough by itself."""
    if counting.method is Method.CONTINUOUS:
        return spell.started_on <= add_months(last, -pack.threshold_months) + SLACK  # type: ignore[no-any-return]
    if counting.method is Method.ACCUMULATED:
        return spell.started_on <= last - timedelta(days=counting.days)  # type: ignore[no-any-return]
    month = min(counting.full_time_centihours, counting.part_time_centihours)
    return spell.hours * 100 >= month * pack.threshold_months  # type: ignore[no-any-return]


def _follows(spell: Any, counting: Counting) -> ColumnElement[bool]:
    """Whether the spell goes on where another one of its benefit stopped."""
    former = aliased(Spell)
    return (
        exists()
        .where(
            former.citizen_id == spell.citizen_id,
            former.withdrawn_at.is_(None),
            former.id != spell.id,
            former.benefit_group == spell.benefit_group,
            former.started_on <= spell.started_on,
            or_(former.ended_on.is_(None), former.ended_on >= spell.started_on - (counting.gap_days + 1)),
        )
        .correlate(spell)
    )
