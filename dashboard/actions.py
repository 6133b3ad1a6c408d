"""What is done on the pages that read across: restricted words looked for, a chronology put in order."""

from audit.actions import Refused, action, record
from staff.permitted import require
from staff.policy import Permission


@action
def search_restricted(*, by, purpose, pupils, pupil=None):
    """Somebody looked for a word in safeguarding text, with a purpose. Every child found is told of in the log.

    The words looked for are not kept. Refuses a search without a purpose.
    """
    require(by, Permission.CONCERN_READ)
    if not purpose.strip():
        raise Refused("Please say why you need to look in safeguarding records now.")
    record("restricted_words.searched", pupil, by=by, pupil=pupil, reason=purpose)
    for found in pupils:
        record("restricted_words.found", found, by=by, pupil=found, reason=purpose)
