"""May a paper about a child go to an adult at home now? Asked in one way wherever something leaves for home.

A safeguarding lead's stop holds what was approved before it as well (KCSIE), and so does the office's word that an adult
is told nothing.
"""

from django.db.models import Q

from audit.actions import Refused
from pupils.models import Contact, Pupil


def stays_here(pupil, contact=None):
    """Why no paper about this child leaves for this adult (for anybody at home, where none is given), or ""."""
    if pupil.do_not_contact:
        return "“Do not contact home yet” is set for this child. A safeguarding lead says when that ends."
    if contact is not None and not contact.receives_information:
        return f"{contact.name} may not be told any longer. Ask the office why, and keep this here."
    return ""


def refuse_to_send(pupil, contact=None):
    """The same for an act that lets something out, as it stands at this moment."""
    now = Pupil.objects.get(pk=pupil.pk)
    if why := stays_here(now, contact and Contact.objects.get(pk=contact.pk)):
        raise Refused(why)


def goes_home(pupil="pupil", contact="contact"):
    """The same for rows: those whose child and adult nothing holds."""
    return Q(**{f"{pupil}__do_not_contact": False, f"{contact}__receives_information": True})
