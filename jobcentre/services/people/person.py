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
from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.municipality import Team
from jobcentre.models.override import Override
from jobcentre.models.staff import Staff
from jobcentre.rules import eligibility
from jobcentre.rules.access import Right, allows, reads_grounds
from jobcentre.rules.packs import Pack
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, rulebook, tasks
from jobcentre.services.audit import Who
from jobcentre.services.messaging import reach_of
from jobcentre.services.people import file, listing
from jobcentre.services.people.listing import PersonRow
from jobcentre.services.tasks import OpenTask
from jobcentre.services.verdicts import person_of
from jobcentre.services.visibility import people_of, role_of
from jobcentre.texts.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Everything the page shows. ``number`` is the CPR number with its last four digits hidden.

    ``standing`` is the case's, whatever ``tasks`` there are. ``ways`` are the channels by which a duty
    would be told today. ``email_refused`` and ``mobile_refused``: the address on file has been found not to work;
    ``landline``: the number takes no SMS.

    ``verdict`` is what the chosen rule says today, with its threshold of ``months``; ``None`` without a rule.
    """

    public_id: UUID
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
    self_booking_exempt: bool
    protected_address: bool
    needs: tuple[str, ...]
    caseworker: str | None
    team: str | None
    standing: PersonRow
    verdict: eligibility.Verdict | None
    months: int
    spells: tuple[file.SpellView, ...]
    exemptions: tuple[file.ExemptionView, ...]
    meetings: tuple[file.PastMeeting, ...]
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
    spells, exemptions = file.spells(citizen.id), file.exemptions(citizen.id)
    return PersonView(
        public_id=citizen.public_id,
        name=citizen.name,
        number=f"{citizen.birth_date:%d%m%y}-••••",
        birth_date=citizen.birth_date,
        age=eligibility.age_on(citizen.birth_date, clock.today()),
        email=citizen.email,
        mobile=citizen.mobile,
        email_refused=citizen.email is not None and citizen.email == citizen.email_refused,
        mobile_refused=citizen.mobile is not None and citizen.mobile == citizen.mobile_refused,
        landline=_is_landline(centre, citizen.mobile),
        sms_stopped=citizen.sms_stopped_at is not None,
        ways=tuple(reach_of(centre, citizen).routes(Kind.SUMMONS, None)),
        tasks=tuple(tasks.of(citizen.id)),
        language=citizen.language,
        digital_post_exempt=citizen.digital_post_exempt,
        self_booking_exempt=citizen.self_booking_exempt,
        protected_address=citizen.protected_address,
        needs=tuple(citizen.needs),
        caseworker=row.caseworker,
        team=row.team,
        standing=listing.standing_of(citizen.id),
        verdict=_verdict(pack, citizen, spells, exemptions),
        months=pack.threshold_months if pack else 0,
        spells=tuple(file.spell_view(spell) for spell in spells),
        exemptions=tuple(file.exemption_view(exemption) for exemption in exemptions),
        meetings=file.meetings(citizen.id, notes=row.reader is not None and allows(row.reader, Right.RECORD_OUTCOME)),
        messages=file.messages(citizen.id),
        history=file.history(citizen.id, grounds=row.reader is not None and reads_grounds(row.reader)),
    )


def _is_landline(centre: Centre, number: str | None) -> bool:
    channel = centre.channels.get(Medium.SMS)
    return number is not None and channel is not None and not channel.accepts(number)


def _verdict(
    pack: Pack | None,
    citizen: Citizen,
    spells: Sequence[Spell],
    exemptions: Sequence[Override],
) -> eligibility.Verdict | None:
    """Return what the rule says today, or nothing while no rule is chosen."""
    if pack is None:
        return None
    return eligibility.assess(person_of(citizen, spells, exemptions), pack, clock.today())
