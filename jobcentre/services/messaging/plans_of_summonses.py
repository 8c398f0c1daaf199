"""What must be said of a summons: each function returns the rows to be, none writes them."""

from datetime import timedelta

from jobcentre import clock
from jobcentre.models.occasion import Summons
from jobcentre.rules.chasing import Chase
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.services.messaging.routing import Reach
from jobcentre.services.messaging.rows import Plan, by_every_way
from jobcentre.texts.kinds import Kind


def plan_summons(summons: Summons, reach: Reach, version: int = 1) -> list[Plan]:
    """Plan the summons itself; it makes sense until the last day on which the interview may be held."""
    plan = Plan(
        subject=f"summons:{summons.id}",
        version=version,
        kind=Kind.SUMMONS,
        due_at=clock.now(),
        not_after=moment_of(summons.latest_on + timedelta(days=1), MIDNIGHT),
        columns={"citizen_id": summons.citizen_id, "summons_id": summons.id},
    )
    return by_every_way(plan, reach)


def plan_chaser(summons: Summons, chase: Chase, reach: Reach) -> list[Plan]:
    """Plan to remind somebody of choosing; no letter goes for it, so there may be nothing to plan.

    A last day that has moved has reminders of its own.
    """
    plan = Plan(
        subject=f"summons:{summons.id}",
        version=summons.book_by.toordinal(),
        kind=Kind.CHASER,
        nth=chase.nth,
        due_at=clock.now(),
        not_after=chase.not_after,
        columns={"citizen_id": summons.citizen_id, "summons_id": summons.id},
    )
    return by_every_way(plan, reach)


def plan_withdrawn(summons: Summons, reach: Reach) -> list[Plan]:
    """Plan to say that a summons no longer holds; after two weeks it is no news."""
    plan = Plan(
        subject=f"summons:{summons.id}",
        version=1,
        kind=Kind.WITHDRAWN,
        due_at=clock.now(),
        not_after=clock.now() + timedelta(days=14),
        columns={"citizen_id": summons.citizen_id, "summons_id": summons.id},
    )
    return by_every_way(plan, reach)
