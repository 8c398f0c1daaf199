"""One message of each kind, to people who do not exist."""

from datetime import UTC, datetime
from uuid import UUID

from jobcentre.channels.memo import (
    Appointment,
    Case,
    Document,
    Message,
    Reservation,
    SelfService,
    Sender,
    TextMessage,
)

CPR = "6405010007"
SENDER = Sender("00000000", "Eksempel Kommune")
APPOINTMENT = Appointment(
    "Opret aftale i kalender",
    Reservation(
        id=UUID("9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"),
        starts_at=datetime(2026, 12, 8, 9, tzinfo=UTC),
        ends_at=datetime(2026, 12, 8, 9, 45, tzinfo=UTC),
        abstract="Videomøde",
        description="Samtale med kommunen.",
        location="https://jobcentre.example/m/7Qd2Kx9p",
        organizer="Eksempel Kommune",
    ),
)
SELF_SERVICE = SelfService(
    "Vælg en tid", "https://jobcentre.example/b/opaque-token", datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
)
MESSAGE = Message(
    id=UUID("3f0c2b1e-7d4a-4c58-9b60-1a2b3c4d5e6f"),
    created_at=datetime(2026, 11, 21, 21, tzinfo=UTC),
    sender=SENDER,
    recipient=CPR,
    label="Vælg en tid til din samtale senest 1. december",
    notification="Du har fået en besked fra kommunen. Læs den i Digital Post.",
    document=Document(label="Brev", file_name="brev.pdf", language="da", content=b"%PDF-1.7 not really"),
    case=Case("5b2f", "Videosamtaler"),
    actions=(APPOINTMENT, SELF_SERVICE),
)
TEXT = TextMessage(
    id=UUID("4f0c2b1e-7d4a-4c58-9b60-1a2b3c4d5e6f"),
    sender=SENDER,
    recipient=CPR,
    label="Besked fra kommunen",
    text="Husk din samtale i morgen kl. 10.15. https://jobcentre.example/m/7Qd2Kx9p",
)
