"""Loading the sample municipalities, and saying where to go in them."""

import random
from datetime import time
from uuid import uuid4

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.availability import WeeklyHours
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.municipality import Municipality, Team
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import audit, availability, booking, rulebook, sweep
from jobcentre.services.register import projecting
from jobcentre.services.sample import people
from jobcentre.services.sample.addresses import FIRST_CODE, password
from jobcentre.services.sample.troubles import troubles
from jobcentre.services.sample.waiting import waiting
from jobcentre.services.staff_accounts import passwords
from jobcentre.services.transaction import transaction

PACK = "unge-digital-2021"
MAIL = "eksempel.example"
EARLY_BOOKERS = 3
LINKS_LEFT = 3


def is_empty() -> bool:
    """Whether there is no municipality at all."""
    with unscoped():
        return db.session.execute(select(func.count()).select_from(Municipality)).scalar_one() == 0


def load(centre: Centre, citizens: int, caseworkers: int, municipalities: int, seed: int) -> None:
    """Add made-up municipalities, summon who is due, let a few book, and a few be hard to reach. Commits as it goes.

    The same seed on the same day gives the same people.
    """
    for number in range(municipalities):
        chance = random.Random(f"{seed}:{number}")  # noqa: S311 - made-up people, no secret
        municipality = _municipality(int(FIRST_CODE) - number)
        with scope(municipality.id):
            with transaction():
                rulebook.choose(PACK, centre.packs[PACK].in_force_from, audit.SYSTEM)
            team = _team(centre, municipality, caseworkers)
            _citizens(centre, team, citizens, chance)
            with transaction():
                projecting.project(centre, None)
            sweep.sweep(centre)
            _let_some_book(centre, chance)
            troubles(centre, [citizen.id for _, citizen in waiting()[LINKS_LEFT:]])


def _municipality(code: int) -> Municipality:
    name = "Eksempel" if code == int(FIRST_CODE) else f"Eksempel {code}"
    row = Municipality(
        code=f"{code:04d}",
        name=f"{name} Kommune",
        jobcentre=f"Jobcenter {name}",
        address="Rådhusvej 1, 0000 Eksempel",
        phone="70 10 10 10",
        phone_hours="mandag til fredag kl. 9-15",
        email=f"jobcenter@{MAIL}",
        cvr=f"0000{code:04d}",  # nobody has such a number
        sms_sender="Jobcenter",
    )
    with unscoped(), transaction():
        db.session.add(row)
    return row


def _team(centre: Centre, municipality: Municipality, caseworkers: int) -> list[Staff]:
    """Add a team, its caseworkers with hours, a team leader, an administrator and an auditor."""
    suffix = "" if municipality.code == FIRST_CODE else municipality.code
    password_hash = passwords.hashed(password(centre))
    with transaction():
        team = Team(name="Unge")
        db.session.add(team)
        db.session.flush()
        names = [people.STAFF[n % len(people.STAFF)] for n in range(caseworkers)]
        wanted = [(f"sagsbehandler{n + 1}", name, Role.CASEWORKER) for n, name in enumerate(names)]
        wanted += [
            ("leder", people.LEADER, Role.TEAM_LEADER),
            ("admin", people.ADMINISTRATOR, Role.ADMINISTRATOR),
            ("revision", people.AUDITOR, Role.AUDITOR),
        ]
        staff = [
            Staff(
                team_id=team.id if role in (Role.CASEWORKER, Role.TEAM_LEADER) else None,
                email=f"{login}{suffix}@{MAIL}",
                name=name,
                role=role,
                password_hash=password_hash,
                created_at=clock.now(),
            )
            for login, name, role in wanted
        ]
        db.session.add_all(staff)
        db.session.flush()
        for member in staff[:caseworkers]:
            db.session.add_all(_hours(member))
    return staff[:caseworkers]


def _hours(member: Staff) -> list[WeeklyHours]:
    """Weekdays 9 to 12 and 12.30 to 15, Fridays until noon."""
    spans = [(day, time(9), time(12)) for day in range(1, 6)] + [(day, time(12, 30), time(15)) for day in range(1, 5)]
    return [WeeklyHours(staff_id=member.id, weekday=day, starts=starts, ends=ends) for day, starts, ends in spans]


def _citizens(centre: Centre, team: list[Staff], count: int, chance: random.Random) -> None:
    for person in people.people(count, clock.today(), chance):
        public_id, area = uuid4(), team[0].municipality_id
        sealed = centre.keys.seal(person.cpr.encode(), f"{area}:citizen:{public_id}:cpr")
        with transaction():
            citizen = Citizen(
                public_id=public_id,
                external_id=f"EKS-{person.number}",
                cpr_sealed=sealed.value,
                cpr_key=sealed.key,
                cpr_index=centre.keys.blind(person.cpr, f"{area}:cpr"),
                birth_date=person.birth_date,
                given_name=person.given_name,
                family_name=person.family_name,
                email=person.email,
                mobile=person.mobile,
                language=person.language,
                digital_post_exempt=person.digital_post_exempt,
                protected_address=person.protected_address,
                caseworker_id=team[person.number % len(team)].id if person.number % 2 else None,
                team_id=team[0].team_id,
                created_at=clock.now(),
                updated_at=clock.now(),
            )
            db.session.add(citizen)
            db.session.flush()
            spell = Spell(
                citizen_id=citizen.id,
                benefit_group=BenefitGroup.KONTANTHJAELP,
                started_on=person.started_on,
                created_at=clock.now(),
            )
            db.session.add(spell)


def _let_some_book(centre: Centre, chance: random.Random) -> None:
    open_summonses = waiting()
    for summons, _ in open_summonses[LINKS_LEFT : LINKS_LEFT + EARLY_BOOKERS]:
        days = availability.free_times(centre, summons.public_id).days
        if days:
            starts_at = chance.choice(days[0].times)
            booking.book(centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
