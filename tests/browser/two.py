"""Steps that lead to pages with the times of two: one's own caseworker and a colleague."""

from datetime import timedelta

from jobcentre.models.availability import TimeOff
from tests.browser.stage import Stage, Steps
from tests.builders import a_staff, hours, saved
from tests.conftest import NOW


def of_two(path: str = "", away: bool = False) -> Steps:
    """Somebody who has a caseworker of their own, who has a colleague; the caseworker may have no times left."""

    def steps(stage: Stage) -> None:
        own = stage.live.town.caseworker
        hours(a_staff(team=stage.live.town.team, name="Ole Vang"))
        if away:
            saved(TimeOff(staff_id=own.id, starts_at=NOW, ends_at=NOW + timedelta(days=90)))
        stage.known(stage.summons(person={"caseworker_id": own.id}), path)

    return steps


def with_a_colleague(stage: Stage) -> None:
    of_two(away=True)(stage)
    stage.choose()
