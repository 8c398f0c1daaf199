"""The words for codes on the staff's pages: roles, outcomes, grounds, kinds of message, faults in forms."""

from collections.abc import Mapping

from flask import Flask, g

from jobcentre import registers
from jobcentre.models.citizen import BenefitGroup
from jobcentre.models.occasion import Held
from jobcentre.rules.access import Right, Role, allows
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.identifying import Identification
from jobcentre.rules.withdrawal import Ground
from jobcentre.services.unfit import Fault, Unfit
from jobcentre.services.week import Kind
from jobcentre.texts import failures, held_fields, history, phones
from jobcentre.texts import faults as file_faults
from jobcentre.web import message_words, need_words, override_words, person_words, standing_words
from jobcentre.web.language import LazyString, current, gettext
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.obstacle_words import OBSTACLES

ROLES: dict[Role, LazyString] = {
    Role.CASEWORKER: _("Sagsbehandler"),
    Role.TEAM_LEADER: _("Teamleder"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.AUDITOR: _("Revisor"),
}
ROLE_HINTS: dict[Role, LazyString] = {
    Role.CASEWORKER: _("Holder samtaler med teamets borgere"),
    Role.TEAM_LEADER: _("Som sagsbehandler, og ser hele teamets tider og opgaver"),
    Role.ADMINISTRATOR: _("Styrer medarbejdere, regler og kommunens oplysninger"),
    Role.AUDITOR: _("Læser loggen, ændrer ingenting"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.ATTENDED: _("Mødte op"),
    Outcome.ABSENT: _("Udeblev"),
    Outcome.EXCUSED: _("Lovligt forfald"),
    Outcome.TECHNICAL_FAILURE: _("Teknikken svigtede"),
}
OUTCOME_HINTS: dict[Outcome, LazyString] = {
    Outcome.ATTENDED: _("Samtalen er holdt, også hvis den begyndte for sent"),
    Outcome.ABSENT: _("Borgeren kom ikke, og I har ikke hørt hvorfor"),
    Outcome.EXCUSED: _("Borgeren havde en rimelig grund"),
    Outcome.TECHNICAL_FAILURE: _("Lyd, billede eller forbindelse virkede ikke. Det tæller aldrig som udeblivelse"),
}
GROUNDS: dict[CancelGround, LazyString] = {
    CancelGround.ILLNESS: _("Borgeren er forhindret af sygdom"),
    CancelGround.JOB_INTERVIEW: _("Borgeren skal til jobsamtale"),
    CancelGround.WORK: _("Borgeren skal på arbejde"),
    CancelGround.CHILD_CARE: _("Borgeren skal passe sit barn"),
    CancelGround.PARENTAL_LEAVE: _("Borgeren er på barsel"),
    CancelGround.OTHER: _("Noget andet"),
    CancelGround.MUNICIPALITY: _("Jobcentret kan ikke holde samtalen"),
    CancelGround.NO_LONGER_DUE: _("Borgeren skal ikke længere til samtale"),
}
WITHDRAWALS: dict[Ground, LazyString] = {
    Ground.FOUND_WORK: _("Borgeren har fået arbejde"),
    Ground.MOVED_AWAY: _("Borgeren er flyttet til en anden kommune"),
    Ground.EXEMPTED: _("Borgeren er fritaget"),
    Ground.MISTAKE: _("Indkaldelsen var en fejl"),
    Ground.OTHER: _("Noget andet"),
}
# Why nobody was written to, where there is more to say than that.
NOT_SENT: dict[Held | None, LazyString] = {
    Held.NO_TIMES: _("Der er ikke sendt besked, for der er ingen ledige tider. Åbn flere tider, og prøv igen."),
    Held.NO_ADDRESS: _(
        "Der er ikke sendt besked, for vi kan ikke skrive til borgeren. Ret oplysningerne, eller find en tid sammen."
    ),
    Held.INCOMPLETE: _(
        "Der er ikke sendt besked, for kommunens oplysninger mangler. Bed en administrator om at udfylde dem."
    ),
}
BENEFITS: dict[BenefitGroup, LazyString] = {
    BenefitGroup.DAGPENGE: _("Dagpenge"),
    BenefitGroup.KONTANTHJAELP: _("Kontanthjælp"),
    BenefitGroup.UDDANNELSESHJAELP: _("Uddannelseshjælp"),
}
MESSAGES: dict[str, LazyString] = {
    "summons": _("Indkaldelse"),
    "summons_fixed": _("Indkaldelse til en fast tid"),
    "chaser": _("Påmindelse om at vælge tid"),
    "withdrawn": _("Indkaldelse lukket"),
    "confirmation": _("Bekræftelse"),
    "moved": _("Ny tid"),
    "changed": _("Ny form"),
    "cancelled": _("Aflysning"),
    "reminder_days": _("Påmindelse, dage før"),
    "reminder_hours": _("Påmindelse, timer før"),
    "sms_cancel": _("Svar på AFLYS"),
    "sms_stopped": _("Svar på STOP"),
    "code_identify": _("Engangskode"),
    "code_address": _("Kode til at bekræfte en adresse"),
    "address_changed": _("Ny adresse, sagt til den gamle"),
    "sms_started": _("Svar på START"),
    "sms_unknown": _("Svar på en besked, vi ikke forstod"),
    "earlier_time": _("Tilbud om en tidligere tid"),
    "staff_confirmation": _("Nyt møde"),
    "staff_moved": _("Flyttet møde"),
    "staff_changed": _("Ændret møde"),
    "staff_cancelled": _("Aflyst møde"),
    "staff_reminder": _("Påmindelse før mødet"),
    "staff_day": _("Dagens møder"),
    "staff_shortage": _("Mangel på tider"),
    "account_welcome": _("Link til at vælge adgangskode"),
    "account_reset": _("Link til ny adgangskode"),
}
IDENTIFICATIONS: dict[Identification, tuple[LazyString, LazyString]] = {
    Identification.BIRTH_DATE: (_("Fødselsdato"), _("Fem forkerte svar lukker linket.")),
    Identification.CODE: (
        _("Fødselsdato og en kode"),
        _("Koden sendes på SMS eller e-mail. Den, vi ikke har adresse eller nummer på, må ringe."),
    ),
    Identification.MITID: (_("MitID"), _("Den, der ikke har MitID, må ringe.")),
}
NO_BROKER = _("MitID kræver en aftale med en broker; se driftsvejledningen.")
CALENDAR: dict[Kind, LazyString] = {
    Kind.BOOKED: _("Aftalt møde"),
    Kind.HELD: _("Holdes til en borger"),
    Kind.OPEN: _("Ledige tider"),
    Kind.BUSY: _("Optaget"),
    Kind.DONE: _("Gennemført"),
    Kind.NOSHOW: _("Udeblevet"),
    Kind.NOT_HELD: _("Ikke holdt"),
}
# What stands empty, or is too long, by the name of its field: the summary of faults names no fields beside these.
MISSING: dict[str, LazyString] = {
    "name": _("Skriv navnet"),
    "email": _("Skriv e-mailadressen"),
    "role": _("Vælg en rolle"),
    "language": _("Vælg et sprog"),
    "jobcentre": _("Skriv jobcentrets navn"),
    "address": _("Skriv adressen"),
    "phone": _("Skriv telefonnummeret"),
    "phone_hours": _("Skriv telefontiden"),
}
MISSING_OF_MUNICIPALITY = {**MISSING, "name": _("Skriv kommunens navn")}
TOO_LONG: dict[str, LazyString] = {
    "name": _("Skriv navnet kortere"),
    "email": _("Skriv e-mailadressen kortere"),
    "jobcentre": _("Skriv jobcentrets navn kortere"),
    "address": _("Skriv adressen kortere"),
    "phone": _("Skriv telefonnummeret kortere"),
    "phone_hours": _("Skriv telefontiden kortere"),
}
FAULTS: dict[Fault, LazyString] = {
    Fault.MISSING: _("Feltet skal være udfyldt"),
    Fault.TOO_LONG: _("Teksten er for lang"),
    Fault.EMAIL: _("Skriv en e-mailadresse, for eksempel navn@kommune.dk"),
    Fault.EMAIL_TAKEN: _("E-mailadressen kan ikke bruges her. Skriv en anden"),
    Fault.NAME_TAKEN: _("Navnet er allerede i brug"),
    Fault.UNKNOWN: _("Vælg en mulighed fra listen"),
    Fault.PAST: _("Vælg i dag eller en senere dag"),
    Fault.OWN_ACCOUNT: _("Du kan ikke lukke din egen adgang. Bed en anden administrator om det"),
    Fault.LAST_ADMINISTRATOR: _("Der skal altid være mindst én administrator"),
    Fault.CVR: _("Skriv CVR-nummeret med otte tal"),
    Fault.CVR_NEEDED: _("Skriv CVR-nummeret. Kommunen sender Digital Post, og det kan den ikke uden"),
    Fault.PHONE: _("Skriv et telefonnummer, som borgerne kan ringe til, for eksempel 70 10 10 10"),
    Fault.SMS_SENDER: _("Skriv et telefonnummer eller højst 11 bogstaver og tal, uden æ, ø og å"),
    Fault.PASSWORD_SHORT: _("Adgangskoden skal have mindst 12 tegn"),
    Fault.PASSWORD_PERSONAL: _("Adgangskoden må ikke være dit navn eller din e-mailadresse"),
    Fault.PASSWORDS_DIFFER: _("De to adgangskoder er ikke ens"),
}


# Where a form asks otherwise than a file does.
IN_FORMS: dict[registers.Reason, LazyString] = {
    registers.Reason.DATE_SHAPE: _("Skriv både dag, måned og år med tal, for eksempel 20 11 2026."),
    registers.Reason.INTERPRETER: _("Skriv sproget kun med bogstaver, for eksempel arabisk."),
}


def register(app: Flask) -> None:
    """Give templates the words, as filters from code to words, and `can(right)`: whether the reader may."""
    app.jinja_env.globals["can"] = _can
    app.jinja_env.filters.update(
        role_words=ROLES.__getitem__,
        outcome_words=OUTCOMES.__getitem__,
        ground_words=GROUNDS.__getitem__,
        exemption_words=override_words.GROUNDS.__getitem__,
        override_words=override_words.KINDS.__getitem__,
        notice_words=override_words.SHORT_NOTICE.__getitem__,
        benefit_words=BENEFITS.__getitem__,
        calendar_words=CALENDAR.__getitem__,
        message_words=lambda kind: MESSAGES.get(kind, kind),
        delivery_badge=message_words.badge,
        missing_fields=lambda fields: held_fields.sentences(fields, current()),
        channel_words=lambda channel: message_words.CHANNELS.get(channel, channel),
        failure_words=lambda reason, channel: failures.sentence(reason or "", channel, current()),
        **standing_words.filters(),
        obstacle_words=OBSTACLES.get,
        need_words=_need,
        asked_words=need_words.asked,
        kind_words=need_words.kinds,
        asked_sentence=need_words.sentence,
        phone_number=phones.number,
        **person_words.filters(),
        history_words=lambda item: history.sentence(item.action, item.facts, current()),
    )


def fault_sentence(fault: registers.Fault) -> str:
    """What is wrong with a field of a form whose texts are read like a file's."""
    return str(IN_FORMS.get(fault.reason) or file_faults.sentence(fault.reason, fault.facts, current()))


def faults(unfit: Unfit, missing: Mapping[str, LazyString] = MISSING) -> dict[str, str]:
    """The sentences for a form that was sent back, by field; `missing` are those for what stands empty."""
    by_field = {Fault.MISSING: missing, Fault.TOO_LONG: TOO_LONG}
    return {field: str(by_field.get(fault, {}).get(field) or FAULTS[fault]) for field, fault in unfit.faults.items()}


def _need(need: str) -> str:
    """`interpreter:ar` names a language by its code; what is no code is somebody's own words."""
    kind, _colon, detail = need.partition(":")
    if kind == "interpreter":
        spoken = need_words.tongue(detail)
        return gettext("tolk (%(spoken)s)", spoken=spoken) if spoken else gettext("tolk")
    return gettext("bisidder") if need == "companion" else need


def _can(right: str) -> bool:
    return allows(g.identity.role, Right(right))
