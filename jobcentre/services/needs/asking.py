"""A citizen asks for something, and takes it back.

Nothing is granted by itself: a caseworker is called for. Asking blocks nothing else; a time may be booked all the same.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.need import Need
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules import access
from jobcentre.rules import forms as form_rules
from jobcentre.rules import needs as rules
from jobcentre.rules.needs import NeedKind
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Closed, Code, Invalid
from jobcentre.services import asked, audit, forms, links, requests, tasks, throttle
from jobcentre.services.asked import Asked
from jobcentre.services.audit import Who
from jobcentre.services.needs import following
from jobcentre.services.transaction import transaction

_OTHER_FORM = {NeedKind.TELEPHONE: NeedKind.IN_PERSON, NeedKind.IN_PERSON: NeedKind.TELEPHONE}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to ask for, read already (``rules.needs``). ``detail`` is a language's code."""

    kind: NeedKind
    detail: str = ""
    words: str = ""


def of(centre: Centre, summons_public_id: UUID) -> tuple[Asked, ...]:
    """Return what a citizen has asked for under a summons and wants still."""
    return asked.under(centre, summons_public_id)


def shown(centre: Centre, summons_public_id: UUID) -> tuple[Asked, ...]:
    """Return the same, and beside it what somebody has seen to, which is over with that."""
    return asked.shown(centre, summons_public_id)


def known(summons_public_id: UUID) -> tuple[str, ...]:
    """Return what the case system says that the citizen needs, as codes."""
    query = select(Citizen.needs).join(Summons, Summons.citizen_id == Citizen.id)
    return tuple(db.session.execute(query.where(Summons.public_id == summons_public_id)).scalar() or ())


def ask(centre: Centre, summons_public_id: UUID, wanted: Wanted, request_id: UUID, who: Who) -> None:
    """Ask for something, and call for a caseworker; commits. The same asked again takes the place of the former.

    Raises ``Closed`` where no interview is to come, ``Invalid`` for a form that is not to be asked for, ``Throttled``.
    """
    throttle.check(centre, f"needs:{tenant()}:{summons_public_id}", access.NEEDS_PER_LINK)
    with transaction():
        words = centre.keys.blind(wanted.words, "words asked").hex()
        if requests.seen_before(request_id, "need", summons_public_id, wanted.kind, wanted.detail, words):
            return
        summons, citizen = _locked(summons_public_id, who)
        _check(centre, summons, citizen, wanted.kind)
        standing = asked.open_rows(summons.id)
        if any(_same(need, wanted) for need in standing):
            return
        for need in standing:
            if need.kind in (wanted.kind, _OTHER_FORM.get(wanted.kind)):
                need.ended_at = clock.now()
        _add(centre, summons, wanted)
        tasks.open_task(TaskKind.NEEDS, citizen.id)
        audit.record("need.asked", who, citizen.id, need=wanted.kind.value)


def take_back(summons_public_id: UUID, need: UUID, request_id: UUID, who: Who) -> bool:
    """Take back what was asked for; commits. What is over already stays so. ``False``: it was never theirs.

    Where somebody has seen to it, they are called for again: an interpreter may have been ordered.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "need back", summons_public_id, need):
            return earlier.result == "theirs"
        summons, citizen = _locked(summons_public_id, who)
        found = next((one for one in asked.open_rows(summons.id) if one.public_id == need), None)
        theirs = found is not None or asked.is_of(need, summons.id)
        requests.answer(request_id, "theirs" if theirs else "")
        if found is None:
            return theirs
        found.ended_at = clock.now()
        audit.record("need.taken_back", who, citizen.id, need=found.kind.value)
        if found.seen_at is not None:
            tasks.open_task(TaskKind.NEEDS, citizen.id)
        else:
            following.settle(citizen.id, who)
        return True


def _locked(public_id: UUID, who: Who) -> tuple[Summons, Citizen]:
    row = db.session.execute(
        select(Summons, Citizen)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == public_id)
        .with_for_update(of=(Occasion, Summons))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise Closed()
    links.hold(row.Summons, who)
    return row.Summons, row.Citizen


def _meeting(summons_id: int) -> Meeting | None:
    query = select(Meeting).where(Meeting.summons_id == summons_id, Meeting.status == MeetingStatus.CONFIRMED)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def _check(centre: Centre, summons: Summons, citizen: Citizen, kind: NeedKind) -> None:
    meeting = _meeting(summons.id)
    ahead = meeting is not None and meeting.outcome is None and clock.now() < meeting.ends_at
    to_choose = meeting is None and summons.closed_at is None and clock.today() <= summons.latest_on
    if not (ahead or to_choose):
        raise Closed()
    if kind not in rules.FORMS:
        return
    pack = centre.packs[summons.pack]
    found = forms.situation(pack, summons, citizen)
    if rules.FORMS[kind] not in askable(form_rules.begins_with(pack, found), form_rules.to_choose(pack, found)):
        raise Invalid(Code.FORM_NOT_OFFERED)


def askable(has: Form, choices: tuple[Form, ...]) -> tuple[Form, ...]:
    """Return the forms to ask for: not the one it has, nor what the citizen may choose without asking."""
    return tuple(form for form in rules.FORMS.values() if form is not has and form not in choices)


def _same(need: Need, wanted: Wanted) -> bool:
    """Whether it is asked for already, in no more words."""
    return (need.kind, need.detail) == (wanted.kind, wanted.detail) and not wanted.words and not need.words_sealed


def _add(centre: Centre, summons: Summons, wanted: Wanted) -> None:
    public_id = uuid4()
    sealed = centre.keys.seal(wanted.words.encode(), asked.place(public_id)) if wanted.words else None
    need = Need(
        municipality_id=tenant(),
        public_id=public_id,
        summons_id=summons.id,
        citizen_id=summons.citizen_id,
        kind=wanted.kind,
        detail=wanted.detail,
        words_sealed=sealed.value if sealed else None,
        words_key=sealed.key if sealed else None,
        created_at=clock.now(),
    )
    db.session.add(need)
    db.session.flush()
