"""How people are reached: a table of cases, and what holds whatever the case."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.reach import BINDING, TEXT_MESSAGES, Medium, Need, Reachable, Tried, after, routes

POST, LETTER, EMAIL, SMS, NEMSMS = Medium
EVERY = frozenset(Medium)
NOBODY = {"email": False, "mobile": False, "digital_post": False, "sms_stopped": False}

# who, of a house that has every channel: what is open, and by which ways a duty, a reminder and an answer go
TABLE = [
    ("everything", "email mobile post letter", [POST, EMAIL, SMS], [EMAIL, SMS], [SMS]),
    # the print supplier looks the address up by the national number: to a protected one everything goes as to others
    ("protected address, exempt", "email mobile letter", [LETTER, EMAIL, SMS], [EMAIL, SMS], [SMS]),
    ("exempt, too late for a letter", "email mobile", [EMAIL, SMS], [EMAIL, SMS], [SMS]),
    ("no e-mail", "mobile post letter", [POST, SMS], [SMS], [SMS]),
    ("no mobile: the state's SMS", "email post letter", [POST, EMAIL, NEMSMS], [EMAIL, NEMSMS], []),
    ("nothing but a mailbox", "post letter", [POST, NEMSMS], [NEMSMS], []),
    ("nothing but a letter box", "letter", [LETTER], [], []),
    ("nothing at all", "", [], [], []),
    ("wants no SMS", "email mobile post letter stopped", [POST, EMAIL], [EMAIL], [SMS]),
    ("wants no SMS, and has no e-mail", "mobile post letter stopped", [POST], [POST], [SMS]),
    ("wants no SMS, has no other, letter in time", "mobile letter stopped", [LETTER], [], [SMS]),
    ("wants no SMS, and has nothing else", "mobile stopped", [SMS], [], [SMS]),
    ("wants no SMS, has e-mail alone", "email mobile stopped", [EMAIL], [EMAIL], [SMS]),
]


def person(has: str) -> tuple[Reachable, bool]:
    words = has.split()
    return (
        Reachable(
            email="email" in words,
            mobile="mobile" in words,
            digital_post="post" in words,
            sms_stopped="stopped" in words,
        ),
        "letter" in words,
    )


@pytest.mark.parametrize(("who", "has", "duty", "reminder", "answer"), TABLE, ids=[row[0] for row in TABLE])
def test_how_somebody_is_reached(
    who: str, has: str, duty: list[Medium], reminder: list[Medium], answer: list[Medium]
) -> None:
    someone, in_time = person(has)
    found = [list(routes(need, someone, EVERY, in_time)) for need in (Need.BINDING, Need.COURTESY, Need.ANSWER)]
    assert found == [duty, reminder, answer]


@pytest.mark.parametrize(
    ("ways", "duty", "reminder"),
    [
        ({EMAIL}, [EMAIL], [EMAIL]),
        ({SMS}, [SMS], [SMS]),
        ({NEMSMS}, [NEMSMS], [NEMSMS]),
        ({POST}, [POST], [POST]),
        ({LETTER}, [LETTER], []),
        ({LETTER, EMAIL}, [LETTER, EMAIL], [EMAIL]),
        ({SMS, NEMSMS}, [SMS], [SMS]),
        (set(), [], []),
    ],
)
def test_only_by_the_channels_a_house_has(ways: set[Medium], duty: list[Medium], reminder: list[Medium]) -> None:
    someone, in_time = person("email mobile post letter")
    assert list(routes(Need.BINDING, someone, ways, in_time)) == duty
    assert list(routes(Need.COURTESY, someone, ways, in_time)) == reminder


# what failed, what has been tried, what is alive; then what follows
FAILED = [
    ("no mailbox: a letter, whatever company there is", Need.BINDING, POST, {POST, EMAIL}, {EMAIL}, LETTER),
    ("a letter that came back", Need.BINDING, LETTER, {POST, LETTER}, set(), EMAIL),
    ("company bounced, the binding way stands", Need.BINDING, EMAIL, {POST, EMAIL}, {POST}, None),
    ("company bounced, nothing else was sent", Need.BINDING, EMAIL, {EMAIL}, set(), POST),
    ("e-mail bounced, the SMS stands", Need.BINDING, EMAIL, {EMAIL, SMS}, {SMS}, None),
    ("everything tried", Need.BINDING, NEMSMS, EVERY, set(), None),
    ("a reminder bounced, its SMS stands", Need.COURTESY, EMAIL, {EMAIL, SMS}, {SMS}, None),
    ("a reminder bounced", Need.COURTESY, EMAIL, {EMAIL}, set(), SMS),
    ("a reminder got nowhere", Need.COURTESY, SMS, {EMAIL, SMS}, set(), NEMSMS),
    ("a reminder at the end of its tether", Need.COURTESY, NEMSMS, {EMAIL, SMS, NEMSMS}, set(), POST),
    ("a reminder is never a letter", Need.COURTESY, POST, {EMAIL, SMS, NEMSMS, POST}, set(), None),
    ("an answer to an SMS has no other way", Need.ANSWER, SMS, {SMS}, set(), None),
]


@pytest.mark.parametrize(
    ("why", "need", "failed", "tried", "alive", "expected"), FAILED, ids=[row[0] for row in FAILED]
)
def test_what_follows_a_failure(
    why: str, need: Need, failed: Medium, tried: set[Medium], alive: set[Medium], expected: Medium | None
) -> None:
    someone, in_time = person("email mobile post letter")
    assert after(Tried(failed=failed, ways=tried, alive=alive), need, someone, EVERY, in_time) is expected


def test_who_wants_no_sms_gets_the_reminder_by_mail_and_a_duty_by_sms_only_at_last() -> None:
    someone, _ = person("email mobile stopped")
    reminder = Tried(failed=POST, ways={POST}, alive=set())
    assert after(reminder, Need.COURTESY, someone, EVERY, False) is EMAIL
    assert after(Tried(failed=EMAIL, ways={EMAIL}, alive=set()), Need.COURTESY, someone, EVERY, False) is None
    assert after(Tried(failed=EMAIL, ways={EMAIL}, alive=set()), Need.BINDING, someone, EVERY, False) is SMS


reachable = st.builds(Reachable, **dict.fromkeys(NOBODY, st.booleans()))
houses = st.frozensets(st.sampled_from(Medium))


def leads(someone: Reachable, house: frozenset[Medium], in_time: bool) -> set[Medium]:
    """Every way there is, told in another manner than the rule's."""
    open_ways = {EMAIL: someone.email, SMS: someone.mobile, LETTER: in_time}
    open_ways |= dict.fromkeys((POST, NEMSMS), someone.digital_post)
    return {way for way, is_open in open_ways.items() if is_open} & house


