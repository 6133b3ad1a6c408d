"""What a file would do, line by line, before anything is written."""

from dataclasses import dataclass, field

from pupils.importing.headings import LABELS
from pupils.importing.matching import Known, Register, same_name
from pupils.importing.values import same_id, same_phone
from pupils.models import NAMES, YEARS, Contact, ImportRow, Membership, Pupil
from pupils.normal import has_lost_letter, normal
from pupils.upn import is_temporary
from school.models import SchoolClass

Kind = ImportRow.Kind
CONTACT_FACTS = ("name", "relationship", "responsibility", "lives_with", "phones", "email", "language", "address")
CONTACT_LABELS = {"responsibility": "parental responsibility", "lives_with": "lives with", "phones": "phone"}
LOST = "A letter was lost in the name when the file was made (“?”). Please put it right on the child's page."
ORDER = "The file speaks of a court order. A person must check what it says and about whom."


@dataclass(frozen=True)
class Said:
    """What a line says of a child, as far as it would change them."""

    facts: dict
    school_class: str
    contacts: list
    order: str


@dataclass
class Row:
    """What one line would do. `changes` are {"label", "old", "new"}, in words for the page."""

    kind: str
    line: int | None = None
    pupil: int | None = None
    candidates: tuple = ()
    said: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    flags: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    held: bool = False


@dataclass
class Review:
    rows: list
    notes: list

    def of(self, kind):
        return [row for row in self.rows if row.kind == kind]


class School:
    """The children, classes and contacts as they are now, read once."""

    def __init__(self):
        self.pupils = Pupil.objects.in_bulk()
        self.classes = dict(Membership.objects.filter(until_on=None).values_list("pupil", "school_class__name"))
        self.names = {name.casefold() for name in SchoolClass.objects.current().values_list("name", flat=True)}
        self.contacts = {}
        for contact in Contact.objects.in_order():
            self.contacts.setdefault(contact.pupil_id, []).append(contact)
        self.register = Register(
            [
                Known(
                    p.pk,
                    p.upn,
                    p.mis_id,
                    p.born_on,
                    (p.legal_forename, p.legal_surname, p.preferred_forename, p.preferred_surname),
                )
                for p in self.pupils.values()
            ]
        )


def review(sheet, school=None):
    """Compare a file with the school. Reads only."""
    school = school or School()
    rows = [_row(line, school) for line in sheet.lines]
    _ask_where_two_lines_are_one_child(rows)
    rows += _missing(rows, school)
    here = sum(p.left_on is None for p in school.pupils.values())
    notes = list(sheet.notes)
    missing = sum(row.kind == Kind.MISSING for row in rows)
    if here and missing * 3 > here:
        notes.insert(0, f"{missing} of the {here} children here are not in this file. Is it the right file?")
    new_classes = sorted(
        {line.school_class for line in sheet.lines if line.school_class.casefold() not in school.names}
    )
    new_classes = [name for name in new_classes if name]
    if new_classes:
        notes.append(f"New classes will be made: {', '.join(new_classes)}."[:300])
    return Review(rows, [note[:300] for note in notes])


def _row(line, school):
    said = {
        "facts": line.facts,
        "school_class": line.school_class,
        "contacts": line.contacts,
        "order": line.order,
    }
    row = Row(Kind.REFUSED, line.number, said=said, flags=list(line.flags), problems=list(line.problems))
    if line.problems:
        return row
    match = school.register.match(line.facts)
    if match.remark:
        row.flags.append(match.remark)
    if match.is_ambiguous:
        row.kind, row.candidates, row.held = Kind.AMBIGUOUS, match.candidates, True
        row.problems.append(match.why)
        return row
    if match.pupil is None:
        row.kind = Kind.NEW
        row.flags += [LOST] if any(has_lost_letter(line.facts[name]) for name in NAMES) else []
        row.flags += [ORDER] if line.order or any(contact.get("order") for contact in line.contacts) else []
        if line.left_on:
            row.held = True
            row.flags.append(f"The file says this child leaves on {line.left_on:%d/%m/%Y}. Bring them in at all?")
        return row
    pupil = school.pupils[match.pupil]
    row.pupil = pupil.pk
    if match.check:
        row.held = True
        row.flags.append(match.check)
    _compare(row, pupil, line, school)
    return row


