"""What a new installation starts with: the lists of the school's provision map, all the school's own to change."""

from concerns.actions.trigger_list import add_triggers
from concerns.seed import add_change_kinds, add_needs
from interventions.seed import add_catalogue, add_help_lists
from referrals.wording.seed import add_wordings
from school.seed import add_agencies

# In this order: what sets off the urgent route names needs.
LISTS = {
    "kinds of need": add_needs,
    "kinds of change in a child's life": add_change_kinds,
    "signs that offer the urgent route": add_triggers,
    "lines of the provision map": add_catalogue,
    "short lists for plans and sessions": add_help_lists,
    "agencies": add_agencies,
    "wordings of letters, forms and calls": add_wordings,
}


def furnish():
    """Bring in what is not there yet; {list: how many were added}. What the school has changed stays as it is."""
    return {name: add() for name, add in LISTS.items()}
