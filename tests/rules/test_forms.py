"""Which form an interview has, under both packs, for the first and the later ones, and by whose hand."""

import tomllib
from typing import Any

import pytest

from jobcentre.rules import forms
from jobcentre.rules.booking import Booker
from jobcentre.rules.forms import Decided, Situation
from jobcentre.rules.packs import Form, Pack, load
from jobcentre.rules.refusals import Code, Invalid
from jobcentre.settings import ROOT

PACKS = load({path.name: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "config" / "rules").glob("*.toml")})
FREE, YOUNG = PACKS["frit-valg-2023"], PACKS["unge-digital-2021"]
VIDEO, TELEPHONE, IN_PERSON = Form.VIDEO, Form.TELEPHONE, Form.IN_PERSON
ALL = (VIDEO, TELEPHONE, IN_PERSON)
CITIZEN, STAFF = Booker.CITIZEN, Booker.STAFF


def at(**given: Any) -> Situation:
    return Situation(**{"first": False, "has_number": True, **given})


@pytest.mark.parametrize(
    ("pack", "situation", "allowed", "begins", "lacks"),
    [
        (FREE, at(first=True), (IN_PERSON,), IN_PERSON, False),
        (FREE, at(first=True, has_number=False), (IN_PERSON,), IN_PERSON, False),
        (FREE, at(), ALL, VIDEO, False),
        (FREE, at(has_number=False), (VIDEO, IN_PERSON), VIDEO, True),
        (FREE, at(agreed=TELEPHONE), ALL, TELEPHONE, False),
        (FREE, at(agreed=TELEPHONE, has_number=False), (VIDEO, IN_PERSON), VIDEO, True),
        (FREE, at(agreed=IN_PERSON), ALL, IN_PERSON, False),
        # LAB § 33(2): what the municipality asked for binds, in person
        (FREE, at(agreed=IN_PERSON, reason="r"), (IN_PERSON,), IN_PERSON, False),
        (FREE, at(agreed=IN_PERSON, reason="r", has_number=False), (IN_PERSON,), IN_PERSON, False),
        # a form that is the citizen's own to choose is only noted
        (FREE, at(agreed=TELEPHONE, reason="r"), ALL, TELEPHONE, False),
        (FREE, at(first=True, agreed=VIDEO, reason="r"), (VIDEO,), VIDEO, False),
        (YOUNG, at(first=True), (VIDEO,), VIDEO, False),
        (YOUNG, at(), (VIDEO,), VIDEO, False),
        (YOUNG, at(has_number=False), (VIDEO,), VIDEO, False),
        (YOUNG, at(agreed=TELEPHONE, reason="r"), (TELEPHONE,), TELEPHONE, False),
    ],
)
def test_what_a_citizen_may_have(
    pack: Pack, situation: Situation, allowed: tuple[Form, ...], begins: Form, lacks: bool
) -> None:
    assert forms.allowed_now(pack, situation) == allowed
    assert forms.to_choose(pack, situation) == (allowed if len(allowed) > 1 else ())
    assert forms.begins_with(pack, situation) is begins
    assert forms.lacks_number(pack, situation) is lacks


@pytest.mark.parametrize("wanted", [None, *Form])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("pack", [FREE, YOUNG], ids=lambda pack: pack.name)
def test_a_citizen_gets_what_is_allowed_and_nothing_else(pack: Pack, first: bool, wanted: Form | None) -> None:
    situation = at(first=first)
    if wanted is None or wanted in forms.allowed_now(pack, situation):
        expected = wanted or pack.forms.of(first)
        assert forms.decide(wanted, pack, situation, CITIZEN, "is never kept") == Decided(expected)
        return
    with pytest.raises(Invalid) as refused:
        forms.decide(wanted, pack, situation, CITIZEN, "a reason does not help")
    assert refused.value.code == Code.FORM_NOT_OFFERED


# pack, situation, form, whether staff must say why
BY_STAFF = [
    (FREE, at(first=True), IN_PERSON, False),
    (FREE, at(first=True), VIDEO, True),
    (FREE, at(first=True), TELEPHONE, True),
    (FREE, at(), VIDEO, False),
    (FREE, at(), TELEPHONE, False),
    (FREE, at(), IN_PERSON, False),
    (FREE, at(agreed=VIDEO), IN_PERSON, True),
    (FREE, at(agreed=VIDEO), TELEPHONE, True),
    (FREE, at(agreed=IN_PERSON, reason="r"), VIDEO, False),
    (YOUNG, at(first=True), VIDEO, False),
    (YOUNG, at(first=True), TELEPHONE, True),
    (YOUNG, at(), IN_PERSON, True),
    (YOUNG, at(agreed=TELEPHONE, reason="r"), VIDEO, False),
]


@pytest.mark.parametrize(("pack", "situation", "form", "needed"), BY_STAFF)
def test_staff_say_why_when_it_is_not_the_citizens_form(
    pack: Pack, situation: Situation, form: Form, needed: bool
) -> None:
    assert form in forms.for_staff(situation)
    decided = forms.decide(form, pack, situation, STAFF, "  Vi skal se papirer sammen. ")
    asked_for = needed or (form is IN_PERSON and not situation.first)
    assert decided == Decided(form, "Vi skal se papirer sammen." if asked_for else "")
    if needed:
        with pytest.raises(Invalid) as refused:
            forms.decide(form, pack, situation, STAFF, "  ")
        assert refused.value.code == Code.FORM_NEEDS_REASON


def test_a_reason_stays_as_long_as_the_form_does() -> None:
    asked = at(agreed=IN_PERSON, reason="Vi skal se papirer sammen.")
    for by in Booker:
        for wanted in (None, IN_PERSON):
            assert forms.decide(wanted, FREE, asked, by) == Decided(IN_PERSON, asked.reason)
    assert forms.decide(VIDEO, FREE, at(agreed=TELEPHONE, reason="r"), CITIZEN) == Decided(VIDEO)


def test_nobody_is_called_without_a_number() -> None:
    silent = at(has_number=False)
    assert forms.for_staff(silent) == (VIDEO, IN_PERSON)
    for by in Booker:
        with pytest.raises(Invalid) as refused:
            forms.decide(TELEPHONE, FREE, silent, by, "r")
        assert refused.value.code == Code.FORM_NOT_OFFERED


def test_under_a_pack_with_one_form_nothing_need_be_known() -> None:
    assert (forms.may_differ(FREE), forms.may_differ(YOUNG)) == (True, False)
