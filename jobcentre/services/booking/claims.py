"""Who takes a time. The claim has the last word: its constraint is what forbids double booking.

A claim is a meeting's, or holds a time for a while (``models.claim``). Holds that have run out are in nobody's way:
whoever wants their time deletes them and inserts in the same statement. It locks all it deletes in the order of their
ids, so that of two who meet at such rows one waits for the other and never both. The caller has locked the summons.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Executable, Select, and_, any_, bindparam, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from jobcentre import clock
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import NO_OVERLAP, Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Code, NotAllowed, SlotTaken
from jobcentre.services import availability, circles
from jobcentre.services.circles import Chooser, Circle
from jobcentre.services.held import release_hold, release_offer

__all__ = ["candidates", "claim_first", "hold_first", "release", "release_hold", "release_offer"]

_TABLE = table_of(Claim)
_WRITTEN = (
    "municipality_id",
    "meeting_id",
    "summons_id",
    "time_offer_id",
    "staff_id",
    "starts_at",
    "ends_at",
    "expires_at",
)


class _For(Enum):
    """What a time is claimed for, which says what of the same citizen's makes way for it."""

    MEETING = "meeting"
    CHOICE = "choice"
    OFFER = "offer"


def end_of(starts_at: datetime, pack: Pack) -> datetime:
    """Return until when a meeting that begins then keeps somebody, buffer included."""
    return starts_at + timedelta(minutes=pack.duration_minutes + pack.buffer_minutes)


def release(meeting: Meeting) -> None:
    """Free the time of a meeting within the current transaction."""
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id))


def candidates(
    pack: Pack, citizen: Citizen, summons: Summons, starts_at: datetime, whom: int | Circle, keep: int | None = None
) -> list[int]:
    """Return who may take a meeting at ``starts_at``.

    First comes with whom the time is held for the citizen, then the own caseworker, then the one it is kept with. A
    caseworker named by number (staff) need not have hours then. Raises ``SlotTaken`` when nobody is free.
    """
    if isinstance(whom, int):
        return [_named(pack, summons, starts_at, whom)]
    chooser, held = circles.chooser_and_held(citizen, summons.id, starts_at)
    free = availability.free_at(pack, chooser.within(whom), starts_at, summons.id)
    if not free and whom is Circle.OWN and _has_none_left(pack, citizen, summons, chooser):
        free = availability.free_at(pack, chooser.within(Circle.COLLEAGUES), starts_at, summons.id)
    if not free:
        raise SlotTaken()
    first = (held, chooser.caseworker_id, keep)
    return sorted(free, key=lambda one: (*(one != wanted for wanted in first), one))


def _named(pack: Pack, summons: Summons, starts_at: datetime, staff_id: int) -> int:
    """Refuse a caseworker who has left, or is taken: asked before the old time is let go.

    Otherwise two who swap their times at the same moment would each wait for the other's.
    """
    ends_at = end_of(starts_at, pack)
    held = and_(Claim.expires_at > clock.now(), Claim.summons_id != summons.id)
    met = and_(Claim.meeting_id.is_not(None), Claim.meeting_id.not_in(_meetings_of(summons)))
    over = (
        Claim.staff_id == staff_id,
        Claim.starts_at > starts_at - availability.LONGEST_CLAIM,
        Claim.starts_at < ends_at,
        Claim.ends_at > starts_at,
    )
    until = select(func.max(Claim.expires_at)).where(*over, held).scalar_subquery()
    asked = select(exists().where(*over, met).label("met"), until.label("held_until"))
    row = db.session.execute(asked.where(Staff.id == staff_id, Staff.active)).first()
    if row is None:
        raise NotAllowed()
    if row.met:
        raise SlotTaken()
    if row.held_until:
        raise SlotTaken(Code.SLOT_HELD, until=row.held_until)
    return staff_id


def _meetings_of(summons: Summons) -> Select[int]:
    return select(Meeting.id).where(Meeting.summons_id == summons.id)


