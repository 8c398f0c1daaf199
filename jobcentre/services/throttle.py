"""How often something was tried lately, counted by the database so that every web process shares the count.

A try is committed at once, so that it is not forgotten with the transaction of whoever is refused.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.clockwork import Throttle
from jobcentre.rules.access import Limit
from jobcentre.rules.refusals import Throttled

KEPT = timedelta(days=2)  # longer than any window
_BATCH = 200


def check(centre: Centre, subject: str, limit: Limit) -> None:
    """Count one more try of ``subject``; commits. Raises ``Throttled`` when that is more than ``limit`` allows."""
    check_all(centre, {subject: limit})


def check_all(centre: Centre, subjects: Mapping[str, Limit]) -> None:
    """Count one more try of each of several subjects, in one commit; raise ``Throttled`` when one is too many."""
    tries = {subject: count(centre, subject, limit.window) for subject, limit in subjects.items()}
    db.session.commit()
    for subject, limit in subjects.items():
        if tries[subject] > limit.tries:
            raise Throttled(retry_at=retry_at(limit.window))


def count(centre: Centre, subject: str, window: timedelta) -> int:
    """Count one more try of ``subject`` and return how many there were in the current window, this one included.

    Windows follow each other on a fixed grid, so up to twice the limit can fall into one stretch of that length.
    ``subject`` names its purpose, e.g. ``sign_in:<e-mail>``; only a keyed digest is stored. The row stays locked
    until the commit: commit before slow work. Does not commit.
    """
    start = _window_start(window)
    tries = db.session.execute(
        insert(Throttle)
        .values(subject=_digest(centre, subject), window_start=start, tries=1)
        .on_conflict_do_update(
            index_elements=[Throttle.subject, Throttle.window_start], set_={"tries": Throttle.tries + 1}
        )
        .returning(Throttle.tries)
    ).scalar_one()
    if tries == 1:
        _sweep()
    return tries


def clear(centre: Centre, subject: str, window: timedelta) -> None:
    """Forget the tries of ``subject`` in the current window, because it succeeded. Does not commit."""
    db.session.execute(
        delete(Throttle).where(
            Throttle.subject == _digest(centre, subject), Throttle.window_start == _window_start(window)
        )
    )


def retry_at(window: timedelta) -> datetime:
    """Return when the current window ends (UTC): the moment to name when refusing."""
    return _window_start(window) + window


def _window_start(window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)


def _digest(centre: Centre, subject: str) -> bytes:
    return centre.keys.blind(subject, "throttle")


def _sweep() -> None:
    """Drop a few counts of windows long past; rows another process is dropping are left to it."""
    old = (
        select(Throttle.subject, Throttle.window_start)
        .where(Throttle.window_start < clock.now() - KEPT)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    found = db.session.execute(old).all()
    for subject, start in found:
        db.session.execute(delete(Throttle).where(Throttle.subject == subject, Throttle.window_start == start))
