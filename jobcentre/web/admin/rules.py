"""Which rules people are found by: the packs there are, the choice and its day, and what it would change."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.services.rule_choosing import rule_choices, rule_comparison
from jobcentre.services.rule_choosing.rule_choices import CautionCode
from jobcentre.services.unfit import Unfit
from jobcentre.web import rule_words, staff_words
from jobcentre.web.admin import blueprint
from jobcentre.web.forms import TypedDay, read_day, read_iso_day
from jobcentre.web.language import LazyString, current, lazy_gettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

DAY = "from"
MISSING: dict[str, LazyString] = {DAY: lazy_gettext("Skriv både dag, måned og år med tal, for eksempel 20 11 2026.")}


@blueprint.get("/rules")
@staff(Right.ADMINISTER)
def rules() -> ResponseReturnValue:
    """The rules in use, those to choose among with every number, and the choices made so far."""
    return _page()


@blueprint.get("/rules/preview")
@staff(Right.ADMINISTER)
def rules_preview() -> ResponseReturnValue:
    """What to know before choosing, and whom the choice would concern. The names that are shown are noted."""
    name, day = request.args.get("pack", ""), read_day(DAY, request.args)
    try:
        pack, from_on = rule_choices.checked(centre(), name, day.value)
    except Unfit as unfit:
        return _page(name, day, unfit)
    cautions = rule_choices.cautions(pack, from_on, rule_choices.history())
    found = rule_comparison.compare(centre(), pack, from_on, who())
    return render_template(
        "admin/rules/preview.html",
        found=found,
        cautions=[rule_words.caution(one, _titles()) for one in cautions],
        same=any(one.code is CautionCode.SAME for one in cautions),
    )


@blueprint.post("/rules")
@staff(Right.ADMINISTER)
def rules_choose() -> ResponseReturnValue:
    """Choose. Whoever has been summoned keeps the rules of then."""
    name, day = request.form.get("pack", ""), read_iso_day(request.form.get("on", ""))
    try:
        pack, from_on = rule_choices.checked(centre(), name, day)
        rule_choices.choose(centre(), pack.name, from_on, request_id(), who())
    except Unfit as unfit:
        return _page(name, _parts(day), unfit)
    flash(_("Reglerne er valgt."), "success")
    return redirect(url_for("admin.rules"), 303)


@blueprint.post("/rules/<uuid:public_id>/withdraw")
@staff(Right.ADMINISTER)
def rules_withdraw(public_id: UUID) -> ResponseReturnValue:
    """Take back a choice whose day has not come."""
    rule_choices.withdraw(public_id, request_id(), who())
    flash(_("Valget er taget tilbage."), "success")
    return redirect(url_for("admin.rules"), 303)


def _page(name: str = "", day: TypedDay | None = None, unfit: Unfit | None = None) -> ResponseReturnValue:
    packs = sorted(centre().packs.values(), key=lambda pack: (pack.in_force_from, pack.name), reverse=True)
    made = rule_choices.history()
    errors = staff_words.faults(unfit, MISSING) if unfit else {}
    page = render_template(
        "admin/rules/list.html",
        packs=packs,
        numbers={pack.name: rule_words.numbers(pack) for pack in packs},
        words=rule_words,
        made=made,
        titles=_titles(),
        in_use=next((one for one in made if one.standing is rule_choices.Standing.IN_USE), None),
        chosen=name,
        day=day or _parts(clock.today()),
        errors={f"{DAY}-day" if field == DAY else field: text for field, text in errors.items()},
    )
    return page, 422 if errors else 200


def _titles() -> dict[str, str]:
    return {pack.name: pack.title[current()] for pack in centre().packs.values()}


def _parts(day: date | None) -> TypedDay:
    return TypedDay((str(day.day), str(day.month), str(day.year)) if day else ("", "", ""), day)
