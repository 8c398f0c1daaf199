"""Everything that can happen to a time, in any order: hold, book, move, cancel, wait for an earlier one, sweep."""

from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Occasion
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Refusal, SlotTaken
from jobcentre.rules.withdrawal import Ground
from jobcentre.scheduler.timetable import JOBS
from jobcentre.services import audit, availability, booking, held, hours, summoning, waiting_list
from jobcentre.services.circles import Circle
from tests.histories import ledger
from tests.histories.booking_world import BookingWorld

PERSON, TIME = st.integers(0, 2), st.integers(0, 8)
KEEPERS = (0, 1)
DAYS_BEFORE, LATE = (0, 1), 6  # the first two of the three days, and the first start of the last
WAITS = (1, 4, 6, 60, 5 * 60, 24 * 60)  # minutes


class Begins(Enum):
    """With what a life begins."""

    SUMMONED = "summoned"
    WAITING = "waiting"  # everybody has a late time and waits, for none of the days before was open
    ASKED = "asked"  # these days are open after all, and the clock has made its offers


class BookingMachine(BookingWorld):
    """Each rule is one thing that somebody does."""

    @initialize(begins=st.sampled_from((*Begins, Begins.ASKED, Begins.ASKED)))
    def begin(self, begins: Begins) -> None:
        """What takes many steps in the right order hardly ever comes about: in most lives it is there at once."""
        if begins is Begins.SUMMONED:
            return
        for keeper in KEEPERS:
            self.close(keeper, DAYS_BEFORE)
        for person in range(len(self.people)):
            self._book(person, self.start(LATE + person), audit.CITIZEN)
        self.everybody_waits()
        if begins is Begins.ASKED:
            self.be_there_after_all()
            self.offer_what_is_free()

    # What citizens do.

    @rule(person=PERSON, at=TIME)
    def book(self, person: int, at: int) -> None:
        self._book(person, self.start(at), audit.CITIZEN)

    @rule(person=PERSON)
    def book_what_is_shown(self, person: int) -> None:
        """A time that the page shows can be had: nobody is sent in a circle."""
        if (summons := self.summons(person)) and not self.meeting(person):
            offer = availability.free_times(self.centre, summons.public_id)
            if offer.first and booking.standing(self.centre, summons.public_id).state is booking.State.CHOOSE:
                assert self._book(person, offer.first, audit.CITIZEN) is None

    @rule(person=PERSON, at=TIME, circle=st.sampled_from(Circle))
    def hold(self, person: int, at: int, circle: Circle) -> None:
        """Choose a time on the page, and perhaps never come back."""
        if summons := self.summons(person):
            self.attempt(partial(booking.hold, self.centre, summons.public_id, self.start(at), audit.CITIZEN, circle))

    @rule(person=PERSON, at=TIME, instead=TIME, circle=st.sampled_from(Circle))
    def hold_one_and_take_another(self, person: int, at: int, instead: int, circle: Circle) -> None:
        """What was looked at first is free again."""
        self.hold(person, at, circle)
        if meeting := self.meeting(person):
            self.move_to(meeting, self.start(instead), audit.CITIZEN)
        else:
            self._book(person, self.start(instead), audit.CITIZEN)

    @rule(person=PERSON, at=TIME)
    def move(self, person: int, at: int) -> None:
        self._move(person, self.start(at), audit.CITIZEN)

    @rule(person=PERSON, ground=st.sampled_from((CancelGround.ILLNESS, CancelGround.OTHER)))
    def cancel(self, person: int, ground: CancelGround) -> None:
        self._cancel(person, ground, audit.CITIZEN)

    @rule()
    def press_again(self) -> None:
        """The form that was sent last is sent once more: whatever it did, it does nothing now."""
        if self.last is not None:
            before = self.read(ledger.digest)
            self.attempt(self.last)
            assert self.read(ledger.digest) == before

    @rule()
    def everybody_waits(self) -> None:
        for person in range(len(self.people)):
            self.wait_for_an_earlier_time(person)

    @rule(person=PERSON)
    def wait_for_an_earlier_time(self, person: int) -> None:
        if summons := self.summons(person):
            self.last = partial(waiting_list.join, self.centre, summons.public_id, uuid4(), audit.CITIZEN)
            self.attempt(self.last)

    @rule(person=PERSON, reply=st.sampled_from(waiting_list.Reply))
    def answer_an_offer(self, person: int, reply: waiting_list.Reply) -> None:
        """Whoever has an offer may take it; one that is gone is refused, and the time they have stands."""
        if asked := self.asked():
            person, of, offer = asked[person % len(asked)]
            had = self.meeting(person)
            at, before = offer.starts_at, had and had.starts_at
            self.last = partial(waiting_list.answer, self.centre, of, offer.public_id, reply, uuid4(), audit.CITIZEN)
            refusal, has = self.follow(self.last), self.meeting(person)
            taken = reply is waiting_list.Reply.TAKE and refusal is None
            assert has is not None
            assert has.starts_at == (at if taken else before)

    @rule(person=PERSON)
    def take_an_offer(self, person: int) -> None:
        self.answer_an_offer(person, waiting_list.Reply.TAKE)

    @rule(person=PERSON, on_page=st.booleans())
    def answer_too_late(self, person: int, on_page: bool) -> None:
        """Their own time stands, whether or not the clock has ended the offer by then."""
        if asked := self.asked():
            person, of, offer = asked[person % len(asked)]
            self.travel(offer.expires_at)
            if not on_page:
                self.offer_what_is_free()
            had, take = self.meeting(person), waiting_list.Reply.TAKE
            before = had and had.starts_at
            answer = partial(waiting_list.answer, self.centre, of, offer.public_id, take, uuid4(), audit.CITIZEN)
            refusal, has = self.attempt(answer), self.meeting(person)
            assert refusal is not None
            assert (has and has.starts_at) == before

    # What the job centre does.

    @rule(person=PERSON, at=TIME, keeper=st.sampled_from(KEEPERS))
    def book_for(self, person: int, at: int, keeper: int) -> None:
        self._book(person, self.start(at), self.clerk, self.staff[keeper])

    @rule(person=PERSON, at=TIME, keeper=st.sampled_from(KEEPERS))
    def hand_over(self, person: int, at: int, keeper: int) -> None:
        self._move(person, self.start(at), self.clerk, self.staff[keeper])

    @rule(person=PERSON)
    def call_off(self, person: int) -> None:
        self._cancel(person, CancelGround.MUNICIPALITY, self.clerk)

    @rule(person=PERSON)
    def withdraw(self, person: int) -> None:
        query = select(Occasion).where(Occasion.citizen_id == self.people[person], Occasion.closed_at.is_(None))
        if occasion := db.session.execute(query).scalar():
            of, request = occasion.public_id, uuid4()
            self.attempt(lambda: summoning.withdraw(self.centre, of, Ground.FOUND_WORK, request, self.clerk))

    @rule(keeper=st.sampled_from(KEEPERS), day=st.integers(0, 2))
    def take_a_day_off(self, keeper: int, day: int) -> None:
        self.close(keeper, (day,))

    @rule()
    def be_there_after_all(self) -> None:
        """What was closed is open again: times that whoever waits may be offered."""
        for public_id in self.time_off():
            hours.remove_time_off(self.centre, public_id, self.clerk)

    # What the clock does.

    @rule(minutes=st.sampled_from(WAITS))
    def wait(self, minutes: int) -> None:
        self.travel(clock.now() + timedelta(minutes=minutes))

    @rule(job=st.sampled_from(("sweep", "no_answer", "tidy")))
    def run_a_job(self, job: str) -> None:
        self.follow(lambda: JOBS[job].work(self.centre))

    @rule()
    def offer_what_is_free(self) -> None:
        """Whoever waits is asked, and what is held after that can be had."""
        self.follow(lambda: JOBS[waiting_list.JOB].work(self.centre))
        for _, summons, offer in self.asked():
            assert self._shows(summons, offer.starts_at, Circle.COLLEAGUES)

    def _book(self, person: int, at: datetime, who: audit.Who, whom: int | Circle = Circle.OWN) -> Refusal | None:
        if (summons := self.summons(person)) is None:
            return None
        of, shown = summons.public_id, self._shows(summons.public_id, at)
        self.last = partial(booking.book, self.centre, of, at, uuid4(), who, whom)
        refusal = self.attempt(self.last)
        if not who.is_staff and (refusal is None or isinstance(refusal, SlotTaken)):
            assert shown is (refusal is None), "what is shown is what can be had"
        if refusal is None:
            assert held.held(summons.id) is None, "a hold ends with what it was for"
        return refusal

    def _move(self, person: int, at: datetime, who: audit.Who, whom: int | Circle = Circle.OWN) -> None:
        if meeting := self.of_somebody(person):
            self.move_to(meeting, at, who, whom)

    def move_to(self, meeting: Meeting, at: datetime, who: audit.Who, whom: int | Circle = Circle.OWN) -> None:
        of, summons_id = meeting.public_id, meeting.summons_id
        self.last = partial(booking.move, self.centre, of, at, uuid4(), who, whom)
        if self.attempt(self.last) is None:
            assert held.held(summons_id) is None, "a hold ends with what it was for"

    def _cancel(self, person: int, ground: CancelGround, who: audit.Who) -> None:
        if (meeting := self.of_somebody(person)) is not None:
            of = meeting.public_id
            self.last = partial(booking.cancel, self.centre, of, ground, uuid4(), who)
            self.attempt(self.last)

    def _shows(self, summons: UUID, at: datetime, circle: Circle = Circle.OWN) -> bool:
        offer = availability.free_times(self.centre, summons, clock.local(at).date(), circle)
        return any(at in day.times for day in offer.days)
