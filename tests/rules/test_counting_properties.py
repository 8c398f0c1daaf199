"""What holds of every count, whatever the spells: properties of `rules.counting` and `rules.eligibility`."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.counting import Spell, count, runs
from jobcentre.rules.eligibility import Override, Person, Verdict, assess
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import AgeDay, Counting, Method, Pack
from tests.rules.persons import C, codes

GROUPS = ("dagpenge", "kontanthjaelp", "uddannelseshjaelp")
ONE_DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))
ANY_DAY = st.dates()
GAPS = st.integers(0, 40)


def every_method(gap_days: int) -> dict[Method, Counting]:
    return {
        Method.CONTINUOUS: Counting(benefit_groups=GROUPS, method=Method.CONTINUOUS, gap_days=gap_days),
        Method.ACCUMULATED: Counting(benefit_groups=GROUPS, method=Method.ACCUMULATED, gap_days=gap_days, days=180),
        Method.HOURS: Counting(
            benefit_groups=GROUPS,
            method=Method.HOURS,
            gap_days=gap_days,
            full_time_centihours=16033,
            part_time_centihours=13000,
        ),
    }


COUNTINGS = st.builds(lambda gap, method: every_method(gap)[method], GAPS, st.sampled_from(list(Method)))


def packs(pack: Pack, counting: Counting, age_day: AgeDay = AgeDay.INTERVIEW) -> Pack:
    by_group = MappingProxyType(dict.fromkeys(GROUPS, counting))
    return replace(pack, counting=by_group, age_measured_on=age_day)


@st.composite
def in_a_row(draw: st.DrawFn) -> list[Spell]:
    """Spells of one benefit that follow each other, the last one perhaps open, each with its hours."""
    start, found = draw(DAYS), []
    lengths = draw(st.lists(st.integers(1, 150), min_size=1, max_size=5))
    for number, length in enumerate(lengths, start=1):
        end = start + timedelta(days=length)
        is_open = number == len(lengths) and draw(st.booleans())
        hours = draw(st.integers(0, 8)) * length
        found.append(
            Spell(
                id=number,
                started_on=start,
                ended_on=None if is_open else end,
                benefit_group="dagpenge",
                hours=hours,
                hours_on=end,
                part_time_insured=draw(st.booleans()),
            )
        )
        start = end + timedelta(days=draw(st.integers(0, 30)))
    return found


ANYTHING = st.builds(
    Spell,
    id=st.integers(1, 9),
    started_on=ANY_DAY,
    ended_on=st.none() | ANY_DAY,
    threshold_reached_on=st.none() | ANY_DAY,
    benefit_group=st.sampled_from(GROUPS),
    hours=st.none() | st.integers(-1, 2**31 - 1),
    hours_on=st.none() | ANY_DAY,
    part_time_insured=st.booleans(),
)
OVERRIDES = st.builds(
    Override,
    kind=st.sampled_from(list(OverrideKind)),
    ground=st.just("other"),
    from_on=ANY_DAY,
    until_on=st.none() | ANY_DAY,
    episode=st.none() | ANY_DAY,
)
PEOPLE = st.builds(
    Person,
    birth_date=ANY_DAY,
    spells=st.lists(ANYTHING, max_size=5).map(tuple),
    overrides=st.lists(OVERRIDES, max_size=3).map(tuple),
    left_on=st.none() | ANY_DAY,
    left_ground=st.none() | st.sampled_from(["dead", "moved"]),
)


def reached(spells: list[Spell], counting: Counting, on: date) -> dict[date, date | None]:
    """The day of each run, by the run's first day."""
    by_group = dict.fromkeys(GROUPS, counting)
    return {run.started_on: count(run, counting, 6, on).reached_on for run in runs(spells, by_group)}


@given(in_a_row(), st.integers(0, 60), st.integers(1, 300), GAPS, DAYS)
def test_a_later_spell_never_moves_the_date_back_in_months(
    spells: list[Spell], later: int, length: int, gap_days: int, on: date
) -> None:
    counting = every_method(gap_days)[Method.CONTINUOUS]
    last = spells[-1].ended_on or spells[-1].started_on + timedelta(days=200)
    closed = [*spells[:-1], replace(spells[-1], ended_on=last)]
    start = last + timedelta(days=later)
    more = Spell(id=99, started_on=start, ended_on=start + timedelta(days=length), benefit_group="dagpenge")
    before, after = reached(closed, counting, on), reached([*closed, more], counting, on)
    for started_on, day in before.items():
        assert day is not None
        assert (after[started_on] or date.min) >= day


