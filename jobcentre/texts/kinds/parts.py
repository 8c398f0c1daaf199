"""The parts that the text of a kind must have, and those it may have."""

from jobcentre.texts.kinds.kind import Kind

_BOOKED = ("time", "form", "link", "caseworker", "duty", "consequence", "moving", "contact", "signature")

# Of the kinds that are more than an SMS. The summons after good administration and domain.md, implication 12; a booked
# time carries the duty and its consequence too, because only a set time makes them real.
ELEMENTS: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS: (
        "purpose",
        "time",
        "form",
        "link",
        "caseworker",
        "duty",
        "consequence",
        "moving",
        "grounds",
        "support",
        "contact",
        "legal_basis",
        "signature",
    ),
    Kind.SUMMONS_FIXED: (*_BOOKED, "purpose", "grounds", "support", "legal_basis"),
    Kind.CHASER: ("time", "link", "no_answer", "contact", "signature"),
    Kind.WITHDRAWN: ("news", "contact", "signature"),
    Kind.CONFIRMATION: _BOOKED,
    Kind.MOVED: (*_BOOKED, "old_time"),
    Kind.CHANGED: ("news", *_BOOKED),
    Kind.CANCELLED: ("news", "time", "next", "contact", "signature"),
    Kind.REMINDER_DAYS: ("time", "link", "caseworker", "moving", "contact", "signature"),
    Kind.REMINDER_HOURS: ("time", "link", "caseworker", "contact", "signature"),
    Kind.CODE_IDENTIFY: ("code", "expiry", "not_you", "contact", "signature"),
    Kind.CODE_ADDRESS: ("code", "expiry", "not_you", "contact", "signature"),
    Kind.ADDRESS_CHANGED: ("news", "not_you", "contact", "signature"),
    Kind.EARLIER_TIME: ("offer", "link", "old_time", "stop", "contact", "signature"),
    Kind.STAFF_CONFIRMATION: ("time", "link", "citizen"),
    Kind.STAFF_MOVED: ("time", "link", "citizen", "old_time"),
    Kind.STAFF_CHANGED: ("news", "time", "link", "citizen"),
    Kind.STAFF_CANCELLED: ("news", "time", "link", "citizen"),
    Kind.STAFF_REMINDER: ("time", "link", "citizen"),
    Kind.STAFF_DAY: ("meetings", "link"),
    Kind.STAFF_SHORTAGE: ("news", "link"),
    Kind.ACCOUNT_WELCOME: ("link", "expiry"),
    Kind.ACCOUNT_RESET: ("link", "expiry"),
}

EXTRAS: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS_FIXED: ("calendar",),
    Kind.CONFIRMATION: ("calendar",),
    Kind.MOVED: ("calendar",),
    Kind.CHANGED: ("calendar",),
    Kind.CANCELLED: ("calendar",),
    Kind.STAFF_CONFIRMATION: ("others",),
    Kind.STAFF_MOVED: ("others",),
    Kind.STAFF_CHANGED: ("others",),
    Kind.STAFF_CANCELLED: ("others",),
    Kind.STAFF_REMINDER: ("others",),
    Kind.STAFF_DAY: ("gone", "tasks"),
}

# What matters, in 150 characters.
SMS_ELEMENTS: dict[Kind, tuple[str, ...]] = {
    Kind.SUMMONS: ("time", "link"),
    Kind.SUMMONS_FIXED: ("time", "link"),
    Kind.CHASER: ("time", "link"),
    Kind.WITHDRAWN: ("news", "contact"),
    Kind.CONFIRMATION: ("time", "link"),
    Kind.MOVED: ("time", "link"),
    Kind.CHANGED: ("time", "link"),
    Kind.CANCELLED: ("news", "next"),
    Kind.REMINDER_DAYS: ("time", "link"),
    Kind.REMINDER_HOURS: ("time", "link"),
    Kind.SMS_CANCEL: ("news", "next"),
    Kind.SMS_STOPPED: ("news",),
    Kind.SMS_STARTED: ("news",),
    Kind.SMS_UNKNOWN: ("contact",),
    Kind.EARLIER_TIME: ("offer", "link"),
    Kind.CODE_IDENTIFY: ("code", "expiry"),
    Kind.CODE_ADDRESS: ("code", "expiry"),
    Kind.ADDRESS_CHANGED: ("news", "contact"),
}

# What the calendar object of the message does (RFC 5546); the other kinds carry none.
CALENDAR_METHODS: dict[Kind, str] = {
    Kind.SUMMONS_FIXED: "REQUEST",
    Kind.CONFIRMATION: "REQUEST",
    Kind.MOVED: "REQUEST",
    Kind.CHANGED: "REQUEST",
    Kind.CANCELLED: "CANCEL",
    Kind.STAFF_CONFIRMATION: "REQUEST",
    Kind.STAFF_MOVED: "REQUEST",
    Kind.STAFF_CHANGED: "REQUEST",
    Kind.STAFF_CANCELLED: "CANCEL",
}
