"""A committed file, written in a few statements for the whole school; the log says the same as one by one."""

from datetime import date

from django.utils import timezone

from audit.actions import record
from pupils import sen
from pupils.contacts import tell_writers, unlike
from pupils.importing.review import Said, contact_differences, differences
from pupils.models import Contact, Membership, Pupil
from school.models import SchoolClass

DATES = ("born_on", "joined_on", "sen_from", "plan_review_on")
AT_A_TIME = 500


def facts_of(row):
    """A kept row's facts, dates as dates again."""
    facts = dict(row.facts["facts"])
    return facts | {name: date.fromisoformat(facts[name]) for name in DATES if facts.get(name)}


def said_of(row):
    return Said(facts_of(row), row.facts["school_class"], row.facts["contacts"], row.facts["order"])


def lock(pupils):
    """Hold these children and their contacts still until the file is in."""
    list(Pupil.objects.select_for_update(no_key=True).filter(pk__in=pupils).order_by("pk").values_list("pk"))
    list(Contact.objects.select_for_update(no_key=True).filter(pupil__in=pupils).order_by("pk").values_list("pk"))


def classes(by, rows):
    """Every class the lines name, by its name in small letters; those not here yet are made."""
    found = {c.name.casefold(): c for c in SchoolClass.objects.current()}
    years = {}
    for row in rows:
        if row.facts["school_class"]:
            years.setdefault(row.facts["school_class"], set()).add(row.facts["facts"]["year_group"])
    for name, taught in years.items():
        if name.casefold() not in found:
            made = SchoolClass.objects.create(name=name, year_group=taught.pop() if len(taught) == 1 else "")
            record("class.added", made, by=by, fields=["name", "year_group"])
            found[name.casefold()] = made
    return found


def new_children(by, rows, classes):
    """Children who were not here: facts, class and contacts."""
    today = timezone.localdate()
    places, contacts, pupils = [], [], []
    for row in rows:
        pupil = Pupil(**facts_of(row))
        pupil.set_found_by()
        pupils.append(pupil)
    Pupil.objects.bulk_create(pupils, batch_size=AT_A_TIME)
    sen.note_sen(pupils, by=by)
    for row, pupil in zip(rows, pupils, strict=True):
        row.pupil, row.written = pupil, True
        record("pupil.added", pupil, by=by, pupil=pupil, fields=sorted(row.facts["facts"]), reason="import")
        if row.facts["school_class"]:
            school_class = classes[row.facts["school_class"].casefold()]
            places.append(Membership(pupil=pupil, school_class=school_class, from_on=_class_since(pupil, today)))
        said, _ = contact_differences([], row.facts["contacts"], row.facts["order"])
        contacts += [Contact(pupil=pupil, **facts) for _, facts in said]
    Membership.objects.bulk_create(places, batch_size=AT_A_TIME)
    Contact.objects.bulk_create(contacts, batch_size=AT_A_TIME)
    for contact in contacts:
        tell_writers(contact, by, unlike(Contact(), contact))


def _class_since(pupil, today):
    """Since the school year began, or since (or from) the day the child joined."""
    if pupil.joined_on is None:
        return today
    september = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    return max(september, pupil.joined_on)


def known_children(by, rows, classes, school):
    """Children who are here: what changed, the class they moved to, contacts changed and added."""
    pupils, fields = [], {"sort_name", "find_name", "name_flag", "version"}
    edited, added, changes_of, contact_fields = [], [], [], {"version"}
    for row in rows:
        pupil = school.pupils[row.pupil_id]
        row.written = True
        changes, _ = differences(pupil, facts_of(row))
        for name, value in changes.items():
            setattr(pupil, name, value)
        if changes:
            pupil.set_found_by()
            pupil.version += 1
            pupils.append(pupil)
            fields |= set(changes)
            record("pupil.changed", pupil, by=by, pupil=pupil, fields=sorted(changes), reason="import")
        said, _ = contact_differences(school.contacts.get(pupil.pk, []), row.facts["contacts"], row.facts["order"])
        for contact, facts in said:
            if contact is None:
                added.append(Contact(pupil=pupil, **facts))
                record("contact.added", added[-1], by=by, pupil=pupil, fields=sorted(facts), reason="import")
                continue
            for name, value in facts.items():
                setattr(contact, name, value)
            contact.version += 1
            contact_fields |= set(facts)
            edited.append(contact)
            changes_of.append((contact, facts))
            record("contact.changed", contact, by=by, pupil=pupil, fields=sorted(facts), reason="import")
    Pupil.objects.bulk_update(pupils, sorted(fields), batch_size=AT_A_TIME)
    sen.note_sen(pupils, by=by)
    Contact.objects.bulk_update(edited, sorted(contact_fields), batch_size=AT_A_TIME)
    Contact.objects.bulk_create(added, batch_size=AT_A_TIME)
    for contact, changed in [*changes_of, *((one, unlike(Contact(), one)) for one in added)]:
        tell_writers(contact, by, changed)
    _move(by, rows, classes, school)


def _move(by, rows, classes, school):
    """End the class before and begin the one in the file, today (or when the one before began, if that is later)."""
    today = timezone.localdate()
    held = {m.pupil_id: m for m in Membership.objects.filter(until_on=None, pupil__in=[row.pupil_id for row in rows])}
    ended, begun = [], []
    for row in rows:
        name, before = row.facts["school_class"], held.get(row.pupil_id)
        if not name or (before is not None and before.school_class_id == classes[name.casefold()].pk):
            continue
        from_on = max(today, before.from_on) if before else today
        if before is not None:
            before.until_on = from_on
            ended.append(before)
        pupil = school.pupils[row.pupil_id]
        begun.append(Membership(pupil=pupil, school_class=classes[name.casefold()], from_on=from_on))
        record("pupil.class_changed", pupil, by=by, pupil=pupil, fields=["school_class"], reason="import")
    Membership.objects.bulk_update(ended, ["until_on"], batch_size=AT_A_TIME)
    Membership.objects.bulk_create(begun, batch_size=AT_A_TIME)