@given(in_a_row(), COUNTINGS, st.data(), DAYS, st.sampled_from([0, 1]))
def test_two_touching_halves_are_one_spell(
    pack: Pack, spells: list[Spell], counting: Counting, data: st.DataObject, on: date, apart: int
) -> None:
    index = data.draw(st.integers(0, len(spells) - 1))
    whole = spells[index]
    assert whole.hours_on is not None
    length = (whole.hours_on - whole.started_on).days
    cut = whole.started_on + timedelta(days=data.draw(st.integers(0, length)))
    rate = (whole.hours or 0) // length
    first_hours = rate * (cut - whole.started_on).days
    apart = apart if cut > whole.started_on else 0
    first = replace(whole, ended_on=cut - timedelta(days=apart), hours=first_hours, hours_on=None)
    second = replace(whole, id=50, started_on=cut, hours=(whole.hours or 0) - first_hours)
    halves = [*spells[:index], first, second, *spells[index + 1 :]]
    of = packs(pack, counting)
    assert reached(halves, counting, on) == reached(spells, counting, on)
    one, two = (assess(Person(birth_date=date(2004, 1, 1), spells=tuple(rows)), of, on) for rows in (spells, halves))
    if C.CONTRADICTION not in codes(two):  # a day less may not hold the hours of a whole one
        assert judged(one) == judged(two)


@given(st.lists(ANYTHING, max_size=5, unique_by=lambda one: one.id), COUNTINGS, ANY_DAY, st.randoms())
def test_the_order_of_spells_never_matters(
    pack: Pack, spells: list[Spell], counting: Counting, on: date, random: object
) -> None:
    shuffled = list(spells)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    of = packs(pack, counting)
    young = date(2004, 1, 1)
    on = min(max(on, date(1900, 1, 1)), date(2100, 12, 31))
    one, other = (assess(Person(birth_date=young, spells=tuple(rows)), of, on) for rows in (spells, shuffled))
    assert one == other


@given(PEOPLE, COUNTINGS, st.sampled_from(list(AgeDay)), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_nothing_that_can_be_stored_stops_the_judgement(
    pack: Pack, person: Person, counting: Counting, age_day: AgeDay, on: date
) -> None:
    verdict = assess(person, packs(pack, counting, age_day), on)
    assert verdict.reasons
    for day in (verdict.due_on, verdict.projected_on, verdict.episode):
        assert day is None or date.fromisoformat(day.isoformat()) == day
    if verdict.due:
        assert verdict.projected_on is not None
        assert verdict.due_on is not None
        assert verdict.projected_on == verdict.due_on <= on
    assert verdict.due is (C.REACHED in codes(verdict))


@given(in_a_row(), COUNTINGS, DAYS, st.integers(0, 400))
def test_who_becomes_due_has_been_projected_by_then(
    pack: Pack, spells: list[Spell], counting: Counting, on: date, later: int
) -> None:
    someone, of = Person(birth_date=date(2004, 1, 1), spells=tuple(spells)), packs(pack, counting)
    day = on + timedelta(days=later)
    before, then = assess(someone, of, on), assess(someone, of, day)
    if then.due:
        assert before.projected_on is not None
        assert before.projected_on <= day


@given(in_a_row(), DAYS)
def test_in_hours_nobody_is_due_by_what_has_not_been_reported(pack: Pack, spells: list[Spell], on: date) -> None:
    of = packs(pack, every_method(0)[Method.HOURS])
    verdict = assess(Person(birth_date=date(2004, 1, 1), spells=tuple(spells)), of, on)
    needed = min(780, 962)
    if verdict.due:
        assert sum(one.hours or 0 for one in spells) >= needed
    elif C.NOT_YET in codes(verdict):
        assert verdict.projected_on is not None
        assert verdict.projected_on > on


def judged(verdict: Verdict) -> tuple[object, ...]:
    return verdict.due, verdict.due_on, verdict.projected_on, verdict.episode, set(codes(verdict)) - {C.JOINED}
