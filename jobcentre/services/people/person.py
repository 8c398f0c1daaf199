"""One person as their caseworker sees them: facts, where they stand, and what has happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, LeftGround, Spell
from jobcentre.models.municipality import Team
from jobcentre.models.override import Override
from jobcentre.models.staff import Staff
from jobcentre.rules import eligibility
from jobcentre.rules.access import Right, allows, reads_grounds
from jobcentre.rules.packs import Pack
from jobcentre.rules.reach import Medium
from jobcentre.services import asked, audit, occasions, overriding, rulebook, tasks, verdicts
from jobcentre.services.asked import Asked
from jobcentre.services.audit import Who
from jobcentre.services.messaging import reach_of
from jobcentre.services.people import file, listing
from jobcentre.services.people.rows import PersonRow
from jobcentre.services.people.summons import SummonsView, open_summons
from jobcentre.services.tasks import OpenTask
from jobcentre.services.verdicts import Told, person_of
from jobcentre.services.visibility import people_of, role_of
from jobcentre.texts.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Everything the page shows. ``number`` is the CPR number with its last four digits hidden.

    ``standing`` is the case's, whatever ``tasks`` there are. ``ways`` are the channels by which a duty
    would be told today. ``email_refused`` and ``mobile_refused``: the address on file has been found not to work;
    ``landline``: the number takes no SMS.

    ``verdict`` is what the chosen rule says today; ``None`` without a rule. ``told`` is why there is a duty or none: an
    open one is explained by the rule it was made by. ``asked`` is what the citizen has asked for on their page.
    ``held_fields`` is what it lacks.
    """

    public_id: UUID
    external_id: str
    name: str
    number: str
    birth_date: date
    age: int
    email: str | None
    mobile: str | None
    email_refused: bool
    mobile_refused: bool
    landline: bool
    sms_stopped: bool
    ways: tuple[str, ...]
    tasks: tuple[OpenTask, ...]
    language: str
    digital_post_exempt: bool
    no_self_booking: bool
    protected_address: bool
    needs: tuple[str, ...]
    caseworker: str | None
    team: str | None
    left_on: date | None
    left_ground: LeftGround | None
    standing: PersonRow
    summons: SummonsView | None
    verdict: eligibility.Verdict | None
    told: Told
    held_fields: tuple[str, ...]
    spells: tuple[file.SpellView, ...]
    overrides: tuple[file.OverrideView, ...]
    short_notices: tuple[file.ShortNoticeView, ...]
    meetings: tuple[file.PastMeeting, ...]
    asked: tuple[Asked, ...]
    messages: tuple[file.MessageLine, ...]
    history: tuple[file.HistoryItem, ...]


def show(centre: Centre, public_id: UUID, who: Who) -> PersonView | None:
    """Return one person, or ``None`` when there is nobody or not for this reader. Commits the entry of the reading."""
    row = db.session.execute(
        select(
            Citizen,
            Staff.name.label("caseworker"),
            Team.name.label("team"),
            role_of(who).label("reader"),
        )
        .outerjoin(Staff, Staff.id == Citizen.caseworker_id)
        .outerjoin(Team, Team.id == Citizen.team_id)
        .where(Citizen.public_id == public_id, people_of(who))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    audit.record("citizen.seen", who, row.Citizen.id)
    view = _view(centre, row)
    db.session.commit()
    return view


def _view(centre: Centre, row: Any) -> PersonView:
    citizen: Citizen = row.Citizen
    pack = rulebook.in_use(centre)
    spells, overrides = file.spells(citizen.id), file.overrides(citizen.id)
    decided = [row.Override for row in overrides]
    duty, summons = occasions.open_of(citizen.id), open_summons(citizen.id)
    own = centre.packs.get(duty.pack) if duty else pack
    judged = _verdict(own, citizen, spells, decided)
    return PersonView(
        public_id=citizen.public_id,
        external_id=citizen.external_id,
        name=citizen.name,
        number=f"{citizen.birth_date:%d%m%y}-••••",
        birth_date=citizen.birth_date,
        age=eligibility.age_on(citizen.birth_date, clock.today()),
        **_addresses(centre, citizen),
        ways=tuple(reach_of(centre, citizen).routes(Kind.SUMMONS, None)),
        tasks=tuple(tasks.of(citizen.id)),
        language=citizen.language,
        digital_post_exempt=citizen.digital_post_exempt,
        no_self_booking=overriding.no_self_booking(citizen),
        protected_address=citizen.protected_address,
        needs=tuple(citizen.needs),
        caseworker=row.caseworker,
        team=row.team,
        left_on=citizen.left_on,
        left_ground=citizen.left_ground,
        standing=listing.standing_of(pack, citizen.id),
        summons=summons,
        verdict=_verdict(pack, citizen, spells, decided),
        told=verdicts.told(duty.reasons if duty else (), judged, duty is not None and summons is not None),
        held_fields=tuple(duty.held_fields) if duty else (),
        spells=tuple(file.spell_view(spell) for spell in spells),
        short_notices=file.short_notices(citizen.id),
        overrides=tuple(file.override_view(*row) for row in overrides),
        asked=asked.by_person(centre, citizen.id, words=row.reader is not None and allows(row.reader, Right.BOOK_FOR)),
        meetings=file.meetings(citizen.id, notes=row.reader is not None and allows(row.reader, Right.RECORD_OUTCOME)),
        messages=file.messages(citizen.id),
        history=file.history(citizen.id, grounds=row.reader is not None and reads_grounds(row.reader)),
    )


def _addresses(centre: Centre, citizen: Citizen) -> dict[str, Any]:
    return {
        "email": citizen.email,
        "mobile": citizen.mobile,
        "email_refused": citizen.email is not None and citizen.email == citizen.email_refused,
        "mobile_refused": citizen.mobile is not None and citizen.mobile == citizen.mobile_refused,
        "landline": _is_landline(centre, citizen.mobile),
        "sms_stopped": citizen.sms_stopped_at is not None,
    }


def _is_landline(centre: Centre, number: str | None) -> bool:
    channel = centre.channels.get(Medium.SMS)
    return number is not None and channel is not None and not channel.accepts(number)


def _verdict(
    pack: Pack | None,
    citizen: Citizen,
    spells: Sequence[Spell],
    overrides: Sequence[Override],
) -> eligibility.Verdict | None:
    """Return what the rule says today, or nothing while no rule is chosen."""
    if pack is None:
        return None
    return eligibility.assess(person_of(citizen, spells, overrides), pack, clock.today())
