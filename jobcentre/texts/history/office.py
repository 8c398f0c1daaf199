"""What the audit trail says about staff, teams, the municipality and files."""

# Action to Danish and English. Names in braces are the entry's facts.
SENTENCES: dict[str, tuple[str, str]] = {
    "staff.signed_in": ("Loggede ind", "Signed in"),
    "staff.signed_out": ("Loggede af på alle enheder", "Signed out on every device"),
    "staff.sign_in_failed": ("Forkert adgangskode ved login", "Wrong password at sign-in"),
    "staff.reset_asked": ("Bad om en ny adgangskode", "Asked for a new password"),
    "staff.password_chosen": ("Valgte en adgangskode", "Chose a password"),
    "staff.created": ("Medarbejder oprettet som {role}", "Member of staff added as {role}"),
    "staff.changed": ("Medarbejder ændret: {columns}", "Member of staff changed: {columns}"),
    "staff.deactivated": ("Medarbejderens adgang lukket", "Access closed for a member of staff"),
    "staff.reactivated": ("Medarbejderens adgang åbnet igen", "Access opened again for a member of staff"),
    "staff.welcomed": ("Nyt link til at vælge adgangskode sendt", "New link to choose a password sent"),
    "team.created": ("Team oprettet", "Team added"),
    "team.renamed": ("Team omdøbt", "Team renamed"),
    "municipality.changed": (
        "Kommunens oplysninger ændret: {columns}",
        "The municipality's details changed: {columns}",
    ),
    "pack.chosen": ("Regler valgt: {pack}, fra {from_on}", "Rules chosen: {pack}, from {from_on}"),
    "pack.choice_withdrawn": (
        "Valg af regler taget tilbage: {pack}, fra {from_on}",
        "Choice of rules taken back: {pack}, from {from_on}",
    ),
    "hours.changed": ("Faste tider ændret", "Weekly hours changed"),
    "time_off.added": ("Fravær tilføjet", "Time off added"),
    "time_off.removed": ("Fravær slettet", "Time off removed"),
    "staff.mails_chosen": ("Valgte e-mails om egne samtaler", "Chose e-mails about own interviews"),
    "outage.noted": ("Udfald noteret: {failing}, fra {from_at}", "Outage noted: {failing}, from {from_at}"),
    "file.imported": ("Fil med borgere indlæst", "File of citizens imported"),
    "audit.read": ("Loggen blev læst", "The log was read"),
}

# Codes among the facts, by the fact's name.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "failing": {
        "service": ("hele systemet", "the whole service"),
        "booking": ("valg af tid", "choosing a time"),
        "meetings": ("video eller telefon", "video or telephone"),
        "messages": ("beskeder", "messages"),
    },
    "role": {
        "caseworker": ("sagsbehandler", "caseworker"),
        "team_leader": ("teamleder", "team leader"),
        "administrator": ("administrator", "administrator"),
        "auditor": ("revisor", "auditor"),
    },
}
