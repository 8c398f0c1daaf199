"""``jobcentre why``: why somebody is to be summoned, or was not on a past day."""

import json
from datetime import date, datetime
from typing import Any

import click

from jobcentre.cli.setting import application
from jobcentre.models.base import scope
from jobcentre.services import tenants, verdicts
from jobcentre.services.audit import OPERATOR
from jobcentre.services.decisions import looking_back
from jobcentre.services.decisions.looking_back import Answer, Unanswerable
from jobcentre.texts.looking_back import paragraph


@click.command()
@click.argument("external_id")
@click.option("--municipality", metavar="CODE", required=True, help="Whose citizen it is: four digits.")
@click.option(
    "--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="A past day, such as 2026-11-23; today by default."
)
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.pass_context
def why(context: click.Context, external_id: str, municipality: str, on: datetime | None, as_json: bool) -> None:
    """Say why the citizen whom the case system knows as EXTERNAL_ID is due, or is not, as known on that day."""
    with application(context) as app:
        municipality_id = tenants.codes().get(municipality)
        if municipality_id is None:
            raise click.ClickException(f"there is no municipality {municipality}")
        with scope(municipality_id):
            answer = _answer(app.extensions["jobcentre"], external_id, on.date() if on else None)
    click.echo(json.dumps(_entry(answer), ensure_ascii=False) if as_json else _words(answer))


def _answer(centre: Any, external_id: str, on: date | None) -> Answer:
    public_id = looking_back.known_as(external_id)
    try:
        found = looking_back.why(centre, public_id, on, OPERATOR) if public_id else None
    except Unanswerable as unanswerable:
        if unanswerable.since is None:
            raise click.ClickException(f"{unanswerable.on} has not come yet") from None
        raise click.ClickException(f"the citizen has been known since {unanswerable.since} only") from None
    if found is None:
        raise click.ClickException(f"there is no citizen {external_id}")
    return found


def _words(answer: Answer) -> str:
    return paragraph(answer.told.reasons, answer.remarks, "en", but=answer.told.but)


def _entry(answer: Answer) -> dict[str, Any]:
    verdict = answer.verdict
    return {
        "on": answer.on.isoformat(),
        "known_at": answer.known_at.isoformat(),
        "rule": answer.rule,
        "due": verdict.due if verdict else None,
        "due_on": verdict.due_on.isoformat() if verdict and verdict.due_on else None,
        "projected_on": verdict.projected_on.isoformat() if verdict and verdict.projected_on else None,
        "reasons": verdicts.as_kept(answer.told.reasons),
        "remarks": [
            {"code": remark.value, "facts": {name: str(value) for name, value in facts.items()}}
            for remark, facts in answer.remarks
        ],
        "why": _words(answer),
    }
