"""What staff do at Wave 1: note in seconds what they tried with a child, and say what a class has this term."""

from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.models import classes_of
from interventions.models import ClassHelp, Offering, Tried
from pupils.here import refuse_leaver
from staff.permitted import NotAllowed, require
from staff.policy import Permission

LONG_AGO = timedelta(days=90)


@action
def note_tried(*, by, pupil, offering, helped, on=None, words=""):
    """Somebody tried something of Wave 1 with a child: the evidence a later step needs.

    For those who may see the child's help. Refuses a day to come or long gone, and what is not of Wave 1.
    """
    require(by, Permission.PLACEMENT_READ, pupil)
    today = timezone.localdate()
    on = on or today
    if on > today or on < today - LONG_AGO:
        raise Refused("Please choose a day of the last three months, up to today.")
    refuse_leaver(pupil, on)
    if not Offering.objects.in_use().for_one_child().filter(pk=offering.pk).exists():
        raise Refused("That is not one of the things of Wave 1 that are tried with one child.")
    made = Tried.objects.create(
        pupil=pupil, offering=offering, on=on, helped=Tried.Helped(helped), words=words.strip(), noted_by=by
    )
    record("tried.noted", made, by=by, pupil=pupil, fields=["offering", "helped", "words"])
    return made


@action
def set_class_help(*, by, school_class, from_on, until_on, lines):
    """What a class has in a term, as {line of the map: who leads it there}. What is not among them is taken off.

    By the class's own teachers, and by those who read every child. Refuses lines that are not of Wave 1.
    """
    require(by, Permission.PLAN_WRITE)
    if not classes_of(by).filter(pk=school_class.pk).exists():
        raise NotAllowed("This is another class’s page.")
    if Offering.objects.in_use().for_a_class().filter(pk__in=[line.pk for line in lines]).count() != len(lines):
        raise Refused("One of these lines is not on the map any more. Please open the page again.")
    there = {one.offering_id: one for one in ClassHelp.objects.of_term(from_on).filter(school_class=school_class)}
    wanted = {line.pk: led_by.strip() for line, led_by in lines.items()}
    for pk, one in there.items():
        if wanted.get(pk) != one.led_by:
            one.taken_off_at = timezone.now()
            one.save(update_fields=["taken_off_at"])
    for pk, led_by in wanted.items():
        if pk not in there or there[pk].led_by != led_by:
            ClassHelp.objects.create(
                school_class=school_class, offering_id=pk, from_on=from_on, until_on=until_on, led_by=led_by,
                added_by=by,
            )  # fmt: skip
    record("class_help.set", school_class, by=by, fields=["lines"])
    return school_class
