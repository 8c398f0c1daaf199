"""The facts that a kind of message cannot do without."""

from jobcentre.rules.packs import Form
from jobcentre.texts.kinds.facts import MessageFacts, is_blank
from jobcentre.texts.kinds.kind import Kind

_SENDER = ("municipality", "jobcentre", "phone")
_MEETING = ("given_name", *_SENDER, "caseworker", "starts_at", "ends_at")
_LINKED = (*_MEETING, "form", "booking_url", "opens_minutes_before")
_STAFF = ("caseworker", "citizen_name", "form", "starts_at", "ends_at", "staff_url")
# nothing of a person: an address that is yet to be proved may be a stranger's
_CODE = (*_SENDER, "code", "code_minutes")
_ACCOUNT = ("full_name", "municipality", "account_url", "account_expires_at")

REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS: (
        "given_name",
        *_SENDER,
        "caseworker",
        "legal_basis",
        "form",
        "booking_url",
        "asks",
        "duration_minutes",
        "cut_off_hours",
        "book_by",
        "latest_on",
    ),
    Kind.SUMMONS_FIXED: (*_LINKED, "legal_basis", "asks"),
    Kind.CHASER: ("given_name", *_SENDER, "caseworker", "booking_url", "asks", "duration_minutes", "book_by"),
    Kind.WITHDRAWN: ("given_name", *_SENDER),
    Kind.CONFIRMATION: _LINKED,
    Kind.MOVED: (*_LINKED, "old_starts_at"),
    Kind.CHANGED: _LINKED,
    Kind.CANCELLED: _MEETING,
    Kind.REMINDER_DAYS: _LINKED,
    Kind.REMINDER_HOURS: (*_MEETING, "form", "opens_minutes_before"),
    Kind.SMS_CANCEL: (*_SENDER, "booking_url"),
    Kind.SMS_STOPPED: _SENDER,
    Kind.SMS_STARTED: _SENDER,
    Kind.SMS_UNKNOWN: _SENDER,
    Kind.CODE_IDENTIFY: _CODE,
    Kind.CODE_ADDRESS: _CODE,
    Kind.ADDRESS_CHANGED: _SENDER,
    Kind.EARLIER_TIME: (*_MEETING, "booking_url", "offered_at", "held_until"),
    Kind.STAFF_CONFIRMATION: _STAFF,
    Kind.STAFF_MOVED: (*_STAFF, "old_starts_at"),
    Kind.STAFF_CHANGED: _STAFF,
    Kind.STAFF_CANCELLED: _STAFF,
    Kind.STAFF_REMINDER: _STAFF,
    Kind.STAFF_DAY: ("caseworker", "on", "meetings", "today_url"),
    Kind.STAFF_SHORTAGE: ("caseworker", "shortages", "summon_url"),
    Kind.ACCOUNT_WELCOME: _ACCOUNT,
    Kind.ACCOUNT_RESET: _ACCOUNT,
}


# What a message of a meeting to come needs besides, by how the meeting is held. Nobody can follow a call to nowhere.
BY_FORM: dict[Form, tuple[str, ...]] = {
    Form.VIDEO: ("meeting_url",),
    Form.TELEPHONE: (),
    Form.IN_PERSON: ("place",),
}
_TO_COME = frozenset(
    {
        Kind.SUMMONS_FIXED,
        Kind.CONFIRMATION,
        Kind.MOVED,
        Kind.CHANGED,
        Kind.REMINDER_DAYS,
        Kind.REMINDER_HOURS,
        Kind.STAFF_CONFIRMATION,
        Kind.STAFF_MOVED,
        Kind.STAFF_CHANGED,
        Kind.STAFF_REMINDER,
    }
)


def varieties(kind: Kind) -> tuple[Form, ...]:
    """The forms of interview that make a difference to a kind's text; of the others, the one there is an example of."""
    return tuple(Form) if "form" in REQUIRED[kind] else (Form.VIDEO,)


def required(kind: Kind, form: Form | None) -> tuple[str, ...]:
    """The facts that a kind cannot do without when the interview is held in this form."""
    return (*REQUIRED[kind], *(BY_FORM[form] if form and kind in _TO_COME else ()))


def missing(kind: Kind, facts: MessageFacts) -> tuple[str, ...]:
    """The required facts that are absent or blank. A message with any of them is not sent."""
    needed = required(kind, facts.form)
    if kind is Kind.SUMMONS and facts.form is Form.IN_PERSON and facts.choices is None:
        needed = (*needed, "place")
    return tuple(field for field in needed if is_blank(getattr(facts, field)))