def _compare(row, pupil, line, school):
    """Fill in what would change and what looks odd for a child we know."""
    row.changes, flags = changes_in_words(pupil, line, school)
    row.flags += flags
    year = line.facts["year_group"]
    if year != pupil.year_group:
        jump = YEARS.index(year) - YEARS.index(pupil.year_group)
        if abs(jump) > 1:
            row.held = True
            row.flags.append(f"A jump of {abs(jump)} years. Please check before it is brought in.")
        elif jump < 0:
            row.flags.append("This goes back a year. Please check it.")
    if line.left_on and pupil.left_on is None:
        row.flags.append(
            f"The file says this child leaves on {line.left_on:%d/%m/%Y}. Mark them as left if that is so."
        )
    elif pupil.left_on and not line.left_on:
        row.flags.append(
            "This child is marked as left here, and is in the file. Mark them as returned if they are back."
        )
    moved = any(change["label"] in (LABELS["school_class"], LABELS["year_group"]) for change in row.changes)
    row.kind = Kind.MOVED if moved else Kind.CHANGED if row.changes else Kind.SAME


def changes_in_words(pupil, said, school):
    """What would change for a child, as the page shows it, and remarks."""
    changes, flags = differences(pupil, said.facts)
    contacts, contact_flags = contact_differences(
        school.contacts.get(pupil.pk, []), said.contacts, said.order, shown=True
    )
    words_of = [
        {"label": LABELS[name], "old": words(name, getattr(pupil, name)), "new": words(name, value)}
        for name, value in changes.items()
    ]
    class_now = school.classes.get(pupil.pk, "")
    if said.school_class and said.school_class.casefold() != class_now.casefold():
        words_of.insert(0, {"label": LABELS["school_class"], "old": class_now, "new": said.school_class})
    return words_of + contacts, flags + contact_flags


def differences(pupil, facts):
    """The facts that would change, and remarks. What the file leaves empty says nothing; a lost letter says nothing."""
    changes, flags = {}, []
    for name in LABELS:  # always in one order, so that two readings can be compared
        if name not in facts:
            continue
        value, ours = facts[name], getattr(pupil, name)
        if value in ("", None) or value == ours:
            continue
        if name in NAMES and has_lost_letter(value):
            if not same_name(value, ours):
                flags.append(f"{LABELS[name]} differs, but has lost a letter in the file. Ours is kept.")
            continue
        if name == "upn" and ours and is_temporary(value) and not is_temporary(ours):
            flags.append("The file has a temporary UPN; our permanent one is kept.")
            continue
        if name == "mis_id" and same_id(value) == same_id(ours):
            continue
        changes[name] = value
    if pupil.name_flag and not any(name in changes for name in NAMES):
        flags.append(LOST)
    return changes, flags


def contact_differences(ours, said, order, *, shown=False):
    """What would change among a child's contacts.

    Returns changes and flags: with `shown`, changes in words for the page; else a list of
    (contact or None, facts) to write. Nobody is taken away.
    """
    changes, flags, free = [], [], list(ours)
    to_whom = order_about(said, order)
    for at, theirs in enumerate(said):
        found = _same_contact(free, theirs)
        if found is not None:
            free.remove(found)
        facts, remarks = _contact_facts(found, theirs, order if at in to_whom else theirs.get("order", ""))
        flags += remarks
        if not facts:
            continue
        if not shown:
            changes.append((found, facts))
        elif found is None:
            changes.append({"label": "New contact", "old": "", "new": theirs["name"]})
        else:
            changes += [
                {
                    "label": f"Contact {found.name}: {CONTACT_LABELS.get(name, name)}",
                    "old": words(name, getattr(found, name)),
                    "new": words(name, value),
                }
                for name, value in facts.items()
                if name in CONTACT_FACTS or name == "order_note"
            ]
    return changes, flags


