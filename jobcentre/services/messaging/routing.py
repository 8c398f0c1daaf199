"""Which channels a message to a citizen goes by: what is known of the person, asked of ``rules.reach``."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.citizen import Citizen
from jobcentre.rules import reach, workdays
from jobcentre.rules.civil import day_of
from jobcentre.rules.reach import TEXT_MESSAGES, Medium, Need, Reachable, Tried
from jobcentre.texts.kinds import Kind

# What has legal effect: the duty to come, the time of it, and its end. The rest is courtesy.
NEEDS: dict[Kind, Need] = {
    Kind.SUMMONS: Need.BINDING,
    Kind.SUMMONS_FIXED: Need.BINDING,
    Kind.CHASER: Need.COURTESY,  # the summons has said it, and choosing is not the duty
    Kind.WITHDRAWN: Need.BINDING,
    Kind.CONFIRMATION: Need.BINDING,
    Kind.MOVED: Need.BINDING,
    Kind.CHANGED: Need.BINDING,
    Kind.CANCELLED: Need.BINDING,
    Kind.REMINDER_DAYS: Need.COURTESY,
    Kind.REMINDER_HOURS: Need.COURTESY,
    Kind.EARLIER_TIME: Need.COURTESY,
    Kind.SMS_CANCEL: Need.ANSWER,
    Kind.SMS_STOPPED: Need.ANSWER,
    Kind.SMS_STARTED: Need.ANSWER,
    Kind.SMS_UNKNOWN: Need.ANSWER,
    Kind.CODE_IDENTIFY: Need.ANSWER,  # goes by the way that was asked for, and by no other
    Kind.CODE_ADDRESS: Need.ANSWER,
    Kind.ADDRESS_CHANGED: Need.ANSWER,  # to the former address, and to no other
}


# Who books has the time before their eyes: an SMS beside the e-mail would only be one more.
TOLD_AT_ONCE = frozenset({Kind.CONFIRMATION})


@dataclass(frozen=True, slots=True)
class Reach:
    """How one citizen is reached from this installation."""

    ways: frozenset[Medium]
    person: Reachable
    letter_days: int

    def routes(self, kind: Kind, not_after: datetime | None) -> tuple[Medium, ...]:
        """Return the channels for a message of this kind that is of use until ``not_after``."""
        ways = reach.routes(NEEDS[kind], self.person, self.ways, self.in_time(not_after))
        if kind in TOLD_AT_ONCE and Medium.EMAIL in ways:
            return tuple(way for way in ways if way not in TEXT_MESSAGES)
        return ways

    def after(self, so_far: Tried, kind: Kind, not_after: datetime | None) -> Medium | None:
        """Return the next channel when one has failed (``rules.reach.after``)."""
        return reach.after(so_far, NEEDS[kind], self.person, self.ways, self.in_time(not_after))

    def binding_only(self) -> "Reach":
        """Return the same person, reached by the binding ways and no other."""
        return replace(self, ways=self.ways & frozenset(reach.BINDING))

    def in_time(self, not_after: datetime | None) -> bool:
        """Whether a letter written now would be there while it still is of use."""
        return not_after is None or letter_there_on(clock.today(), self.letter_days) < day_of(not_after)


def letter_there_on(written_on: date, days: int) -> date:
    """Return the day on which a letter lies in the letter box, ``days`` working days later."""
    there = written_on
    while days > 0:
        there += timedelta(days=1)
        days -= workdays.is_workday(there)
    return there


def reach_of(centre: Centre, citizen: Citizen) -> Reach:
    """Return how a citizen is reached, by what is on file now."""
    return Reach(
        ways=frozenset(Medium(name) for name in centre.channels),
        person=Reachable(
            email=_takes(centre, Medium.EMAIL, citizen.email, citizen.email_refused),
            mobile=_takes(centre, Medium.SMS, citizen.mobile, citizen.mobile_refused),
            digital_post=not citizen.digital_post_exempt,
            sms_stopped=citizen.sms_stopped_at is not None,
        ),
        letter_days=centre.settings.letter.days,
    )


def _takes(centre: Centre, medium: Medium, address: str | None, refused: str | None) -> bool:
    """Whether there is an address that the channel could use and that has not been found not to work."""
    channel = centre.channels.get(medium.value)
    return channel is not None and bool(address) and address != refused and channel.accepts(address or "")
