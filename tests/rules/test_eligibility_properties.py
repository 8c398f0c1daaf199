"""What holds of every verdict, whatever the person: properties of `rules.eligibility`."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.counting import Spell
from jobcentre.rules.eligibility import (
    Override,
    age_on,
    assess,
)
from jobcentre.rules.packs import Pack
from tests.rules.persons import C, codes, person

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))
SPELLS = st.lists(
    st.builds(
        lambda start, length, stated, group: Spell(
            id=1,
            started_on=start,
            ended_on=None if length is None else start + timedelta(days=length),
            threshold_reached_on=stated,
            benefit_group=group,
        ),
        DAYS,
        st.none() | st.integers(0, 500),
        st.none() | DAYS,
        st.sampled_from(["dagpenge", "kontanthjaelp"]),
    ),
    max_size=4,
)
EXEMPTIONS = st.lists(
    st.builds(
        lambda start, length: Override(ground="illness", from_on=start, until_on=start + timedelta(days=length)),
        DAYS,
        st.integers(0, 90),
    ),
    max_size=2,
)


@given(SPELLS, EXEMPTIONS, st.dates(min_value=date(1990, 1, 1), max_value=date(2008, 1, 1)), DAYS)
def test_what_always_holds(pack: Pack, spells: list[Spell], overrides: list[Override], born: date, on: date) -> None:
    verdict = assess(person(*spells, born=born, overrides=tuple(overrides)), pack, on)
    assert verdict.reasons, "a verdict always explains"
    assert verdict.due is (verdict.due_on is not None) is (C.REACHED in codes(verdict))
    if verdict.due:
        assert verdict.due_on is not None
        assert verdict.due_on <= on
        assert age_on(born, on + timedelta(days=8)) < 30
        assert not any(exemption.in_force(on) for exemption in overrides)
        assert (
            any(one.started_on <= on and (one.ended_on is None or one.ended_on > on) for one in spells)
            or len(spells) > 1
        )
    for blocking in (C.NOT_YET, C.FUTURE, C.ENDED, C.NO_SPELL, C.TOO_OLD, C.TOO_OLD_SOON, C.EXEMPT, C.ENDS_FIRST):
        assert not (verdict.due and blocking in codes(verdict))


@given(DAYS, DAYS)
def test_due_stays_due_while_the_spell_is_open(pack: Pack, start: date, on: date) -> None:
    plain = person(Spell(id=1, started_on=start, benefit_group="dagpenge"))
    verdict, tomorrow = assess(plain, pack, on), assess(plain, pack, on + timedelta(days=1))
    assert not verdict.due or tomorrow.due
    assert verdict.projected_on == tomorrow.projected_on
