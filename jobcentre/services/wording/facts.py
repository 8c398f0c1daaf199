"""What a message may mention, gathered from the rows it is about."""

from dataclasses import replace
from datetime import datetime

from jobcentre.centre import Centre
from jobcentre.models.meeting import Meeting
from jobcentre.models.municipality import Municipality
from jobcentre.rules import booking as rules
from jobcentre.rules import forms as form_rules
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Form, Pack
from jobcentre.services import days, forms, links, messaging, occasions
from jobcentre.services.supply import shortages
from jobcentre.services.wording import next_time, set_facts, way_in
from jobcentre.services.wording.subject import Subject
from jobcentre.services.wording.summons_facts import of_summons
from jobcentre.texts import example
from jobcentre.texts.kinds import Kind, MessageFacts
from jobcentre.texts.readers import SMS_ONLY


def facts(centre: Centre, subject: Subject) -> MessageFacts:
    """Return the facts of a message; what does not apply stays away. A test is about a made-up person.

    The words of a summons stay those of its rule pack.
    """
    if subject.test is not None:
        return _made_up(centre, subject)
    pack = centre.packs.get(subject.summons.pack) if subject.summons else None
    renewed = subject.message.key.removeprefix(messaging.BINDING_ALONE).startswith(messaging.RENEWED)
    asks = subject.municipality.identification
    made = replace(_facts(centre, subject), asks=asks, new_link=renewed or None)
    return replace(made, texts_version=pack.texts_version if pack else None)


def _facts(centre: Centre, subject: Subject) -> MessageFacts:
    if (entering := way_in.facts(centre, subject)) is not None:
        return entering
    if subject.kind is Kind.STAFF_DAY:
        return _day(centre, subject)
    if subject.kind is Kind.STAFF_SHORTAGE:
        return shortages.facts(centre, subject.reader)
    if subject.kind in SMS_ONLY:
        return _answer(centre, subject)
    if subject.meeting is None:
        return _summons(centre, subject)
    made = _staff_meeting(centre, subject) if subject.reader else _citizen_meeting(centre, subject)
    return _held(centre, subject, made)


def addresses(facts: MessageFacts) -> tuple[str, ...]:
    """Return the addresses in a message that must work for it to be of use."""
    urls = (facts.booking_url, facts.meeting_url, facts.account_url, facts.staff_url, facts.today_url, facts.summon_url)
    return tuple(url for url in urls if url)


def times(subject: Subject) -> tuple[datetime, datetime]:
    """Return start and end as the message is about them: for a meeting handed over, the time it had."""
    meeting = _meeting(subject)
    if subject.kind is Kind.STAFF_CANCELLED and subject.message.earlier_starts_at is not None:
        starts_at = subject.message.earlier_starts_at
        return starts_at, starts_at + (meeting.ends_at - meeting.starts_at)
    return meeting.starts_at, meeting.ends_at


def join_url(centre: Centre, subject: Subject) -> str:
    """Return the permanent link into the room: the citizen's holds a token, the caseworker's needs a login."""
    meeting = _meeting(subject)
    if subject.reader is not None:
        return centre.address(f"/caseworker/meetings/{meeting.public_id}/room")
    return centre.address(f"/m/{links.token_of(centre, meeting)}")


def booking_url(centre: Centre, subject: Subject) -> str:
    """Return the citizen's permanent personal link."""
    assert subject.summons is not None
    return centre.address(f"/b/{links.token_of(centre, subject.summons)}")


def _staff_url(centre: Centre, subject: Subject) -> str:
    return centre.address(f"/caseworker/meetings/{_meeting(subject).public_id}")


def _meeting(subject: Subject) -> Meeting:
    assert subject.meeting is not None
    return subject.meeting


def _pack(centre: Centre, subject: Subject) -> Pack:
    assert subject.summons is not None
    return centre.packs[subject.summons.pack]


def _host(subject: Subject) -> str:
    return subject.host.name if subject.host else subject.municipality.jobcentre


def _summons(centre: Centre, subject: Subject) -> MessageFacts:
    municipality, summons, citizen = subject.municipality, subject.summons, subject.citizen
    assert summons is not None
    assert citizen is not None
    pack = _pack(centre, subject)
    made = of_summons(
        municipality,
        citizen,
        pack,
        caseworker=_host(subject),
        language=subject.language,
        booking_url=booking_url(centre, subject),
        days=(summons.book_by, summons.latest_on),
        situation=forms.situation(pack, summons, citizen) if form_rules.may_differ(pack) else None,
    )
    return replace(made, put_off=(subject.kind is Kind.WITHDRAWN and occasions.is_put_off(summons.occasion_id)) or None)


