"""Making a booking undone, so that the next call finds what the first one found, to the numbers of the rows."""

from benchmarks.calls import Call
from benchmarks.ground import Place
from benchmarks.records import FIRST_ID

COUNTED = ("meeting", "claim", "message", "audit_entry")


def undo(place: Place) -> Call:
    """Return the call that takes back what bookings have written since now."""
    connection = place.aside
    statements = ["delete from handled_request", f"delete from meeting where id < {FIRST_ID}"]
    for table in COUNTED:
        last, called = connection.execute(f"select last_value, is_called from {table}_id_seq").fetchone() or (1, False)
        if table == "audit_entry":
            statements.append(f"delete from audit_entry where id >= {last + called} and id < {FIRST_ID}")
        statements.append(f"select setval('{table}_id_seq', {last}, {called})")
    script = "; ".join(statements).encode()

    def undone() -> None:
        connection.execute(script)

    return undone
