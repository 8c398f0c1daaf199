"""Making an occasion and its summons: the written call with the personal link. Nothing here commits."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules import deadlines
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.eligibility import Verdict, too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, availability, links, messaging, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.availability import Chooser
from jobcentre.texts.kinds import Kind

AnyTime = Callable[[Pack, Chooser, date], bool]


def make_occasion(
    citizen: Citizen, pack: Pack, verdict: Verdict | None, who: Who, former: Occasion | None = None
) -> Occasion:
    """Add an occasion to the current transaction: due by ``verdict``, or as a further one after ``former``.

    Does not commit.
    """
    episode, due_on, nth = _duty(verdict, former)
    occasion = Occasion(
        municipality_id=tenant(),
        public_id=uuid4(),
        citizen_id=citizen.id,
        pack=pack.name,
        episode=episode,
        nth=nth,
        due_on=due_on,
        reasons=verdicts.stored(verdict) if verdict else [],
        created_at=clock.now(),
    )
    db.session.add(occasion)
    db.session.flush()
    audit.record("occasion.made", who, citizen.id, due_on=due_on.isoformat(), pack=pack.name)
    return occasion


def _duty(verdict: Verdict | None, former: Occasion | None) -> tuple[date, date, int]:
    if former is not None:
        return former.episode, clock.today(), former.nth + 1
    if verdict is None or verdict.episode is None or verdict.due_on is None:
        raise ValueError("an occasion needs a due verdict or a former occasion")
    return verdict.episode, verdict.due_on, 1


def summon(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who) -> Held | None:
    """Issue the summons, or hold the occasion back and return why. Does not commit.

    Nobody is called while there is no time to choose, no way to reach them, or when they need not book
    themselves: then a person takes over.
    """
    pack = centre.packs[occasion.pack]
    held = why_not(centre, pack, citizen)
    if held is not None:
        if occasion.held is not held:
            occasion.held = held
            audit.record("occasion.held", who, citizen.id, why=held.value)
        return held
    occasion.held = None
    reach = messaging.reach_of(centre, citizen)
    summons = issue(centre, occasion, citizen, who, read_on=_read_on(reach))
    messaging.write(messaging.plan_summons(summons, reach))
    return None


def _read_on(reach: messaging.Reach) -> date:
    """The day on which the summons can be read: who gets it by letter has as many days to choose as anybody."""
    today = clock.today()
    by_letter = Medium.LETTER in reach.routes(Kind.SUMMONS, None)
    return messaging.letter_there_on(today, reach.letter_days) if by_letter else today


def why_not(centre: Centre, pack: Pack, citizen: Citizen, any_time: AnyTime = availability.any_time) -> Held | None:
    """Return why a person cannot be summoned today. Whoever asks about many may answer ``any_time`` from memory."""
    sender = db.session.get_one(Municipality, tenant())
    if not all(text.strip() for text in (sender.name, sender.jobcentre, sender.phone, sender.email)):
        return Held.INCOMPLETE
    if citizen.self_booking_exempt:
        return Held.NO_SELF_BOOKING
    today, limit_on = clock.today(), too_old_on(citizen.birth_date, pack)
    until = moment_of(deadlines.last_day(today, pack, limit_on), MIDNIGHT)
    if not messaging.reach_of(centre, citizen).routes(Kind.SUMMONS, until):
        return Held.NO_ADDRESS
    chooser = availability.chooser_of(citizen)
    in_time = deadlines.leaves_time(today, pack, limit_on) and any_time(
        pack, chooser, deadlines.last_day(today, pack, limit_on)
    )
    return None if in_time else Held.NO_TIMES


def issue(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who, read_on: date | None = None) -> Summons:
    """Add the summons with a new personal link, without any message. Does not commit.

    The days to choose a time count from ``read_on``, or else from today.
    """
    pack, today, public_id = centre.packs[occasion.pack], clock.today(), uuid4()
    # without a message, a summons may be made so late that the birthday comes before the day to book by
    last = deadlines.last_day(today, pack, too_old_on(citizen.birth_date, pack))
    summons = Summons(
        municipality_id=tenant(),
        public_id=public_id,
        occasion_id=occasion.id,
        citizen_id=citizen.id,
        pack=pack.name,
        issued_at=clock.now(),
        book_by=min(deadlines.book_by(read_on or today, pack), last),
        latest_on=last,
        failed_tries=0,
        **links.sealed_token(centre, "summons", public_id),
    )
    db.session.add(summons)
    db.session.flush()
    audit.record("summons.issued", who, citizen.id, summons=str(public_id), book_by=summons.book_by.isoformat())
    return summons
