"""Making an occasion and its summons: the written call with the personal link. Nothing here commits."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Cause, Held, Occasion, Summons
from jobcentre.rules import deadlines
from jobcentre.rules.capacity import Supply
from jobcentre.rules.eligibility import Verdict
from jobcentre.rules.packs import Pack
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, links, messaging, used_packs, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.summoning import lacking
from jobcentre.services.summoning.lacking import Obstacle
from jobcentre.services.summoning.notice import Notice
from jobcentre.services.supply import capacity, offerings
from jobcentre.texts.kinds import Kind


def make_occasion(
    citizen: Citizen,
    pack: Pack,
    verdict: Verdict | None,
    who: Who,
    former: Occasion | None = None,
    *,
    cause: Cause | None = None,
    due_on: date | None = None,
) -> Occasion:
    """Add an occasion to the current transaction: due by ``verdict``, or as a further one after ``former``.

    Without a ``cause`` of its own it goes on with the former's; a further one is due today, or on ``due_on``. Does not
    commit.
    """
    occasion = new_occasion(citizen, pack, verdict, former, cause, due_on)
    make_all([occasion], who)
    return occasion


def new_occasion(
    citizen: Citizen,
    pack: Pack,
    verdict: Verdict | None,
    former: Occasion | None = None,
    cause: Cause | None = None,
    due_on: date | None = None,
) -> Occasion:
    """Return the same as a row that has not been added yet (``make_all``)."""
    episode, due_on, nth = _duty(verdict, former, due_on)
    return Occasion(
        municipality_id=tenant(),
        public_id=uuid4(),
        citizen_id=citizen.id,
        pack=pack.name,
        episode=episode,
        nth=nth,
        due_on=due_on,
        reasons=verdicts.stored(verdict) if verdict else [],
        cause=cause or (former.cause if former else Cause.THRESHOLD),
        after_id=former.id if former else None,
        created_at=clock.now(),
    )


def make_all(occasions: Sequence[Occasion], who: Who) -> None:
    """Add these occasions; two statements for however many. Does not commit."""
    db.session.add_all(occasions)
    db.session.flush()
    audit.record_each("occasion.made", who, [(one.citizen_id, _facts(one)) for one in occasions])


def _facts(occasion: Occasion) -> dict[str, str]:
    facts = {"due_on": occasion.due_on.isoformat(), "pack": occasion.pack}
    return facts if occasion.cause is Cause.THRESHOLD else facts | {"cause": occasion.cause.value}


def _duty(verdict: Verdict | None, former: Occasion | None, due_on: date | None) -> tuple[date, date, int]:
    if former is not None:
        return former.episode, due_on or clock.today(), former.nth + 1
    if verdict is None or verdict.episode is None or verdict.due_on is None:
        raise ValueError("an occasion needs a due verdict or a former occasion")
    return verdict.episode, verdict.due_on, 1


def summon(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who, notice: Notice | None = None) -> Held | None:
    """Issue the summons, or hold the occasion back and return why. Does not commit.

    Nobody is called while there is no time to choose, no way to reach them, or when they need not book
    themselves: then a person takes over.
    """
    pack = centre.packs[occasion.pack]
    known = capacity.supply(pack, lacking.last_day(pack, citizen))
    obstacle = lacking.why_not(centre, pack, citizen, known)
    if obstacle is not None:
        hold(occasion, obstacle, who)
        return obstacle.held
    call_all(centre, [(occasion, citizen)], who, known, notice)
    return None


def hold(occasion: Occasion, obstacle: Obstacle, who: Who) -> None:
    """Keep why an occasion waits; the same again is nothing new."""
    fields = list(obstacle.fields)
    if occasion.held is obstacle.held and list(occasion.held_fields or []) == fields:
        return
    occasion.held, occasion.held_fields = obstacle.held, fields
    facts: dict[str, Any] = {"fields": fields} if fields else {}
    audit.record("occasion.held", who, occasion.citizen_id, why=obstacle.held.value, **facts)


def call_all(
    centre: Centre,
    calls: Sequence[tuple[Occasion, Citizen]],
    who: Who,
    known: Supply,
    notice: Notice | None = None,
) -> None:
    """Summon people against whom nothing stands, and note what they can choose among; a few statements for all."""
    reaches = [messaging.reach_of(centre, citizen) for _, citizen in calls]
    made = [
        _new_summons(centre, occasion, citizen, _read_on(reach), notice)
        for (occasion, citizen), reach in zip(calls, reaches, strict=True)
    ]
    _issue_all(made, [citizen for _, citizen in calls], who, known, notice)
    for occasion, _ in calls:
        occasion.held, occasion.held_fields = None, []
    messaging.write(
        plan for summons, reach in zip(made, reaches, strict=True) for plan in messaging.plan_summons(summons, reach)
    )


def issue(
    centre: Centre,
    occasion: Occasion,
    citizen: Citizen,
    who: Who,
    read_on: date | None = None,
    notice: Notice | None = None,
) -> Summons:
    """Add the summons with a new personal link, without any message. Does not commit.

    The days to choose a time count from ``read_on``, or else from today; by ``notice`` they may be fewer.
    """
    summons = _new_summons(centre, occasion, citizen, read_on or clock.today(), notice)
    known = capacity.supply(centre.packs[occasion.pack], summons.latest_on)
    _issue_all([summons], [citizen], who, known, notice)
    return summons


def _issue_all(
    made: Sequence[Summons], citizens: Sequence[Citizen], who: Who, known: Supply, notice: Notice | None
) -> None:
    db.session.add_all(made)
    db.session.flush()
    short = {"days": notice.days, "ground": notice.ground.value} if notice else {}
    facts = [
        (one.citizen_id, {"summons": str(one.public_id), "book_by": one.book_by.isoformat(), **short}) for one in made
    ]
    audit.record_each("summons.issued", who, facts)
    groups = [capacity.shown_first(known, citizen.caseworker_id, citizen.team_id) for citizen in citizens]
    offerings.note(
        (offerings.Choice(one.id, group, one.latest_on) for one, group in zip(made, groups, strict=True)), known
    )


def _new_summons(centre: Centre, occasion: Occasion, citizen: Citizen, read_on: date, notice: Notice | None) -> Summons:
    pack, public_id = centre.packs[occasion.pack], uuid4()
    # without a message, a summons may be made so late that the birthday comes before the day to book by
    last = lacking.last_day(pack, citizen)
    used_packs.remember(pack)
    return Summons(
        municipality_id=tenant(),
        public_id=public_id,
        occasion_id=occasion.id,
        citizen_id=citizen.id,
        pack=pack.name,
        issued_at=clock.now(),
        book_by=min(_book_by(pack, read_on, notice), last),
        latest_on=last,
        failed_tries=0,
        short_notice=notice.ground if notice else None,
        short_notice_note=notice.note if notice else "",
        **links.sealed_token(centre, "summons", public_id),
    )


def _read_on(reach: messaging.Reach) -> date:
    """The day on which the summons can be read: who gets it by letter has as many days to choose as anybody."""
    today = clock.today()
    by_letter = Medium.LETTER in reach.routes(Kind.SUMMONS, None)
    return messaging.letter_there_on(today, reach.letter_days) if by_letter else today


def _book_by(pack: Pack, read_on: date, notice: Notice | None) -> date:
    by_rule = deadlines.book_by(read_on, pack)
    return min(notice.book_by(read_on), by_rule) if notice else by_rule
