"""What a rule pack says, number by number, and what to know before choosing it, in plain words."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from flask_babel import format_decimal

from jobcentre.models.citizen import BenefitGroup
from jobcentre.rules.packs import AgeDay, Chooses, Counting, Form, Method, Pack, ReminderKind, Status, Then
from jobcentre.services.rule_choosing.rule_choices import Caution, CautionCode, Standing
from jobcentre.texts import dates
from jobcentre.web import staff_words
from jobcentre.web.language import LazyString, current, gettext, ngettext
from jobcentre.web.language import lazy_gettext as _

HOW: dict[Form, LazyString] = {
    Form.VIDEO: _("på video"),
    Form.TELEPHONE: _("på telefon"),
    Form.IN_PERSON: _("ved personligt fremmøde"),
}
WHOM: dict[AgeDay, LazyString] = {
    AgeDay.INTERVIEW: _("Under %(age)s år på dagen for samtalen."),
    AgeDay.SUMMONS: _("Under %(age)s år den dag, indkaldelsen sendes."),
    AgeDay.THRESHOLD: _("Under %(age)s år den dag, grænsen bliver nået."),
}
# Kind of badge and words.
STANDINGS: dict[Standing, tuple[str, LazyString]] = {
    Standing.IN_USE: ("success", _("Bruges nu")),
    Standing.COMING: ("info", _("Kommer")),
    Standing.OVER: ("", _("Afløst")),
    Standing.WITHDRAWN: ("", _("Taget tilbage")),
}
CAUTIONS: dict[CautionCode, LazyString] = {
    CautionCode.MODEL: _(
        "Reglerne viser, hvordan det kunne være. De er ikke gældende lov. Tjek loven, før I bruger dem."
    ),
    CautionCode.NOT_YET: _("Reglerne gælder først fra %(day)s. Før den dag bliver ingen indkaldt efter dem."),
    CautionCode.NO_LONGER: _("Reglerne gjaldt til og med %(day)s. Ingen bliver indkaldt efter dem."),
    CautionCode.ENDS_SOON: _("Reglerne gælder kun til og med %(day)s. Vælg nye regler inden da."),
    CautionCode.REPLACES: _("Der er allerede valgt regler fra %(day)s: %(pack)s. De bliver erstattet."),
    CautionCode.FOLLOWED: _("Fra %(day)s tager et andet valg over: %(pack)s."),
    CautionCode.SAME: _("Kommunen følger allerede disse regler den dag. Der er ikke noget at ændre."),
}


def caution(one: Caution, titles: dict[str, str]) -> str:
    """One warning; ``titles`` are those of the packs by name."""
    day = dates.date_in_full(one.day, current()) if one.day else ""
    return str(CAUTIONS[one.code]) % {"day": day, "pack": titles.get(one.pack or "", one.pack)}


def in_force(pack: Pack) -> str:
    """From when and until when the rules may be acted upon."""
    first = dates.date_in_full(pack.in_force_from, current())
    if pack.in_force_until is None:
        return gettext("Gælder fra %(first)s.", first=first)
    last = dates.date_in_full(pack.in_force_until, current())
    return gettext("Gælder fra %(first)s til %(last)s.", first=first, last=last)


def numbers(pack: Pack) -> list[tuple[str, str]]:
    """Every number of a pack: what it is about, and what it says."""
    return [
        (gettext("Hvem"), str(WHOM[pack.age_measured_on]) % {"age": pack.age_limit}),
        (gettext("Hvornår"), _after(pack.threshold_months)),
        (gettext("Sådan tælles der"), " ".join(_counting(pack))),
        (gettext("Samtalens form"), _forms(pack)),
        (gettext("Samtalens længde"), _length(pack)),
        (gettext("Vælge en tid"), " ".join(_choosing(pack))),
        (gettext("Samtalen holdes"), _held(pack.latest_after_days)),
        (gettext("Flytte og aflyse"), _changing(pack)),
        (gettext("Har ikke valgt tid"), " ".join(_no_answer(pack))),
        (gettext("Påmindelser om samtalen"), _reminders(pack)),
        (gettext("Døren åbner"), _before(timedelta(minutes=pack.opens_minutes_before))),
    ]


def is_model(pack: Pack) -> bool:
    return pack.status is Status.MODEL


def _after(months: int) -> str:
    return ngettext("Efter %(num)s måned uden job.", "Efter %(num)s måneder uden job.", months)


def _counting(pack: Pack) -> Iterator[str]:
    seen: list[Counting] = []
    for counting in pack.counting.values():
        if counting in seen:
            continue
        seen.append(counting)
        groups = _listed([str(staff_words.BENEFITS[BenefitGroup(group)]).lower() for group in counting.benefit_groups])
        yield dates.sentence(f"{groups}: {_method(counting)}")
        if counting.gap_days:
            yield ngettext(
                "Et ophold på højst %(num)s dag afbryder ikke.",
                "Et ophold på højst %(num)s dage afbryder ikke.",
                counting.gap_days,
            )


def _method(counting: Counting) -> str:
    if counting.method is Method.CONTINUOUS:
        return gettext("måneder i træk på samme ydelse.")
    if counting.method is Method.ACCUMULATED:
        return ngettext("%(num)s dag i alt.", "%(num)s dage lagt sammen.", counting.days)
    full, part = (
        format_decimal(Decimal(number) / 100)
        for number in (counting.full_time_centihours, counting.part_time_centihours)
    )
    return gettext(
        "timer uden job. En måned er %(full)s timer, og %(part)s for deltidsforsikrede.", full=full, part=part
    )


def _forms(pack: Pack) -> str:
    forms = pack.forms
    if len(forms.allowed) == 1:
        return gettext("Altid %(form)s.", form=HOW[forms.first])
    first = gettext("Den første samtale er %(form)s.", form=HOW[forms.first])
    if forms.chosen_by is Chooses.CITIZEN:
        ways = _listed([str(HOW[form]) for form in forms.allowed], gettext("eller"))
        return f"{first} " + gettext("Senere vælger borgeren selv: %(forms)s.", forms=ways)
    return f"{first} " + gettext("Senere vælger kommunen, som regel %(form)s.", form=HOW[forms.preselected])


def _length(pack: Pack) -> str:
    said = f"{_duration(timedelta(minutes=pack.duration_minutes))}."
    if not pack.buffer_minutes:
        return said
    pause = _duration(timedelta(minutes=pack.buffer_minutes))
    return f"{said} " + gettext("Bagefter holdes %(pause)s fri.", pause=pause)


def _choosing(pack: Pack) -> Iterator[str]:
    yield ngettext(
        "Borgeren har %(num)s dag til at vælge.", "Borgeren har %(num)s dage til at vælge.", pack.days_to_book
    )
    if pack.short_notice_reason is not None:
        yield gettext("Det er kort tid, fordi: %(reason)s", reason=pack.short_notice_reason[current()])
    if pack.notice_hours:
        notice = _duration(timedelta(hours=pack.notice_hours))
        yield gettext("Tiden skal ligge mindst %(notice)s fremme.", notice=notice)


def _held(days: int) -> str:
    return ngettext("Senest %(num)s dag efter indkaldelsen.", "Senest %(num)s dage efter indkaldelsen.", days)


def _changing(pack: Pack) -> str:
    until = _duration(timedelta(hours=pack.cut_off_hours))
    times = ngettext("Højst %(num)s gang.", "Højst %(num)s gange.", pack.moves_allowed)
    return gettext("Borgeren kan selv gøre det indtil %(until)s før.", until=until) + f" {times}"


def _no_answer(pack: Pack) -> Iterator[str]:
    for chaser in pack.chasers:
        if chaser.days_before:
            days = _duration(timedelta(days=chaser.days_before))
            yield gettext("%(days)s før fristen får borgeren en påmindelse.", days=dates.sentence(days))
        else:
            yield gettext("På den sidste dag får borgeren en påmindelse.")
    no_answer = pack.no_answer
    after = dates.sentence(_duration(timedelta(days=no_answer.after_days)))
    if no_answer.then is Then.FLAG:
        yield gettext("%(after)s efter fristen bliver det en opgave for en sagsbehandler.", after=after)
        return
    notice = _duration(timedelta(days=no_answer.notice_days))
    yield gettext(
        "%(after)s efter fristen får borgeren en tid, som ligger mindst %(notice)s fremme.", after=after, notice=notice
    )
    yield ngettext("Den kan flyttes %(num)s gang.", "Den kan flyttes %(num)s gange.", no_answer.moves)


def _reminders(pack: Pack) -> str:
    if not pack.reminders:
        return gettext("Ingen.")
    spans = [
        timedelta(days=rule.days) if rule.kind is ReminderKind.DAYS else timedelta(hours=rule.hours)
        for rule in pack.reminders
    ]
    return gettext("%(span)s før.", span=dates.sentence(_listed([_duration(span) for span in spans])))


def _before(span: timedelta) -> str:
    return gettext("%(span)s før.", span=dates.sentence(_duration(span))) if span else gettext("Når samtalen begynder.")


def _duration(span: timedelta) -> str:
    return dates.duration(span, current())


def _listed(parts: list[str], joint: str = "") -> str:
    *many, last = parts
    return f"{', '.join(many)} {joint or gettext('og')} {last}" if many else last