def _citizen_meeting(centre: Centre, subject: Subject) -> MessageFacts:
    municipality, summons, citizen = subject.municipality, subject.summons, subject.citizen
    assert summons is not None
    assert citizen is not None
    pack, (starts_at, ends_at) = _pack(centre, subject), times(subject)
    cut_off = rules.change_until(starts_at, pack)
    called_off, page = subject.kind is Kind.CANCELLED, booking_url(centre, subject)
    return MessageFacts(
        given_name=citizen.given_name,
        full_name=citizen.name,
        municipality=municipality.name,
        jobcentre=municipality.jobcentre,
        phone=municipality.phone,
        phone_hours=municipality.phone_hours,
        caseworker=_host(subject),
        legal_basis=pack.legal_basis[subject.language],
        duration_minutes=pack.duration_minutes,
        opens_minutes_before=pack.opens_minutes_before,
        cut_off_hours=pack.cut_off_hours,
        starts_at=starts_at,
        ends_at=ends_at,
        old_starts_at=subject.message.earlier_starts_at,
        cut_off=cut_off if subject.message.due_at < cut_off else None,
        moves_left=max(0, set_facts.moves_left(pack, subject)),
        offered_at=subject.time_offer.starts_at if subject.time_offer else None,
        held_until=subject.time_offer.expires_at if subject.time_offer else None,
        **(next_time.of(pack, subject, page) if called_off else {"booking_url": page} | set_facts.why_set(subject)),
    )


def _held(centre: Centre, subject: Subject, made: MessageFacts) -> MessageFacts:
    """Add how the meeting is held, and what leads into it: a link on video, else a number or a place."""
    form, citizen = _meeting(subject).form, subject.citizen
    return replace(
        made,
        form=form,
        form_matters=form_rules.may_differ(_pack(centre, subject)) or None,
        form_asked=bool(_meeting(subject).form_reason) or None,
        choices=set_facts.choices(_pack(centre, subject), subject),
        meeting_url=join_url(centre, subject) if form is Form.VIDEO else None,
        place=subject.municipality.address,
        phone_to_call=citizen.mobile if citizen and form is Form.TELEPHONE else None,
    )


def _staff_meeting(centre: Centre, subject: Subject) -> MessageFacts:
    assert subject.reader is not None
    assert subject.citizen is not None
    starts_at, ends_at = times(subject)
    later_than = starts_at if subject.kind is Kind.STAFF_REMINDER else None
    return MessageFacts(
        caseworker=subject.reader.name,
        citizen_name=subject.citizen.name,
        municipality=subject.municipality.name,
        jobcentre=subject.municipality.jobcentre,
        phone=subject.municipality.phone,
        starts_at=starts_at,
        ends_at=ends_at,
        old_starts_at=subject.message.earlier_starts_at,
        staff_url=_staff_url(centre, subject),
        others=days.others(subject.reader.id, day_of(starts_at), _meeting(subject), later_than),
    )


def _day(centre: Centre, subject: Subject) -> MessageFacts:
    """The day the message was written for, whenever it is composed."""
    assert subject.reader is not None
    staff_id, on = subject.reader.id, day_of(subject.message.due_at)
    return MessageFacts(
        caseworker=subject.reader.name,
        on=on,
        meetings=days.meetings(staff_id, on),
        gone=days.gone(staff_id, on),
        tasks=days.tasks(staff_id) or None,
        today_url=centre.address("/caseworker/"),
    )


def _answer(centre: Centre, subject: Subject) -> MessageFacts:
    """What an answer to an SMS may mention: the sender, and the citizen's own page if there is one."""
    municipality = subject.municipality
    made = MessageFacts(municipality=municipality.name, jobcentre=municipality.jobcentre, phone=municipality.phone)
    if subject.summons is None:
        return made
    left = set_facts.moves_left(_pack(centre, subject), subject)
    return replace(made, booking_url=booking_url(centre, subject), moves_left=max(0, left))


def _made_up(centre: Centre, subject: Subject) -> MessageFacts:
    """The example's facts with this installation's address and this municipality's details."""
    return of_municipality(example.facts(subject.language, centre.settings.service.base_url), subject.municipality)


def of_municipality(made_up: MessageFacts, municipality: Municipality) -> MessageFacts:
    """Return made-up facts with a municipality's own details in them."""
    return replace(
        made_up,
        municipality=municipality.name,
        jobcentre=municipality.jobcentre,
        phone=municipality.phone,
        phone_hours=municipality.phone_hours,
        place=municipality.address,
        asks=municipality.identification,
    )