def _has_none_left(pack: Pack, citizen: Citizen, summons: Summons, chooser: Chooser) -> bool:
    """Whether the assigned caseworker has no times left at all: then the page shows those of the colleagues."""
    if chooser.caseworker_id is None:
        return False
    last = availability.last_day(pack, summons.latest_on, citizen.birth_date)
    return not availability.page_of_times(pack, chooser, last, None, summons.id).days


def claim_first(meeting: Meeting, staff_ids: Sequence[int], pack: Pack) -> None:
    """Claim the meeting's time for the first who is still free and make the meeting theirs; else ``SlotTaken``.

    What was held for its citizen goes.
    """
    staff_id = _first(
        _For.MEETING, meeting.summons_id, meeting.starts_at, staff_ids, pack, meeting_id=meeting.id, summons_id=None
    )
    if meeting.staff_id != staff_id:
        meeting.staff_id = staff_id


def hold_first(
    summons_id: int,
    starts_at: datetime,
    staff_ids: Sequence[int],
    pack: Pack,
    expires_at: datetime,
    time_offer_id: int | None = None,
) -> int:
    """Hold a time for the citizen of a summons with the first who is still free, and return who; else ``SlotTaken``.

    It takes the place of the one held so far, unless it is held because it is offered (``time_offer_id``). Does not
    commit.
    """
    what = _For.CHOICE if time_offer_id is None else _For.OFFER
    ids = {"summons_id": summons_id, "time_offer_id": time_offer_id, "expires_at": expires_at}
    return _first(what, summons_id, starts_at, staff_ids, pack, **ids)


def _first(what: _For, of: int, starts_at: datetime, staff_ids: Sequence[int], pack: Pack, **values: Any) -> int:
    ends_at = end_of(starts_at, pack)
    common = {
        **dict.fromkeys(_WRITTEN),
        "municipality_id": tenant(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "of": of,
        "staff_ids": list(staff_ids),
        "since": starts_at - availability.LONGEST_CLAIM,
        "now": clock.now(),
    }
    for staff_id in staff_ids:
        row = {**common, "staff_id": staff_id, **values}
        if db.session.execute(_claim(what), row).scalar() is not None:
            return staff_id
    raise SlotTaken()


# Statements are made once: making one takes longer than the database takes to answer it.
@cache
def _claim(what: _For) -> Executable:
    """Delete what is in the way and may go, of all who are asked, and claim the time for one unless it is taken."""
    given = {name: bindparam(name, type_=_TABLE.c[name].type) for name in _WRITTEN}
    mine, over = _TABLE.c.summons_id == bindparam("of"), _TABLE.c.expires_at <= bindparam("now")
    chosen = and_(mine, _TABLE.c.time_offer_id.is_(None))
    wanted = and_(
        _TABLE.c.staff_id == any_(bindparam("staff_ids", type_=ARRAY(BigInteger))),
        _TABLE.c.starts_at > bindparam("since"),
        _TABLE.c.starts_at < given["ends_at"],
        _TABLE.c.ends_at > given["starts_at"],
    )
    ways = {
        _For.MEETING: or_(chosen, and_(wanted, or_(over, mine))),
        _For.CHOICE: or_(chosen, and_(wanted, over)),
        _For.OFFER: and_(wanted, over),
    }
    goes = and_(_TABLE.c.municipality_id == given["municipality_id"], ways[what])
    locked = select(_TABLE.c.id).where(goes).order_by(_TABLE.c.id).with_for_update().cte("locked")
    gone = delete(_TABLE).where(_TABLE.c.id.in_(select(locked.c.id))).returning(_TABLE.c.id).cte("gone")
    # counted, so that they are gone before the row comes
    done = select(func.count().label("number")).select_from(gone).subquery()
    row = select(*given.values()).select_from(done)
    into = insert(_TABLE).from_select(list(_WRITTEN), row)
    return into.on_conflict_do_nothing(constraint=NO_OVERLAP).returning(_TABLE.c.id)
