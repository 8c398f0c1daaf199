"""What stands in the way whatever the count says: decisions of a person and having left, a day on both sides."""

from datetime import date, timedelta

import pytest

from jobcentre.rules.eligibility import Override, ReasonCode, assess
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import Pack
from tests.rules.persons import ON, C, codes, facts, person, spell

ONE_DAY = timedelta(days=1)
DUE = spell("2026-01-01")
FIRST, LAST = date(2026, 11, 20), date(2026, 12, 4)


@pytest.mark.parametrize(
    ("kind", "code"), [(OverrideKind.EXEMPT, C.EXEMPT), (OverrideKind.DEFERRED, C.DEFERRED)], ids=["exempt", "deferred"]
)
@pytest.mark.parametrize(
    ("on", "stops"),
    [(FIRST - ONE_DAY, False), (FIRST, True), (LAST, True), (LAST + ONE_DAY, False)],
    ids=["eve", "first", "last", "next"],
)
def test_both_days_are_inclusive(pack: Pack, kind: OverrideKind, code: ReasonCode, on: date, stops: bool) -> None:
    decided = Override(kind=kind, ground="other", from_on=FIRST, until_on=LAST)
    verdict = assess(person(DUE, overrides=(decided,)), pack, on)
    assert (verdict.due, code in codes(verdict)) == (not stops, stops)
    assert verdict.projected_on == date(2026, 7, 1), "a decision does not move the day"
    if stops:
        assert facts(verdict, code) == {
            "ground": "other",
            "from_on": FIRST,
            "until_on": LAST,
            "days": (LAST - on).days,
        }


@pytest.mark.parametrize("kind", [OverrideKind.CHASING_PAUSED, OverrideKind.NO_SELF_BOOKING])
def test_what_concerns_messages_alone_leaves_the_duty(pack: Pack, kind: OverrideKind) -> None:
    decided = Override(kind=kind, ground="other", from_on=FIRST, until_on=LAST)
    assert assess(person(DUE, overrides=(decided,)), pack, ON).due


@pytest.mark.parametrize(
    ("start", "stops"),
    [
        ("2026-01-01", True),
        ("2025-12-24", True),  # its first day has been corrected
        ("2026-03-01", True),
        ("2026-04-15", True),  # on the very day of the decision
        ("2026-04-16", False),  # a new run
    ],
)
def test_not_relevant_is_about_its_own_run(pack: Pack, start: str, stops: bool) -> None:
    decided = Override(
        kind=OverrideKind.NOT_RELEVANT, ground="other", from_on=date(2026, 4, 15), episode=date(2026, 1, 1)
    )
    verdict = assess(person(spell(start), overrides=(decided,)), pack, ON)
    assert (verdict.due, C.NOT_RELEVANT in codes(verdict)) == (not stops, stops)


def test_a_run_that_ended_before_the_episode_is_another(pack: Pack) -> None:
    decided = Override(
        kind=OverrideKind.NOT_RELEVANT, ground="other", from_on=date(2026, 1, 1), episode=date(2026, 12, 1)
    )
    assert assess(person(spell("2026-01-01", "2026-12-01"), overrides=(decided,)), pack, ON).due
    assert not assess(person(spell("2026-01-01", "2026-12-02"), overrides=(decided,)), pack, ON).due


@pytest.mark.parametrize("ground", ["dead", "emigrated", "moved"])
@pytest.mark.parametrize(("on", "gone"), [(FIRST - ONE_DAY, False), (FIRST, True), (FIRST + ONE_DAY, True)])
def test_who_has_left_is_not_called(pack: Pack, ground: str, on: date, gone: bool) -> None:
    verdict = assess(person(DUE, left_on=FIRST, left_ground=ground), pack, on)
    assert (verdict.due, C.LEFT in codes(verdict)) == (not gone, gone)
    if gone:
        assert facts(verdict, C.LEFT) == {"left_on": FIRST, "ground": ground}


@pytest.mark.parametrize(("left_on", "projected"), [("2027-05-19", False), ("2027-05-20", False), ("2027-05-21", True)])
def test_who_leaves_before_the_day_is_not_projected(pack: Pack, left_on: str, projected: bool) -> None:
    leaving = person(spell("2026-11-20"), left_on=date.fromisoformat(left_on), left_ground="moved")
    assert (assess(leaving, pack, ON).projected_on is not None) is projected


def test_everything_in_the_way_is_named(pack: Pack) -> None:
    decided = (
        Override(kind=OverrideKind.DEFERRED, ground="away", from_on=FIRST, until_on=LAST),
        Override(kind=OverrideKind.EXEMPT, ground="other", from_on=FIRST),
    )
    leaving = person(DUE, overrides=decided, born=date(1990, 1, 1), left_on=FIRST, left_ground="moved")
    assert codes(assess(leaving, pack, ON)) == [C.LEFT, C.TOO_OLD, C.DEFERRED, C.EXEMPT]
