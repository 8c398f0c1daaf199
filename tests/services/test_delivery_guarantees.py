"""What a second try may do, by what the other side promises; and what the rest of the service hears of an end."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Guarantee, Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.services import delivery, fallback
from jobcentre.services.delivery import ending
from tests.builders import Town
from tests.services.post import FRIDAY, Post, at_once, booked, deliver, posting, row
from tests.services.ways import tasks

CUT = TemporaryFailure("cut off after the end")
KEY = Manner(guarantee=Guarantee.KEY, key_window=timedelta(hours=1))
REFERENCE = Manner(guarantee=Guarantee.REFERENCE)


@dataclass
class Promising(Post):
    """A post of another manner; what it has ``known`` it finds."""

    promises: Manner = KEY
    known: bool = True
    asked: int = 0

    @property
    def manner(self) -> Manner:
        return self.promises

    def find(self, outgoing: Outgoing) -> Receipt | None:
        self.asked += 1
        return Receipt("found") if self.known else None


def cut(town: Town, post: Post, failure: Exception = CUT) -> list[Outgoing]:
    """Let every first try end like this; return what the other side saw of it."""
    seen: list[Outgoing] = []

    def before(outgoing: Outgoing) -> None:
        seen.append(outgoing)
        raise failure

    post.before = before
    deliver(town.centre, post)
    post.before = lambda outgoing: None
    at_once()
    return seen


def handed_ago(hours: float) -> None:
    ago = func.clock_timestamp() - timedelta(hours=hours)
    db.session.execute(update(Message).where(Message.handed_at.is_not(None)).values(handed_at=ago))
    db.session.commit()


def ids(letters: list[Outgoing]) -> dict[str, object]:
    return {letter.key: letter.id for letter in letters}


def test_a_key_is_sent_again_as_long_as_it_is_remembered(town: Town) -> None:
    booked(town)
    post = Promising()
    first = cut(town, post)
    handed_ago(0.9)
    assert deliver(town.centre, post) == {"sent": 2}
    assert (ids(post.taken), post.asked) == (ids(first), 0)


def test_a_key_that_may_be_forgotten_is_for_a_person_to_see(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, TaskKind]] = []
    monkeypatch.setattr(fallback, "failed", lambda centre, message, why, now: told.append((message.kind, why)))
    booked(town)
    post = Promising()
    cut(town, post)
    handed_ago(1.1)
    assert deliver(town.centre, post) == {"uncertain": 2}
    assert post.taken == []
    assert told == [("confirmation", TaskKind.UNCERTAIN)]
    assert row("confirmation").body_sealed, "what may have been read is kept"


def test_what_certainly_was_not_taken_is_no_older_for_it(town: Town) -> None:
    booked(town)
    post = Promising()
    cut(town, post, TemporaryFailure("refused", certain=True))
    assert row("confirmation").handed_at is None
    handed_ago(1.1)
    assert deliver(town.centre, post) == {"sent": 2}


@pytest.mark.parametrize("known", [True, False])
def test_who_can_be_asked_is_asked_before_a_second_try_and_never_before_the_first(town: Town, known: bool) -> None:
    booked(town)
    post = Promising(promises=REFERENCE, known=known)
    first = cut(town, post)
    assert post.asked == 0
    assert deliver(town.centre, post) == {"sent": 2}
    assert post.asked == 2
    assert ids(post.taken) == ({} if known else ids(first))
    assert row("confirmation").reference == ("found" if known else row("confirmation").reference)
    assert known is (row("confirmation").reference == "found")


def test_who_does_not_answer_is_asked_again_before_anything_is_sent(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(town)
    post = Promising(promises=REFERENCE)
    cut(town, post)

    def silent(outgoing: Outgoing) -> Receipt | None:
        raise TemporaryFailure("no answer", certain=True)

    monkeypatch.setattr(post, "find", silent)
    assert deliver(town.centre, post) == {"postponed": 2}
    assert row("confirmation").handed_at is not None
    assert post.taken == []


def test_other_words_after_a_try_that_may_have_got_through_go_by_another_name(town: Town) -> None:
    booked(town)
    post = Promising(promises=Manner())
    first = cut(town, post)
    db.session.execute(text("update citizen set email = 'ny@example.dk'"))
    db.session.commit()
    deliver(town.centre, post)
    assert post.of("confirmation").id != ids(first)[post.of("confirmation").key]
    assert row("confirmation").public_id == post.of("confirmation").id
    assert post.of("staff_confirmation").id == ids(first)[post.of("staff_confirmation").key]


def test_when_words_were_handed_over_first_stays_known(town: Town) -> None:
    booked(town)
    post = Post()
    cut(town, post)
    handed_ago(5)
    before = row("confirmation").handed_at
    cut(town, post)
    assert before is not None
    assert row("confirmation").handed_at == before


def test_a_receipt_is_expected_as_soon_as_the_channel_says(town: Town) -> None:
    booked(town)
    deliver(town.centre, Promising(promises=Manner(receipt_within=timedelta(hours=48))))
    assert row("confirmation").receipt_by == clock.now() + timedelta(hours=48)


def test_a_channel_that_has_been_turned_off_sends_no_more(town: Town) -> None:
    booked(town)
    db.session.execute(update(Message).where(Message.kind == "confirmation").values(channel="sms"))
    db.session.commit()
    assert deliver(town.centre, Post()) == {"sent": 1, "dead": 1}
    assert (row("confirmation").state, row("confirmation").failure) == (MessageState.DEAD, "channel is off")


REFUSED = PermanentFailure("recipient refused (550 5.1.1)")


def test_another_channel_hears_of_what_did_not_arrive_in_the_same_transaction(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, MessageState, TaskKind]] = []

    def failed(centre: Centre, message: Message, why: TaskKind, now: datetime) -> None:
        heard.append((message.kind, message.state, why))
        message.failure = "seen"

    monkeypatch.setattr(fallback, "failed", failed)
    booked(town)
    cut(town, Post(), REFUSED)
    assert heard == [("confirmation", MessageState.DEAD, TaskKind.BOUNCED)]
    assert row("confirmation").failure == "seen"


def test_a_fault_in_what_comes_after_does_not_hide_the_end(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(*_: object) -> None:
        db.session.execute(text("update message set state = 'void'"))
        raise ZeroDivisionError

    monkeypatch.setattr(fallback, "failed", failed)
    booked(town)
    cut(town, Post(), REFUSED)
    assert row("confirmation").state is row("staff_confirmation").state is MessageState.DEAD
    assert tasks() == [("unreachable", "email")]


def test_an_answer_the_database_cannot_keep_spoils_no_other_end(town: Town) -> None:
    booked(town)
    post = Post()
    centre = posting(town.centre, post)
    batch = delivery.claim(centre)
    good, bad = (ending.sent_now(leased, "ref", None) for leased in batch)
    assert ending.record(centre, [good, replace(bad, reference="a\0b")]) == ["sent", "sent"]
    references = db.session.execute(select(Message.reference).where(Message.state == MessageState.SENT)).scalars()
    assert set(references) == {"ref", None}


def test_what_was_taken_back_while_it_travelled_was_sent_all_the_same(town: Town, post: Post) -> None:
    booked(town, FRIDAY)

    def before(outgoing: Outgoing) -> None:
        db.session.execute(update(Message).values(state=MessageState.VOID))
        db.session.commit()

    post.before = before
    assert deliver(town.centre, post) == {"sent": 1, "void": 1}


def test_what_was_taken_back_and_got_nowhere_stays_taken_back(town: Town, post: Post) -> None:
    booked(town)

    def before(outgoing: Outgoing) -> None:
        db.session.execute(update(Message).values(state=MessageState.VOID))
        db.session.commit()
        raise REFUSED

    post.before = before
    deliver(town.centre, post)
    assert set(db.session.execute(select(Message.state)).scalars()) == {MessageState.VOID}


Travel = Callable[[datetime], None]


def test_at_night_a_reminder_waits_and_an_answer_does_not(town: Town, travel: Travel) -> None:
    booked(town, datetime(2026, 11, 26, 10, tzinfo=clock.ZONE))
    post = Promising(promises=Manner(wakes=True))
    travel(datetime(2026, 11, 23, 23, 0, tzinfo=clock.ZONE))
    db.session.execute(update(Message).values(due_at=clock.now()))
    db.session.execute(update(Message).where(Message.kind == "reminder_hours").values(not_after=clock.now()))
    db.session.commit()
    assert deliver(town.centre, post) == {"sent": 2, "expired": 1}
    assert set(post.kinds()) == {"confirmation", "staff_confirmation"}
    morning = datetime(2026, 11, 24, 7, 0, tzinfo=clock.ZONE)
    waiting = row("reminder_days")
    assert (waiting.due_at, waiting.attempts, waiting.lease) == (morning, 0, None)
    travel(morning)
    assert deliver(town.centre, post) == {"sent": 1}
