"""People: finding them, where each stands, and one person's page."""

from jobcentre.services.people.file import MessageLine
from jobcentre.services.people.listing import PAGE, PeoplePage, PersonRow, View, find_by_number, search, tasks
from jobcentre.services.people.person import PersonView, show
from jobcentre.services.people.standing import NEEDS, OF_TASK, PersonStanding

__all__ = [
    "NEEDS",
    "OF_TASK",
    "PAGE",
    "MessageLine",
    "PeoplePage",
    "PersonRow",
    "PersonStanding",
    "PersonView",
    "View",
    "find_by_number",
    "search",
    "show",
    "tasks",
]
