"""What a message says of a time that was set, and of how often the citizen may still give one up."""

from typing import Any

from jobcentre.models.meeting import Party
from jobcentre.rules import booking as rules
from jobcentre.rules import forms as form_rules
from jobcentre.rules.booking import GivenUp
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Form, Pack
from jobcentre.services import forms
from jobcentre.services.wording.subject import Subject
from jobcentre.texts.kinds import Kind


def moves_left(pack: Pack, subject: Subject) -> int:
    """Return it as ``rules.booking`` counts: below 0 even the next time is found with a person."""
    return rules.moves_left(GivenUp(times=subject.given_up, after_set=subject.set_before is not None), pack)


def choices(pack: Pack, subject: Subject) -> tuple[Form, ...] | None:
    """Return the forms among which the citizen of a time that was set for them may still choose."""
    summons, citizen, meeting = subject.summons, subject.citizen, subject.meeting
    if subject.kind is not Kind.SUMMONS_FIXED or summons is None or citizen is None or not form_rules.may_differ(pack):
        return None
    return form_rules.to_choose(pack, forms.after(pack, summons, citizen, meeting)) or None


def why_set(subject: Subject) -> dict[str, Any]:
    """Return why the time was set, where it was: the last day to choose was over, or the citizen need not choose."""
    summons, meeting = subject.summons, subject.meeting
    if summons is None or summons.time_set_at is None or meeting is None or meeting.booked_by is not Party.SERVICE:
        return {}
    return {"not_chosen" if day_of(summons.time_set_at) > summons.book_by else "chosen_for": True}
