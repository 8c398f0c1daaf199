"""A town with something behind every address, who may come to it, and what the database holds afterwards."""

from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

from flask import Flask
from PIL import Image
from sqlalchemy import select, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from jobcentre.models.base import Base, db
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.models.reply import Reply
from jobcentre.models.staff import AccountLink, AccountPurpose, Staff
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Outcome
from jobcentre.services import attendance, audit, booking, documents, inbound, links
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_staff, a_summons, saved
from tests.conftest import NOW
from tests.services.post import Post, deliver
from tests.web.colleague import signed_in
from tests.web.rooms import by_link
from tests.web.visitor import FIRST, LATER, Visitor, arrived, code, known, link_of

# Who looks at a page leaves an entry in the trail, and is counted. Nothing else may change.
MAY_GROW = {"audit_entry", "throttle"}
ARRIVED = "a citizen before the question"
FREE = FIRST + timedelta(hours=3)
METHODS = ("GET", "HEAD", "OPTIONS")
NAME = "20261123T080000Z-meeting+17+1+confirmation+1+citizen+email"
# What an argument of an address stands for, by the address up to it. A new one needs a line here.
PERSON, MEETING = "/caseworker/people/<uuid:public_id>", "/caseworker/meetings/<uuid:public_id>"
FIXED: dict[str, object] = {
    f"{PERSON}/override/<kind>": "deferred",
    "/admin/texts/<kind>": "moved",
    "/admin/texts/<kind>/<language>": "da",
    "/dev/inbox/<name>": f"{NAME}.eml",
    "/dev/inbox/<name>/part/<int:number>": 1,
    "/dev/inbox/letters/<name>": f"{NAME}.json",
    "/dev/inbox/post/<name>": f"{NAME}.xml",
    "/dev/inbox/sms/<name>": f"{NAME}.json",
    "/static/<path:filename>": "app/app.css",
}
# What makes a page more than its bare address does.
QUERIES: dict[str, str] = {
    "booking.show": f"?slot={code(FREE)}",
    "booking.check": f"?slot={code(FREE)}",
    "booking.move_check": f"?slot={code(FREE)}",
    "admin.rules_preview": "?pack=frit-valg-2023&from-day=1&from-month=1&from-year=2027",
    "caseworker.people": "?standing=overdue",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """One browser, as it stood when the walk began: each request starts from the same cookies."""

    name: str
    cookies: dict[str, str]

    def ask(self, app: Flask, method: str, path: str) -> TestResponse:
        client = app.test_client()
        for name, value in self.cookies.items():
            client.set_cookie(name, value)
        answer = Context().run(client.open, path, method=method)
        answer.close()
        return answer


@dataclass(frozen=True, slots=True)
class Ground:
    """The town of the walk: who walks, and what the arguments of addresses stand for."""

    actors: tuple[Actor, ...]
    values: dict[str, object]

    @property
    def tokens(self) -> list[str]:
        """The places at which a token stands."""
        return [place for place in self.values if place.endswith("token>")]

    def path(self, app: Flask, rule: Rule) -> str:
        """The address of a rule; says what to add when an argument is not known."""
        values = {}
        for argument in rule.arguments:
            place = next(rule.rule[: end + 1] for end in _ends(rule.rule) if f"{argument}>" in rule.rule[: end + 1])
            assert place in self.values, f"say in tests/web/walking.py (_values) what {place} stands for"
            values[argument] = self.values.get(rule.endpoint, self.values[place])
        with app.test_request_context():
            built = app.url_map.bind("").build(rule.endpoint, values)
        return str(built) + QUERIES.get(rule.endpoint, "")


def ground(app: Flask, town: Town) -> Ground:
    """People in every standing, staff in every role, a message, a reply, a file and an offer."""
    citizens = {name: _summons(town, name) for name in ("choosing", "booked", "moved", "late", "over", "ended")}
    soon = _lives(town, citizens)
    staff: dict[Role, Staff] = {role: a_staff(role=role, team=town.team) for role in Role}
    staff[Role.CASEWORKER] = town.caseworker
    visitors = {
        "a stranger": Visitor(app),
        ARRIVED: arrived(app, town.centre, citizens["choosing"]),
        **{f"a citizen who is {name}": known(app, town.centre, one) for name, one in citizens.items()},
        "a guest of a meeting": by_link(app, town, soon),
        **{f"a {role.value}": signed_in(app, one) for role, one in staff.items()},
    }
    values = _values(town, citizens, soon)
    db.session.rollback()  # a reading transaction would be ended for its idleness while everybody walks
    return Ground(tuple(Actor(name, _cookies(one)) for name, one in visitors.items()), values)


def _lives(town: Town, citizens: dict[str, Summons]) -> Meeting:
    """What has happened to each of them; returns a meeting of somebody else, whose door is open."""
    centre, booked = town.centre, citizens["booked"]
    booking.book(centre, booked.public_id, FIRST, uuid4(), audit.CITIZEN)
    moved = booking.book(centre, citizens["moved"].public_id, FIRST + timedelta(hours=1), uuid4(), audit.CITIZEN)
    booking.move(centre, moved, LATER, uuid4(), audit.CITIZEN)
    a_meeting(centre, town.caseworker, citizens["late"])
    missed = a_meeting(centre, town.caseworker, citizens["over"], starts_at=NOW - timedelta(days=1))
    attendance.record(centre, missed.public_id, Outcome.ABSENT, "", uuid4(), audit.staff(town.caseworker.id))
    soon = a_meeting(centre, town.caseworker, starts_at=NOW + timedelta(minutes=5))
    citizens["ended"].closed_at = NOW
    db.session.commit()
    deliver(centre, Post())
    mail = f"From: {booked.citizen.email}\r\nTo: jobcenter@eksempel.example\r\nMessage-ID: <1@x>\r\n\r\nHej"
    assert inbound.receive_mail(centre, mail.encode())
    offered(town, citizens["moved"], moved)
    return soon


def _values(town: Town, citizens: dict[str, Summons], soon: Meeting) -> dict[str, object]:
    """What an argument stands for, by the address up to it, or by the endpoint where that is somebody else."""
    choosing, booked = citizens["choosing"], citizens["booked"]
    return {
        **FIXED,
        PERSON: booked.citizen.public_id,
        MEETING: soon.public_id,
        "caseworker.person_set_time_check": choosing.citizen.public_id,
        "caseworker.person_summon": citizens["over"].citizen.public_id,
        "/admin/staff/<uuid:public_id>": town.caseworker.public_id,
        "/admin/teams/<uuid:public_id>": town.team.public_id,
        "/b/<path:token>": link_of(town.centre, choosing).removeprefix("/b/"),
        "/m/<path:token>": links.token_of(town.centre, soon),
        "/account/choose/<token>": _welcome(town),
        f"{PERSON}/messages/<uuid:message>": _id_of(Message, booked.citizen_id),
        f"{PERSON}/documents/<uuid:document>": attached(town, booked),
        f"{PERSON}/replies/<uuid:reply_id>": _id_of(Reply, booked.citizen_id),
        **dict.fromkeys(NOBODYS, uuid4()),
    }


# Only forms are sent there, or what they stand for needs a day of its own: asking leads to a 404 or 405.
NOBODYS = (
    "/admin/rules/<uuid:public_id>",
    "/admin/texts/<kind>/<language>/restore/<uuid:public_id>",
    "/caseworker/hours/off/<uuid:public_id>",
    "/caseworker/import/<uuid:request_number>",
    f"{PERSON}/override/<uuid:override_id>",
    f"{PERSON}/tasks/<uuid:task>",
)


def digest() -> dict[str, str]:
    """Count and content of every table that must not change, one statement each."""
    found = {}
    with db.engine.connect() as connection:
        for table in sorted(set(Base.metadata.tables) - MAY_GROW):
            content = "md5(coalesce(string_agg(row::text, '|' order by row::text), ''))"
            query = f"select count(*) || ' ' || {content} from \"{table}\" row"
            found[table] = str(connection.execute(text(query)).scalar_one())
    return found


def attached(town: Town, summons: Summons) -> object:
    """A picture that the citizen of a booked summons has sent."""
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    attachment = documents.examine(town.centre, summons.public_id, "brev.png", picture.getvalue())
    meeting = db.session.scalars(select(Meeting).where(Meeting.summons_id == summons.id)).one()
    made = documents.attach(town.centre, meeting, meeting.citizen_id, attachment, audit.CITIZEN)
    db.session.commit()
    return made


def offered(town: Town, summons: Summons, meeting: UUID) -> None:
    """An earlier time that waits for the citizen's answer."""
    booked = db.session.scalars(select(Meeting).where(Meeting.public_id == meeting)).one()
    ids = {"summons_id": summons.id, "public_id": uuid4()}
    whose = {**ids, "citizen_id": booked.citizen_id, "meeting_id": booked.id}
    entry = saved(WaitingEntry(**whose, known_starts=[], created_at=NOW))
    when = {"starts_at": FIRST + timedelta(hours=2), "made_at": NOW, "expires_at": NOW + timedelta(hours=1)}
    ids["public_id"] = uuid4()
    offer = saved(TimeOffer(**ids, waiting_entry_id=entry.id, staff_id=town.caseworker.id, **when))
    times = {"starts_at": when["starts_at"], "ends_at": when["starts_at"] + timedelta(minutes=30)}
    saved(
        Claim(
            staff_id=town.caseworker.id,
            time_offer_id=offer.id,
            expires_at=when["expires_at"],
            summons_id=summons.id,
            **times,
        )
    )


def _summons(town: Town, name: str) -> Summons:
    citizen = a_citizen(town.centre, family_name=name, team_id=town.team.id)
    a_spell(citizen)
    return a_summons(town.centre, citizen)


def _welcome(town: Town) -> str:
    public_id = uuid4()
    sealed = links.sealed_token(town.centre, "account_link", public_id)
    times = {"created_at": NOW, "expires_at": NOW + timedelta(days=7)}
    link = AccountLink(
        public_id=public_id, staff_id=town.caseworker.id, purpose=AccountPurpose.WELCOME, **times, **sealed
    )
    return links.token_of(town.centre, saved(link))


def _id_of(model: type[Message] | type[Reply], citizen_id: int) -> object:
    """The latest one that has been sent or has come."""
    rows = select(model.public_id).where(model.citizen_id == citizen_id)
    if model is Message:
        rows = rows.where(Message.sent_at.is_not(None), Message.staff_id.is_(None))
    return db.session.scalars(rows).one()


def _ends(rule: str) -> Iterator[int]:
    return (at for at, letter in enumerate(rule) if letter == ">")


def _cookies(one: object) -> dict[str, str]:
    jar = one.client._cookies  # type: ignore[attr-defined]
    return {cookie.key: cookie.value for cookie in jar.values()}