@given(reachable, houses, st.booleans(), st.sampled_from(Need))
def test_what_holds_for_everybody(someone: Reachable, house: frozenset[Medium], in_time: bool, need: Need) -> None:
    found = routes(need, someone, house, in_time)
    assert set(found) <= leads(someone, house, in_time)
    assert len(set(found)) == len(found)
    assert sum(way in TEXT_MESSAGES for way in found) <= 1
    assert sum(way in BINDING for way in found) <= 1
    if need is Need.BINDING:
        assert bool(found) == bool(leads(someone, house, in_time)), "whoever can be reached is"
        assert all(way in BINDING for way in found[:1]) or not leads(someone, house, in_time) & set(BINDING)
    if need is Need.COURTESY and someone.sms_stopped:
        assert not set(found) & set(TEXT_MESSAGES)


@given(reachable, houses, st.booleans(), st.sampled_from(Need), st.data())
def test_one_way_after_the_other_and_then_an_end(
    someone: Reachable, house: frozenset[Medium], in_time: bool, need: Need, data: st.DataObject
) -> None:
    """Whatever fails, in whatever order: no way comes twice, and a duty has then tried them all."""
    tried = list(routes(need, someone, house, in_time))
    alive = set(tried)
    for _ in range(len(Medium) + 1):
        if not alive:
            break
        failed = data.draw(st.sampled_from(sorted(alive)))
        alive.discard(failed)
        following = after(Tried(failed=failed, ways=set(tried), alive=set(alive)), need, someone, house, in_time)
        if following is not None:
            assert following not in tried
            assert following in leads(someone, house, in_time)
            assert not (need is Need.COURTESY and someone.sms_stopped and following in TEXT_MESSAGES)
            assert need is Need.BINDING or following is not LETTER
            tried.append(following)
            alive.add(following)
    assert not alive
    if need is Need.BINDING:
        assert set(tried) == leads(someone, house, in_time)


def test_nothing_follows_what_still_may_arrive() -> None:
    """But for the binding way, which is replaced by the other binding one."""
    someone, in_time = person("email mobile post letter")
    for failed, alive in product(Medium, Medium):
        if failed is alive:
            continue
        found = after(Tried(failed=failed, ways={failed, alive}, alive={alive}), Need.BINDING, someone, EVERY, in_time)
        other = ({POST, LETTER} - {failed, alive}).pop() if failed in BINDING and alive not in BINDING else None
        assert found is other
