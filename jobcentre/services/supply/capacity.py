"""The free times of the municipality read once, for counting them for many people (``rules.capacity``)."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.staff import Staff
from jobcentre.rules.capacity import Group, Room, Supply
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.services import availability
from jobcentre.services.supply import waiting

_DAY = timedelta(days=1)


def supply(pack: Pack, last: date) -> Supply:
    """Read what is free until a day: three statements, however many people and caseworkers there are."""
    today = clock.today()
    last = max(last, today)
    rows = db.session.execute(select(Staff.id, Staff.team_id).where(Staff.active))
    teams = {row.id: row.team_id for row in rows}
    return Supply(availability.free_lines(pack, today, last), teams, today, last)


def room(centre: Centre, pack: Pack, last: date, but: Collection[int] = ()) -> tuple[Room, dict[Group, int]]:
    """Return the room there is when everybody with an open summons and no time has one kept, and how many those are.

    They come first, whether there is a time for them or not. ``but`` are citizens counted otherwise. Four statements.
    """
    needing = [row for row in waiting.who_needs_a_time() if row.citizen_id not in but]
    known = supply(pack, max([last, *(row.latest_on for row in needing)]))
    found, kept = Room(known), dict[Group, int]()
    for row in needing:
        group = group_of(known, row.caseworker_id, row.team_id)
        limit_on = too_old_on(row.birth_date, centre.packs[row.pack]) if row.pack in centre.packs else date.max
        found.keep(group, min(row.latest_on, limit_on - _DAY))
        kept[group] = kept.get(group, 0) + 1
    return found, kept


def group_of(known: Supply, caseworker_id: int | None, team_id: int | None) -> Group:
    """Return among whom somebody finds a time in the end: the caseworker's team, else their own, else everybody."""
    return known.shared(shown_first(known, caseworker_id, team_id))


def shown_first(known: Supply, caseworker_id: int | None, team_id: int | None) -> Group:
    """Return whose times somebody is shown first; a caseworker whose account is closed counts as none."""
    return Group.of(caseworker_id if caseworker_id in known.teams else None, team_id)
