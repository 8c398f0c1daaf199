"""People: finding them, where each stands, and one person's page."""

from jobcentre.services.people.listing import PAGE, PeoplePage, PersonRow, View, find_by_number, search, tasks
from jobcentre.services.people.person import PersonView, show
from jobcentre.services.people.standing import NEEDS, PersonStanding

__all__ = [
    "NEEDS",
    "PAGE",
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
