"""Asking one agency for several children at once: consent for each, and each family sees only its own."""

from audit.actions import Refused, action, record
from pupils.names import other_names
from referrals.actions.considering import consider_referral
from referrals.models import MOST_IN_A_GROUP, Group, Referral
from staff.permitted import require
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE


@action
def consider_group(*, by, agency, theme, why, children):
    """Think of one agency for several children (row W2.9): a referral for each, being considered.

    Refuses fewer than two, more than a worker takes, an agency that only the safeguarding leads ask, and words
    that name a child: every one of the families may read them.
    """
    if not 2 <= len(children) <= MOST_IN_A_GROUP:
        raise Refused(f"A group is two to {MOST_IN_A_GROUP} children.")
    if agency.dsl_only:
        raise Refused("The safeguarding leads ask this agency about one child at a time.")
    _names_nobody(f"{theme}\n{why}", children)
    require(by, WRITE)
    group = Group.objects.create(agency=agency, theme=theme.strip(), why=why.strip(), raised_by=by)
    for child in children:
        _add(group, child, by=by)
    record("group.considered", group, by=by, fields=["agency", "theme", "why"])
    return group


@action
def add_to_group(*, by, group, children):
    """More children for a group. Refuses a child who is in it already, and more than a worker takes."""
    require(by, WRITE, group)
    group = Group.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=group.pk)
    there = Referral.objects.filter(group=group)
    if there.filter(pupil__in=children).exists():
        raise Refused("One of them is in this group already.")
    if there.count() + len(children) > MOST_IN_A_GROUP:
        raise Refused(f"A group is at most {MOST_IN_A_GROUP} children.")
    _names_nobody(f"{group.theme}\n{group.why}", children)
    for child in children:
        _add(group, child, by=by)
    record("group.grew", group, by=by)
    return group


@action
def step_together(*, by, group, referrals, take, **words):
    """One answer written down for several children of a group: a step of each one's own referral, or none at all.

    Refuses words that name a child: they are kept with each of the others.
    """
    if not referrals:
        raise Refused("Tick at least one child.")
    if any(referral.group_id != group.pk for referral in referrals):
        raise Refused("One of them is not in this group. Please open the page again.")
    said = "\n".join(value for value in words.values() if isinstance(value, str))
    _names_nobody(said, [referral.pupil for referral in referrals])
    for referral in referrals:
        take(by=by, referral=referral, **words)
    record("group.stepped", group, by=by)
    return group


def _add(group, child, *, by):
    why = f"{group.theme}. {group.why}"
    referral = consider_referral(by=by, pupil=child, agency=group.agency, why=why[:2000])
    referral.group = group
    referral.save(update_fields=["group"])


def _names_nobody(words, children):
    """Refuses the name of a child, those of the group as well: each one's words are read by the others' families."""
    names = other_names(children[0])
    for child in children:
        names.add(child.preferred_forename, child.preferred_surname, classmate=True)
        names.add(child.legal_forename, child.legal_surname, classmate=True)
    found = names.found_in(words)
    if found:
        raise Refused(f"Every family of the group may read this, so name no child: {', '.join(sorted(found))}.")
