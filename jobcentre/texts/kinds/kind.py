"""The kinds of messages."""

from enum import StrEnum


class Kind(StrEnum):
    """One kind, one folder in `templates/messages/`."""

    SUMMONS = "summons"
    SUMMONS_FIXED = "summons_fixed"
    CHASER = "chaser"
    WITHDRAWN = "withdrawn"
    CONFIRMATION = "confirmation"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER_DAYS = "reminder_days"
    REMINDER_HOURS = "reminder_hours"
    SMS_CANCEL = "sms_cancel"
    SMS_STOPPED = "sms_stopped"
    SMS_STARTED = "sms_started"
    SMS_UNKNOWN = "sms_unknown"
    STAFF_CONFIRMATION = "staff_confirmation"
    STAFF_MOVED = "staff_moved"
    STAFF_CHANGED = "staff_changed"
    STAFF_CANCELLED = "staff_cancelled"
    STAFF_REMINDER = "staff_reminder"
    STAFF_DAY = "staff_day"
    STAFF_SHORTAGE = "staff_shortage"
    ACCOUNT_WELCOME = "account_welcome"
    ACCOUNT_RESET = "account_reset"
