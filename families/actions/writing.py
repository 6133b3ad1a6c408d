"""A meeting is written up: who came, what was said, and what was agreed."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.triggers import held_words
from families.actions.moving import move_on
from families.models import Agreed, Copy, Meeting
from families.sections import SECTIONS, of_the_team
from staff.permitted import require
from staff.policy import Permission

State = Meeting.State


@action
def write_up(*, by, meeting, version, contacts, came=None, **words):
    """Write what was said. Every box but the staff's own notes is for the family. Refuses once it was handed in."""
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state not in (State.PLANNED, State.HELD):
        raise Refused("The summary has been handed in. An approver can send it back to you.")
    if any(contact.pupil_id != meeting.pupil_id for contact in contacts):
        raise Refused("That person is not one of this child's contacts.")
    untold = [contact.name for contact in contacts if not contact.receives_information]
    if untold:
        raise Refused(f"{', '.join(untold)} may not be sent information about this child. Ask the office why.")
    if why := held_words(words.get("staff_notes", "")):
        raise Refused(f"{why}. Such words go to the safeguarding leads first, not to every adult.")
    meeting.bump(version)
    names = (*Meeting.FOR_THE_FAMILY, "staff_notes")
    changed = [name for name in names if name in words and getattr(meeting, name) != words[name]]
    for name in changed:
        setattr(meeting, name, words[name])
    if meeting.state == State.PLANNED:
        move_on(meeting, State.HELD)
    meeting.written_by = by
    meeting.save(update_fields=[*changed, "state", "written_by", "version"])
    Copy.objects.filter(meeting=meeting).exclude(contact__in=contacts).delete()
    before = {one.pk: kept_back(meeting, one, contacts) for one in contacts}
    if came is not None:
        _attended(meeting, came)
    new = [Copy(meeting=meeting, contact=c, without=kept_back(meeting, c, contacts)) for c in contacts]
    Copy.objects.bulk_create(new, ignore_conflicts=True)
    for one in new:  # who came is known better now: a first answer that nobody chose otherwise follows it
        same = Copy.objects.filter(meeting=meeting, contact=one.contact, without=before[one.contact_id])
        same.exclude(without=one.without).update(without=one.without)
    record("meeting.written_up", meeting, by=by, pupil=meeting.pupil, fields=changed)
    return meeting


def kept_back(meeting, contact, contacts):
    """What the family said and agreed to is for those who said it: who was not there, and lives elsewhere, does not read it.

    A first answer for a new copy; whoever writes the summary may choose otherwise.
    """
    if len(contacts) < 2:
        return []
    came = {one.contact_id for one in meeting.coming.all() if one.came and one.contact_id}
    home_came = any(other.lives_with and other.pk in came for other in contacts)
    one_home = all(other.lives_with for other in contacts)
    said_it = contact.pk in came or (contact.lives_with and home_came) or (one_home and not came)
    return [] if said_it else ["parents_view", "at_home", "consents"]


@action
def choose_parts(*, by, meeting, version, sections, without):
    """Tick what other rooms hand over, and say what each recipient's copy leaves out. Refuses once it was handed in.

    `without` maps a copy to the keys of the parts that are not on it.
    """
    _refuse_closed(by, meeting)
    meeting.bump(version)
    meeting.sections = [key for key in SECTIONS if key in sections]
    meeting.team_sections = of_the_team(meeting.pupil, by, meeting.sections)
    meeting.save(update_fields=["sections", "team_sections", "version"])
    for copy, keys in without.items():
        copy.without = sorted(keys)
        copy.save(update_fields=["without"])
    record("summary.parts_chosen", meeting, by=by, pupil=meeting.pupil, fields=["sections", "without"])
    return meeting


def _attended(meeting, came):
    """Who came, of those who were asked; the others did not, and nothing is read into that."""
    there = {one.pk for one in came}
    for one in meeting.coming.all():
        one.came = one.pk in there
        one.save(update_fields=["came"])


@action
def agree(*, by, meeting, what, who, by_on, issue="", at_home=False):
    """Write down one thing that was agreed: the issue, who does what about it, at home or at school, by when."""
    _refuse_closed(by, meeting)
    agreed = Agreed.objects.create(
        meeting=meeting, issue=issue, what=what, who=who, at_home=at_home, by_on=by_on, added_by=by
    )
    record("meeting.agreed", meeting, by=by, pupil=meeting.pupil, fields=["issue", "what", "who", "by_on"])
    return agreed


def _refuse_closed(by, meeting):
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state not in (State.PLANNED, State.HELD):
        raise Refused("The summary has been handed in. An approver can send it back to you.")


@action
def end_agreed(*, by, agreed, outcome):
    """Say what became of a thing that was agreed: it is done, or no longer needed."""
    require(by, Permission.MEETING_WRITE, agreed)
    _end(by, agreed, Agreed.Outcome(outcome))
    record("meeting.agreed_ended", agreed.meeting, by=by, pupil=agreed.meeting.pupil, fields=["outcome"])
    return agreed


@action
def carry_over(*, by, agreed, meeting, by_on=None):
    """What is still open from an earlier meeting is agreed again at this one. Refuses another child's."""
    require(by, Permission.MEETING_WRITE, agreed)
    _refuse_closed(by, meeting)
    if agreed.meeting.pupil_id != meeting.pupil_id or agreed.meeting_id == meeting.pk:
        raise Refused("That was not agreed at an earlier meeting about this child.")
    _end(by, agreed, Agreed.Outcome.CARRIED)
    made = Agreed.objects.create(
        meeting=meeting, issue=agreed.issue, what=agreed.what, who=agreed.who, at_home=agreed.at_home, by_on=by_on,
        added_by=by, carried_from=agreed,
    )  # fmt: skip
    record("meeting.carried_over", meeting, by=by, pupil=meeting.pupil, fields=["what"])
    return made


def _end(by, agreed, outcome):
    locked = Agreed.objects.select_for_update(no_key=True).get(pk=agreed.pk)
    if outcome not in Agreed.NEXT[Agreed.Outcome(locked.outcome)]:
        raise Refused("Somebody has said already what became of this.")
    agreed.outcome, agreed.ended_at, agreed.ended_by = outcome, timezone.now(), by
    agreed.save(update_fields=["outcome", "ended_at", "ended_by"])
