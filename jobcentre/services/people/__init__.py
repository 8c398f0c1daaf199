"""People: finding them, where each stands, and one person's page."""

from jobcentre.rules.standing import NEEDS, PersonStanding
from jobcentre.services.people.file import MessageLine
from jobcentre.services.people.listing import PAGE, PeoplePage, find_by_case, find_by_number, search, tasks
from jobcentre.services.people.person import PersonView, show
from jobcentre.services.people.rows import PersonRow, View
from jobcentre.services.people.standing import OF_LEFT, OF_TASK

__all__ = [
    "NEEDS",
    "OF_LEFT",
    "OF_TASK",
    "PAGE",
    "MessageLine",
    "PeoplePage",
    "PersonRow",
    "PersonStanding",
    "PersonView",
    "View",
    "find_by_case",
    "find_by_number",
    "search",
    "show",
    "tasks",
]
