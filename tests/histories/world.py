"""A town, two people, and all that may happen to them. Every step is one that the pages offer."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Guarantee, Manner, Outgoing
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.override import Override
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Refusal
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, booking, delivery, summoning, sweep
from jobcentre.services.audit import Who
from jobcentre.services.decisions import deciding
from jobcentre.services.decisions.override_forms import OverrideForm
from jobcentre.services.register import people_edit
from tests.builders import Town, a_citizen, a_spell, a_staff, hours
from tests.histories import oracle
from tests.histories.ears import Ear, Heard, tokens_of, words_of

MONDAY = date(2026, 11, 23)
MANNERS = {
    Medium.EMAIL: Manner(guarantee=Guarantee.NEITHER),
    Medium.SMS: Manner(guarantee=Guarantee.KEY, key_window=timedelta(days=1), wakes=True),
}
Step = Callable[[int, int], None]
ROUNDS = 60  # of delivery, before something goes round in circles


def slot(number: int) -> datetime:
    """Return one of the starts that people choose among: four working days, five times each."""
    day = MONDAY + timedelta(days=(1, 2, 4, 7)[number % 4])
    return datetime.combine(day, time(9 + number // 4 % 5, 30), clock.ZONE)


@dataclass
class World:
    """The town with ears for channels. Whatever is heard that is not true stands in ``lies``."""

    app: Flask
    town: Town
    travel: Callable[[datetime], None]
    ears: dict[Medium, Ear] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    lies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ears = {medium: Ear(medium, self.listen, manner) for medium, manner in MANNERS.items()}
        settings = self.town.centre.settings
        delivery_settings = replace(settings.delivery, batch=3, senders=2)
        self.centre: Centre = replace(
            self.town.centre,
            settings=replace(settings, delivery=delivery_settings),
            channels={ear.name: ear for ear in self.ears.values()},
        )
        self.town.centre = self.centre
        self.staff = [self.town.caseworker.id, a_staff(team=self.town.team, name="Jonas Holm").id]
        hours(db.session.get_one(type(self.town.caseworker), self.staff[1]))
        self.people = [a_citizen(self.centre, mobile=f"+452000000{n}").id for n in (1, 2)]
        for citizen_id in self.people:
            a_spell(db.session.get_one(Citizen, citizen_id))
        sweep.sweep(self.centre)

    def listen(self, ear: Ear, outgoing: Outgoing) -> None:
        """Note what leaves, and whether it is true now."""
        words = words_of(ear.medium, outgoing.content)
        with self.app.app_context(), db.engine.connect() as connection:
            judged = oracle.judge(connection, outgoing.id, outgoing.recipient, words, tokens_of(outgoing, words))
        told = any(one.kind == "summons" and one.summons_id == judged.heard.summons_id for one in self.heard)
        self.lies += [lie for lie in judged.lies if not (told and lie.endswith("exempt"))]  # no news to who knows
        self.heard.append(judged.heard)

    def happen(self, step: Step, person: int, number: int) -> None:
        """Let one thing happen. What is refused is refused; that is part of life."""
        try:
            step(person, number)
        except (Refusal, Nobody):
            db.session.rollback()

    # What may happen. Each is called by its name in a history.

    def book(self, person: int, number: int) -> None:
        booking.book(self.centre, self._summons(person).public_id, slot(number), uuid4(), CITIZEN)

    def book_by_staff(self, person: int, number: int) -> None:
        who = self._clerk()
        booking.book(self.centre, self._summons(person).public_id, slot(number), uuid4(), who)

    def move(self, person: int, number: int) -> None:
        booking.move(self.centre, self._meeting(person).public_id, slot(number), uuid4(), CITIZEN)

    def hand_over(self, person: int, number: int) -> None:
        """Staff move it, to whoever the number says."""
        keeper, who = self.staff[number % 2], self._clerk()
        meeting = self._meeting(person).public_id
        booking.move(self.centre, meeting, slot(number), uuid4(), who, whom=keeper)

    def cancel(self, person: int, number: int) -> None:
        who, ground = ((CITIZEN, CancelGround.ILLNESS), (self._clerk(), CancelGround.MUNICIPALITY))[number % 2]
        booking.cancel(self.centre, self._meeting(person).public_id, ground, uuid4(), who)

    def withdraw(self, person: int, number: int) -> None:
        occasion = self._newest(Occasion, person, Occasion.closed_at.is_(None))
        summoning.withdraw(self.centre, occasion.public_id, Ground.FOUND_WORK, uuid4(), self._clerk())

    def call_again(self, person: int, number: int) -> None:
        occasion = self._newest(Occasion, person)
        summoning.summon_again(self.centre, occasion.public_id, uuid4(), self._clerk())

    def renew_link(self, person: int, number: int) -> None:
        summoning.renew_link(self.centre, self._summons(person).public_id, uuid4(), self._clerk())

    def exempt(self, person: int, number: int) -> None:
        form = OverrideForm(OverrideKind.EXEMPT, "less_intensive", f"{clock.today():%d-%m-%Y}")
        deciding.decide(self.centre, self._person(person).public_id, form, uuid4(), self._clerk())

    def end_exemption(self, person: int, number: int) -> None:
        found = self._newest(Override, person, Override.ended_at.is_(None), missing=None)
        if found is not None:
            deciding.end(self._person(person).public_id, found.public_id, uuid4(), self._clerk())

    def change_address(self, person: int, number: int) -> None:
        """Another mail address or another telephone, as the page of the person saves it."""
        public_id = self._person(person).public_id
        form = people_edit.filled(public_id, self._clerk())
        assert form is not None
        changed = ({"email": f"ny{number}@example.dk"}, {"mobile": f"+4530{number:02d}00{person:02d}"})[number % 2]
        people_edit.save(
            self.centre, public_id, replace(form, person={**form.person, **changed}), uuid4(), self._clerk()
        )

    def night_sweep(self, person: int, number: int) -> None:
        sweep.sweep(self.centre)

    def wait(self, person: int, number: int) -> None:
        minutes = (5, 40, 180, 600, 1440, 2900)[number % 6]
        self.travel(clock.now() + timedelta(minutes=minutes))

    def mood(self, person: int, number: int) -> None:
        """A channel changes its mood; only mail ever breaks for good, so that somebody else is left to tell it."""
        ear = list(self.ears.values())[person]
        moods = ("takes", "busy", "silent", "broken") if ear.medium is Medium.EMAIL else ("takes", "busy", "silent")
        ear.mood = moods[number % len(moods)]

    def deliver(self, person: int, number: int) -> None:
        """Send a batch or a few; what has failed is tried again at once every other time."""
        if number % 2:
            self.try_again()
        for _ in range(1 + number % 4):
            delivery.deliver_due(self.centre)

    def deliver_meanwhile(self, person: int, number: int) -> None:
        """Lease what is due, let something happen, and only then send it."""
        steps = (self.move, self.cancel, self.exempt, self.change_address, self.renew_link, self.withdraw)
        leased = delivery.claim(self.centre)
        self.happen(steps[number % 6], person, number)
        delivery.carry(self.centre, leased)

    # In the end.

    def settle(self) -> None:
        """Let all channels work, wait for the next morning, sweep, and deliver until nothing is due."""
        for ear in self.ears.values():
            ear.mood = "takes"
        self.deliver_all()
        morning = datetime.combine(clock.today() + timedelta(days=1), time(8), clock.ZONE)
        self.travel(morning)
        sweep.sweep(self.centre)
        self.deliver_all()

    def deliver_all(self) -> None:
        for _ in range(ROUNDS):
            self.try_again()
            if not delivery.deliver_due(self.centre).total:
                return
        raise AssertionError("there is always something to deliver")

    def untold(self) -> list[str]:
        with self.app.app_context(), db.engine.connect() as connection:
            return oracle.untold(connection, self.heard)

    def try_again(self) -> None:
        db.session.execute(update(Message).values(next_try_at=None).execution_options(synchronize_session=False))
        db.session.commit()

    def _clerk(self) -> Who:
        return audit.staff(self.staff[0])

    def _person(self, person: int) -> Citizen:
        return db.session.get_one(Citizen, self.people[person], populate_existing=True)

    def _summons(self, person: int) -> Summons:
        found: Summons = self._newest(Summons, person, Summons.closed_at.is_(None))
        return found

    def _meeting(self, person: int) -> Meeting:
        found: Meeting = self._newest(Meeting, person, Meeting.status == MeetingStatus.CONFIRMED)
        return found

    def _newest(self, model: Any, person: int, *conditions: Any, missing: Any = "refuse") -> Any:
        query = select(model).where(model.citizen_id == self.people[person], *conditions).order_by(model.id.desc())
        found = db.session.execute(query.limit(1).execution_options(populate_existing=True)).scalar()
        if found is None and missing == "refuse":
            raise Nobody
        return found


class Nobody(Exception):
    """There is no such summons or meeting at the moment."""


CITIZEN = audit.CITIZEN
STEPS = (
    "book", "book", "book_by_staff", "move", "hand_over", "cancel", "withdraw", "call_again", "renew_link", "exempt",
    "end_exemption", "change_address", "night_sweep", "wait", "wait", "mood", "deliver", "deliver", "deliver_meanwhile",
)  # fmt: skip