def _same_contact(ours, theirs):
    """Within one child: the same name (and relationship if two share it), else the same e-mail address."""
    named = [c for c in ours if same_name(c.name, theirs["name"])]
    if len(named) > 1:
        named = [c for c in named if normal(c.relationship) == normal(theirs.get("relationship", ""))] or named
    if named:
        return named[0]
    email = theirs.get("email", "").lower()
    related = normal(theirs.get("relationship", ""))
    return next((c for c in ours if email and c.email.lower() == email and normal(c.relationship) == related), None)


def _contact_facts(found, theirs, order):
    """The facts to write for one contact, and remarks."""
    facts, flags = {}, []
    for name in CONTACT_FACTS:
        value = theirs.get(name)
        ours = getattr(found, name) if found is not None else None
        if value in (None, "", []) or value == ours:
            continue
        if name == "name" and found is not None and has_lost_letter(value):
            continue
        if name == "phones" and {same_phone(p) for p in value} == {same_phone(p) for p in ours or ()}:
            continue
        if name == "responsibility" and found is not None and found.responsibility_evidence:
            flags.append(f"{found.name}: the file differs on parental responsibility. We have evidence; ours is kept.")
            continue
        facts[name] = value
    if found is None:
        facts["priority"] = theirs["priority"]
    if order and (found is None or found.order_note != order):
        flags += [ORDER] if found is not None else []
        facts |= {"order_note": order, "order_to_check": True}
        if found is None or not found.order_type:
            facts["order_type"] = order_type(order)
    return facts, flags


def order_about(contacts, order):
    """Whom an order in the child's own row is put beside: those of the relationship it names, else the first.

    It is a question for a person either way: nobody's rights change until one has looked.
    """
    if not order or not contacts:
        return set()
    words_said = set(normal(order).split())
    named = {at for at, c in enumerate(contacts) if set(normal(c.get("relationship", "")).split()) & words_said}
    return named or {0}


def order_type(text):
    said = normal(text)
    for word, kind in (
        ("prohibited", Contact.Order.PROHIBITED),
        ("molestation", Contact.Order.MOLESTATION),
        ("arrangement", Contact.Order.ARRANGEMENTS),
        ("care order", Contact.Order.CARE),
        ("protected", Contact.Order.PROTECTED),
    ):
        if word in said:
            return kind
    return Contact.Order.OTHER


def _ask_where_two_lines_are_one_child(rows):
    """Two lines that match one child are both asked about."""
    lines = {}
    for row in rows:
        if row.pupil is not None:
            lines.setdefault(row.pupil, []).append(row)
    for same in lines.values():
        if len(same) > 1:
            where = " and ".join(str(row.line) for row in same)
            for row in same:
                row.kind, row.held, row.changes = Kind.AMBIGUOUS, True, []
                row.candidates, row.pupil = (row.pupil,), None
                row.problems.append(f"Lines {where} fit the same child.")


def _missing(rows, school):
    """Children here whom no line speaks of, not even one that was refused or is in doubt."""
    spoken_of = {row.pupil for row in rows} | {pk for row in rows for pk in row.candidates}
    refused = [row.said["facts"] for row in rows if row.kind == Kind.REFUSED]
    upns = {facts["upn"] for facts in refused if facts.get("upn")}
    numbers = {same_id(facts["mis_id"]) for facts in refused if facts.get("mis_id")}
    return [
        Row(Kind.MISSING, pupil=pupil.pk)
        for pupil in school.pupils.values()
        if pupil.left_on is None
        and pupil.pk not in spoken_of
        and not (pupil.upn and pupil.upn in upns)
        and not (pupil.mis_id and same_id(pupil.mis_id) in numbers)
    ]


def words(name, value):
    """A value as the page shows it."""
    if value is None or value == "" or value == []:
        return ""
    if name == "upn":
        return f"ends {value[-4:]}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return str(value)
