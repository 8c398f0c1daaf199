"""The kinds of messages, and what each must say before it may be sent.

`REQUIRED` names the facts a kind cannot do without, `ELEMENTS` the parts its text must have: each
is a block of that name in `body.txt` and `body.html`, and an empty one stops the message. So a
summons cannot leave without its duty, its consequence or its telephone number, whoever edits the
templates. `SMS_ELEMENTS` are those of `sms.txt`; `EXTRAS` are blocks that may be empty.
"""

from jobcentre.texts.kinds.facts import MessageFacts, known
from jobcentre.texts.kinds.kind import Kind
from jobcentre.texts.kinds.parts import CALENDAR_METHODS, ELEMENTS, EXTRAS, SMS_ELEMENTS
from jobcentre.texts.kinds.required import REQUIRED, missing, required, varieties

__all__ = [
    "CALENDAR_METHODS",
    "ELEMENTS",
    "EXTRAS",
    "REQUIRED",
    "SMS_ELEMENTS",
    "Kind",
    "MessageFacts",
    "known",
    "missing",
    "required",
    "varieties",
]
