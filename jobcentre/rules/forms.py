"""Which form an interview takes, and who may choose it (LAB § 33). The interview can be a duty; its form never is.

A pack says which forms there are, which one the first interview has, and who chooses from the second one on. Staff may
ask for another form than the citizen's, such as in person (§ 33(2)), and must then say why.
"""

from __future__ import annotations

from dataclasses import dataclass

from jobcentre.rules.booking import Booker
from jobcentre.rules.packs import Form, Pack
from jobcentre.rules.refusals import Code, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides the form of one interview.

    ``first``: none has been attended in this stretch of unemployment, whatever was summoned to before. ``has_number``:
    there is a number to call. ``agreed`` is the form of the meeting that stands, or of the last one
    under the same summons; ``reason`` is why staff asked for it, empty where nobody did.
    """

    first: bool
    has_number: bool
    agreed: Form | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The form of a meeting, and why staff asked for it where that is needed."""

    form: Form
    reason: str = ""


def may_differ(pack: Pack) -> bool:
    """Whether two interviews under the pack may have different forms; else nothing need be known of a person."""
    return len(pack.forms.allowed) > 1


def allowed_now(pack: Pack, situation: Situation) -> tuple[Form, ...]:
    """The forms the citizen may have, in the order of the offer. A single one is no choice."""
    if situation.agreed is not None and _binds(pack, situation):
        return (situation.agreed,)
    offered = pack.forms.to_choose(situation.first) or (pack.forms.of(situation.first),)
    return tuple(form for form in offered if _possible(form, situation)) or offered


def to_choose(pack: Pack, situation: Situation) -> tuple[Form, ...]:
    """What to ask the citizen about; empty where there is nothing to choose."""
    allowed = allowed_now(pack, situation)
    return allowed if len(allowed) > 1 else ()


def begins_with(pack: Pack, situation: Situation) -> Form:
    """The form that stands ready: what is agreed, else what the pack begins with, as long as it is possible."""
    allowed = allowed_now(pack, situation)
    wanted = situation.agreed or pack.forms.of(situation.first)
    return wanted if wanted in allowed else next(iter(allowed))


def lacks_number(pack: Pack, situation: Situation) -> bool:
    """Whether the telephone is not offered for no other reason than that there is no number."""
    free = not (situation.agreed is not None and _binds(pack, situation))
    return free and not situation.has_number and Form.TELEPHONE in pack.forms.to_choose(situation.first)


def for_staff(situation: Situation) -> tuple[Form, ...]:
    """The forms staff may ask for, whatever the pack says: somebody may be unable to use the one it has."""
    return tuple(form for form in Form if _possible(form, situation))


def without_reason(pack: Pack, situation: Situation) -> tuple[Form, ...]:
    """The forms staff may note without saying why: those the citizen has chosen or may still choose among."""
    if situation.agreed is not None and not situation.reason:
        return (situation.agreed,)
    return _rightful(pack, situation.first)


def decide(
    wanted: Form | None, pack: Pack, situation: Situation, by: Booker = Booker.CITIZEN, reason: str = ""
) -> Decided:
    """The form of a meeting about to be booked or changed; ``None`` takes what stands ready.

    Raises Invalid for a form that is not offered, and for staff's own wish without a reason.
    """
    form = wanted or begins_with(pack, situation)
    if form is situation.agreed:
        return Decided(form, situation.reason)
    if by is Booker.CITIZEN:
        if form not in allowed_now(pack, situation):
            raise Invalid(Code.FORM_NOT_OFFERED)
        return Decided(form)
    if not _possible(form, situation):
        raise Invalid(Code.FORM_NOT_OFFERED)
    why = reason.strip()
    if form in without_reason(pack, situation):
        # in person with a reason is what the municipality asks for, even where the citizen might have chosen it
        return Decided(form, why if form is Form.IN_PERSON and not situation.first else "")
    if not why:
        raise Invalid(Code.FORM_NEEDS_REASON)
    return Decided(form, why)


def _rightful(pack: Pack, first: bool) -> tuple[Form, ...]:
    """The first interview's own form; later whatever the pack allows, whoever chooses."""
    return (pack.forms.of(first),) if first else pack.forms.allowed


def _possible(form: Form, situation: Situation) -> bool:
    return form is not Form.TELEPHONE or situation.has_number


def _binds(pack: Pack, situation: Situation) -> bool:
    """What staff asked for with a reason holds for the citizen too, where it is in person or else not theirs to choose.

    A form that the citizen may choose anyway is only noted.
    """
    asked = situation.agreed if situation.reason else None
    return asked is Form.IN_PERSON or (asked is not None and asked not in pack.forms.to_choose(situation.first))
