"""Setting a time for somebody: for who has not chosen one, for who cannot, and by hand.

The summons is then one to a fixed time. It is a message like any other, so nobody gets a time that they do not hear of.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import fixing as rules
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.fixing import Choice, Limits, Obstacle
from jobcentre.rules.packs import Pack
from jobcentre.rules.reach import TEXT_MESSAGES, Medium
from jobcentre.rules.refusals import Closed
from jobcentre.services import availability, booking, circles, messaging, occasions, requests
from jobcentre.services.audit import Who
from jobcentre.services.circles import Chooser, Circle
from jobcentre.services.summoning import lacking
from jobcentre.services.summoning.making import issue
from jobcentre.services.transaction import transaction
from jobcentre.texts.kinds import Kind

COMING = timedelta(days=28)  # whose meetings count when it is asked who holds least
A_WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


def set_now(centre: Centre, occasion_public_id: UUID, request_id: UUID, who: Who) -> Obstacle | None:
    """Set a time by hand, and return what stood against it if anything did. Commits.

    Raises ``Closed`` when the duty has ended, is not for ``who``, or has a time already.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "set time", occasion_public_id):
            return Obstacle(earlier.result) if earlier.result else None
        occasion, citizen = occasions.locked(occasion_public_id, who)
        found = set_time(centre, occasion, citizen, who)
        if isinstance(found, Meeting):
            return None
        requests.answer(request_id, found.value)
        return found


def set_time(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who) -> Meeting | Obstacle:
    """Set a time within the caller's transaction, with a summons where there is none; else say what is in the way.

    The caller has locked the occasion. Raises ``Closed`` when there is a time already. Does not commit.
    """
    summons = occasions.open_summons(occasion.id)
    if summons is not None and booking.confirmed(summons.id) is not None:
        raise Closed()
    if summons is not None and summons.locked_at is not None:
        return Obstacle.LINK_LOCKED
    pack = centre.packs[occasion.pack]
    limits = _limits(centre, pack, summons, citizen)
    if limits is None:
        return Obstacle.NO_WAY
    choices = _choices(pack, circles.chooser_of(citizen), limits, summons.id if summons else None)
    first = next(choices, None)
    if first is None:
        return Obstacle.NO_TIMES
    return _set(centre, occasion, summons, citizen, chain([first], choices), who) or Obstacle.NO_TIMES


def _set(
    centre: Centre,
    occasion: Occasion,
    summons: Summons | None,
    citizen: Citizen,
    choices: Iterator[Choice],
    who: Who,
) -> Meeting | None:
    """Book one; a summons that was made for it goes again when all were taken meanwhile."""
    with db.session.begin_nested() as attempt:
        to = summons or issue(centre, occasion, citizen, who)
        meeting = booking.set_for(centre, to, citizen, choices, who)
        if meeting is None:
            attempt.rollback()
            return None
        occasion.held, occasion.held_fields = None, []
    return meeting


def _limits(centre: Centre, pack: Pack, summons: Summons | None, citizen: Citizen) -> Limits | None:
    """The days a time may lie on; none when nothing in writing leads to the citizen: an SMS alone is no summons.

    Who reads it on paper gets the same notice from the day the letter is there.
    """
    reach, today = messaging.reach_of(centre, citizen), clock.today()
    ways = reach.routes(Kind.SUMMONS_FIXED, None)
    if not set(ways) - set(TEXT_MESSAGES):
        return None
    read_on = messaging.letter_there_on(today, reach.letter_days) if Medium.LETTER in ways else today
    last = lacking.last_day(pack, citizen)
    if summons is not None:
        last = min(summons.latest_on, too_old_on(citizen.birth_date, pack) - ONE_DAY)
    return Limits(first=rules.first_day(read_on, pack.no_answer.notice_days), last=last)


def _choices(pack: Pack, chooser: Chooser, limits: Limits, summons_id: int | None) -> Iterator[Choice]:
    """The times in turn: the caseworker's, and when none of those is left, the colleagues'."""
    for circle in dict.fromkeys(chooser.within(circle) for circle in Circle):
        yield from _choices_of(pack, circle, limits, summons_id)


def _choices_of(pack: Pack, chooser: Chooser, limits: Limits, summons_id: int | None) -> Iterator[Choice]:
    """Look them up week by week: mostly the first week has one."""
    begin = limits.first
    while begin <= limits.last:
        end = min(begin + A_WEEK - ONE_DAY, limits.last)
        slots = availability.free_slots(pack, chooser, begin, end, moment_of(begin, MIDNIGHT), summons_id)
        if slots:
            yield from rules.in_turn(slots, _held(), _set_on(begin, end), Limits(first=begin, last=end))
        begin = end + ONE_DAY


def _held() -> dict[int, int]:
    """How many meetings each caseworker has in the coming weeks."""
    now = clock.now()
    coming = Claim.meeting_id.is_not(None), Claim.starts_at >= now, Claim.starts_at < now + COMING
    rows = db.session.execute(select(Claim.staff_id, func.count(Claim.id)).where(*coming).group_by(Claim.staff_id))
    return {row[0]: row[1] for row in rows}


def _set_on(first: date, last: date) -> Counter[tuple[int, date]]:
    """How many times have been set, by caseworker and day."""
    rows = db.session.execute(
        select(Meeting.staff_id, Meeting.starts_at)
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.booked_by == Party.SERVICE)
        .where(Meeting.starts_at >= moment_of(first, MIDNIGHT), Meeting.starts_at < moment_of(last + ONE_DAY, MIDNIGHT))
    )
    return rules.counted((staff_id, starts_at) for staff_id, starts_at in rows)
