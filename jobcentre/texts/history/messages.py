"""What the audit trail says about messages, addresses, tasks and wordings."""

# Action to Danish and English. Names in braces are the entry's facts.
SENTENCES: dict[str, tuple[str, str]] = {
    "message.listed": ("Beskederne blev vist", "The messages were shown"),
    "message.read": ("Beskedens tekst blev læst: {kind}", "The text of a message was read: {kind}"),
    "message.exported": ("Beskederne blev hentet som fil", "The messages were taken out as a file"),
    "wording.saved": ("Kommunens egen tekst gemt: {kind}, {language}", "Own text saved: {kind}, {language}"),
    "wording.ended": ("Standardteksten bruges igen: {kind}, {language}", "Standard text again: {kind}, {language}"),
    "task.opened": ("Opgave til sagsbehandleren: {task}", "Task for the caseworker: {task}"),
    "task.done": ("Opgave klaret: {task}", "Task done: {task}"),
    "address.refused": (
        "{channel} kunne ikke leveres: adressen virker ikke",
        "{channel} refused: the address does not work",
    ),
    "address.retried": ("Adressen bruges igen: {channel}", "The address is used again: {channel}"),
}

# Codes among the facts, by the fact's name.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "channel": {
        "digital_post": ("Digital Post", "Digital Post"),
        "letter": ("brev", "letter"),
        "email": ("e-mail", "e-mail"),
        "sms": ("SMS", "SMS"),
        "nemsms": ("NemSMS", "NemSMS"),
    },
    "task": {
        "bounced": ("besked kunne ikke leveres", "a message could not be delivered"),
        "receipt_missing": ("kvittering mangler", "a receipt is missing"),
        "unreachable": ("borgeren kan ikke nås", "the person cannot be reached"),
        "uncertain": ("besked er måske kommet frem", "a message may have arrived"),
        "reply": ("borgeren har skrevet", "the person has written"),
        "declined": ("borgerens kalender har sagt nej", "the person's calendar said no"),
        "spells": ("ledigheden er uklar", "the unemployment on file is not clear"),
        "wants_interview": ("borgeren ønsker en samtale til", "the person wants a further interview"),
        "no_time_set": ("der kunne ikke sættes en tid", "no time could be set"),
    },
    "kind": {
        "summons": ("indkaldelse", "summons"),
        "summons_fixed": ("indkaldelse til en fast tid", "summons to a set time"),
        "chaser": ("påmindelse om at vælge tid", "reminder to choose a time"),
        "withdrawn": ("indkaldelse lukket", "summons closed"),
        "confirmation": ("bekræftelse", "confirmation"),
        "moved": ("ny tid", "new time"),
        "changed": ("ny form", "new form"),
        "cancelled": ("aflysning", "cancellation"),
        "reminder_days": ("påmindelse, dage før", "reminder, days before"),
        "reminder_hours": ("påmindelse, timer før", "reminder, hours before"),
        "sms_cancel": ("svar på AFLYS", "answer to CANCEL"),
        "sms_stopped": ("svar på STOP", "answer to STOP"),
        "sms_started": ("svar på START", "answer to START"),
        "sms_unknown": ("svar på en besked, vi ikke forstod", "answer to a message that we did not understand"),
        "staff_confirmation": ("nyt møde", "new meeting"),
        "staff_moved": ("flyttet møde", "moved meeting"),
        "staff_changed": ("ændret møde", "changed meeting"),
        "staff_cancelled": ("aflyst møde", "cancelled meeting"),
        "staff_reminder": ("påmindelse før mødet", "reminder before the meeting"),
        "staff_day": ("dagens møder", "the day's meetings"),
        "staff_shortage": ("mangel på tider", "times are short"),
        "account_welcome": ("link til at vælge adgangskode", "link to choose a password"),
        "account_reset": ("link til ny adgangskode", "link to a new password"),
    },
}
