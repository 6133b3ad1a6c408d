"""Contact with home, stopped for now or allowed again, by those who keep the child's safeguarding file."""

from audit.actions import Refused, action
from concerns.actions.filing import write_entry
from concerns.models import FileEntry, Keeping
from pupils.actions import set_do_not_contact
from staff.permitted import require
from staff.policy import Permission


@action
def set_contact_with_home(*, by, pupil, stop, why=""):
    """Nothing goes home for now, or it may again; why is a note in the safeguarding file (KCSIE, where telling could harm).

    Where the file is kept in another system the reason is written there, and none is taken here. Refuses no reason.
    """
    require(by, Permission.SAFEGUARDING_KEEP, pupil)
    kept_here = not Keeping.current().kept_in
    if kept_here and not why.strip():
        raise Refused(why="Please say why.")
    pupil = set_do_not_contact(by=by, pupil=pupil, stop=stop)
    if kept_here:
        said = "Do not contact home yet" if stop else "Home may be contacted again"
        write_entry(by=by, pupil=pupil, kind=FileEntry.Kind.NOTE, words=f"{said}: {why.strip()}")
    return pupil
