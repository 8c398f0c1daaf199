"""The rule packs that people have been summoned under: what they said then, they must say for ever."""

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, table_of, unscoped
from jobcentre.models.municipality import Municipality
from jobcentre.models.rule import RuleChoice, UsedPack
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Pack, changed

_TABLE = table_of(UsedPack)
_KEEP = insert(_TABLE).on_conflict_do_nothing()
# Written by another transaction, which can only be seen once it has been committed: not to be taken back with ours.
_COMMITTED: ColumnElement[bool] = literal_column("used_pack.xmin <> pg_current_xact_id()::xid")

# Digests of packs that are known to be kept: a summons costs no statement more than the first one.
_kept: set[str] = set()


def remember(pack: Pack) -> None:
    """Keep what a pack says when somebody is summoned under it. Does not commit."""
    if pack.digest in _kept:
        return
    kept = db.session.execute(select(_TABLE.c.name).where(_TABLE.c.name == pack.name, _COMMITTED)).scalar()
    if kept is not None:
        _kept.add(pack.digest)
        return
    row = {"name": pack.name, "digest": pack.digest, "document": dict(pack.document), "first_used_at": clock.now()}
    db.session.execute(_KEEP, row)


def differing(centre: Centre) -> dict[str, str]:
    """Return the packs whose files say something else today, each with the first key that differs."""
    found: dict[str, str] = {}
    rows = db.session.execute(select(_TABLE.c.name, _TABLE.c.digest)).all()
    for name in sorted(
        row.name for row in rows if row.name in centre.packs and row.digest != centre.packs[row.name].digest
    ):
        document = db.session.execute(select(_TABLE.c.document).where(_TABLE.c.name == name)).scalar_one()
        key = changed(document, centre.packs[name].document)
        if key is not None:
            found[name] = key
    return found


def everywhere() -> dict[str, list[str]]:
    """Return, by pack, which municipalities go by it from when on, and since when people are summoned under it."""
    found: dict[str, list[str]] = {}
    choices = (
        select(RuleChoice.pack, Municipality.code, RuleChoice.from_on)
        .join(Municipality, Municipality.id == RuleChoice.municipality_id)
        .where(RuleChoice.withdrawn_at.is_(None))
        .order_by(Municipality.code, RuleChoice.from_on)
    )
    with unscoped():
        for row in db.session.execute(choices):
            found.setdefault(row.pack, []).append(f"{row.code} goes by it from {row.from_on}")
        for name, at in db.session.execute(select(_TABLE.c.name, _TABLE.c.first_used_at).order_by(_TABLE.c.name)):
            found.setdefault(name, []).append(f"people are summoned under it since {day_of(at)}")
    return found
