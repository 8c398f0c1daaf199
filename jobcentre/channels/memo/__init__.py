"""MeMo 1.2, the format of Digital Post and NemSMS: values, their limits, and the XML made of them.

Since version 1.2 there is no official schema to validate against (digitaliser.dk, 23 February 2024), so the limits
are enforced here. What is outside of them never becomes a message.
"""

from jobcentre.channels.memo.building import compose
from jobcentre.channels.memo.limits import OutOfBounds
from jobcentre.channels.memo.reading import Button, Envelope, buttons, envelope, letter, subject
from jobcentre.channels.memo.values import (
    Appointment,
    Case,
    Document,
    Message,
    Reservation,
    SelfService,
    Sender,
    TextMessage,
)

__all__ = [
    "Appointment",
    "Button",
    "Case",
    "Document",
    "Envelope",
    "Message",
    "OutOfBounds",
    "Reservation",
    "SelfService",
    "Sender",
    "TextMessage",
    "buttons",
    "compose",
    "envelope",
    "letter",
    "subject",
]
