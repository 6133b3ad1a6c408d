"""From the bytes of a file to lines of facts, each with what could not be read and what looks odd."""

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused
from pupils.importing import headings, values
from pupils.importing.headings import LABELS
from pupils.importing.values import Unreadable
from pupils.models import Pupil
from pupils.upn import problem as upn_problem

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 5_000
SEPARATORS = (",", ";", "\t", "|")
NOT_TEXT = {
    b"PK\x03\x04": "This is a spreadsheet, not a list in text. In the spreadsheet, choose Save As and “CSV”.",
    b"\xd0\xcf\x11\xe0": "This is an old spreadsheet, not a list in text. Choose Save As and “CSV”.",
    b"%PDF": "This is a PDF. Please export the list as CSV.",
    b"<?xml": "This is an XML file. Please export the list as CSV.",
}
YES_OR_NO = ("pupil_premium", "free_meals", "eal", "in_care", "young_carer")
TEXTS = (
    "mis_id",
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "first_language",
    "ethnicity",
    "address",
    "postcode",
)
LONGEST = {name: Pupil._meta.get_field(name).max_length for name in TEXTS}
MUST_HAVE = ("legal_forename", "legal_surname", "born_on", "year_group")


@dataclass
class Line:
    """One child as the file has them. `facts` holds only what the file says: an empty cell says nothing."""

    number: int
    facts: dict = field(default_factory=dict)
    school_class: str = ""
    contacts: list = field(default_factory=list)
    order: str = ""
    left_on: object = None
    problems: list = field(default_factory=list)
    flags: list = field(default_factory=list)


@dataclass
class Sheet:
    """The file, read: how it was written, which heading became what, its lines and remarks on the whole."""

    encoding: str
    separator: str
    headings: dict
    lines: list
    notes: list


def read(data):
    """Make sense of a file's bytes, or refuse it in one sentence."""
    text, encoding = _decode(data)
    rows, separator = _rows(text)
    start = _heading_row(rows)
    titles = [" ".join(cell.split()) for cell in rows[start][1]]
    columns, notes = _columns(titles)
    fields = {column.field for column in columns.values() if not column.contact}
    named = {"legal_forename", "legal_surname"} <= fields or "full_name" in fields
    absent = [] if named else ["forename and surname"]
    absent += [LABELS[name].lower() for name in ("born_on", "year_group") if name not in fields]
    if absent:
        raise Refused(f"No column was found for: {', '.join(absent)}. Please add it to the export and try again.")
    raw, repeats = _bodies(rows[start + 1 :], len(titles))
    if not raw:
        raise Refused("There are headings in this file, but no children under them.")
    if repeats:
        notes.append(f"{repeats} repeated {'line was' if repeats == 1 else 'lines were'} read once.")
    month_first, blank_is_no = _habits(raw, columns, notes)
    lines = [_line(number, cells, len(titles), columns, month_first, blank_is_no) for number, cells in raw]
    _refuse_twice_used(lines)
    return Sheet(encoding, separator, {titles[at]: c.label for at, c in columns.items()}, lines, notes)


def _decode(data):
    if len(data) > MOST_BYTES:
        raise Refused("This file is larger than 10 MB. A list of every pupil is far smaller: is it the right file?")
    if not data.strip():
        raise Refused("This file is empty.")
    for start, sentence in NOT_TEXT.items():
        if data.startswith(start):
            raise Refused(sentence)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding, shown in (("utf-16", "UTF-16"),) if wide else (("utf-8-sig", "UTF-8"), ("cp1252", "Windows")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise Refused("This file holds unreadable characters: it is not a list in text. Please export it as CSV.")
        return text, shown
    raise Refused("The letters in this file cannot be read. Please export it as CSV in UTF-8.")


def _rows(text):
    """The separator under which the headings make most sense, and every row with its line number."""
    best = max(SEPARATORS, key=lambda separator: _known_headings(text, separator))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
            if len(rows) > MOST_LINES:
                raise Refused(f"This file has more than {MOST_LINES:,} lines: is it the right file?")
    except csv.Error:
        raise Refused(
            f"Near line {reader.line_num} a quotation mark is out of place, so the columns cannot be told apart."
        ) from None
    return rows, best


def _known_headings(text, separator):
    top = text[:20_000].splitlines()[:10]
    return max((sum(headings.column(cell) is not None for cell in _split(row, separator)) for row in top), default=0)


def _split(row, separator):
    try:
        return next(csv.reader([row], delimiter=separator), [])
    except csv.Error:
        return []


def _heading_row(rows):
    """Exports may open with a title or an empty line: the headings are the row that makes most sense."""
    known = [sum(headings.column(cell) is not None for cell in cells) for _, cells in rows[:10]]
    if not known or max(known) < 3:
        raise Refused(
            "This does not look like a list of pupils: no headings were recognised. "
            "The first line should name the columns, such as UPN, Legal Surname, Legal Forename, DOB, Year, Reg."
        )
    return known.index(max(known))


def _columns(titles):
    columns, unread, seen = {}, [], set()
    for at, title in enumerate(titles):
        column = headings.column(title)
        once = column and (column.field in ("sen_needs", "address", "phone") or column not in seen)
        if column and once:
            columns[at] = column
            seen.add(column)
        elif title:
            unread.append(title[:40])
    notes = [f"These columns are not taken: {', '.join(unread)}."[:300]] if unread else []
    return columns, notes


def _bodies(rows, width):
    """Rows with something in them, each once."""
    raw, seen, repeats = [], set(), 0
    for number, cells in rows:
        cells = [" ".join(cell.split()) for cell in cells]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if tuple(cells) in seen:
            repeats += 1
            continue
        seen.add(tuple(cells))
        raw.append((number, cells))
    return raw, repeats


def _habits(raw, columns, notes):
    """What a column as a whole tells about its cells: the month first, or "Yes" and nothing else."""
    month_first, blank_is_no = set(), set()
    for at, column in columns.items():
        cells = [cells[at] for _, cells in raw if at < len(cells)]
        label = column.label
        if column.field in ("born_on", "joined_on", "left_on") and any(values.is_month_first(c) for c in cells):
            month_first.add(at)
            notes.append(f"Some dates under {label} have the month first, so those that could be either are refused.")
        if column.field in YES_OR_NO and len(cells) >= 10:
            said = {cell.lower() for cell in cells if cell}
            if said and said <= values.YES:
                blank_is_no.add(at)
                notes.append(f"Under {label} only “yes” is ever written, so an empty cell is read as no.")
    return month_first, blank_is_no


def _line(number, cells, width, columns, month_first, blank_is_no):
    line = Line(number)
    if len(cells) > width:
        line.problems.append("This line has more cells than there are headings: a separator inside a cell?")
        return line
    contacts, address = {}, []
    for at, column in columns.items():
        cell = cells[at] if at < len(cells) else ""
        if column.contact:
            _contact_cell(contacts.setdefault(column.contact, {}), column.field, cell, line)
        elif column.field == "address":
            address += [cell] if cell else []
        elif cell or at in blank_is_no:
            try:
                if at in month_first and values.could_be_month_first(cell):
                    raise Unreadable(f"“{cell[:20]}” could have the day or the month first.")
                _cell(line, column.field, cell or "no")
            except Unreadable as why:
                _complain(line, column.field, why)
    if address:
        line.facts["address"] = ", ".join(address)
    _finish(line)
    line.contacts = [_contact(number, said, line) for number, said in sorted(contacts.items())]
    line.contacts = [contact for contact in line.contacts if contact]
    return line


def _cell(line, name, cell):
    if name == "school_class":
        line.school_class = cell[:60]
    elif name == "order":
        if cell.lower() not in values.NO:
            line.order = cell[:200]
    elif name == "left_on":
        line.left_on = values.a_date(cell)
    elif name in ("born_on", "joined_on", "sen_from"):
        line.facts[name] = values.a_date(cell)
    elif name == "plan_review_on":
        line.facts[name] = values.a_plan_review(cell)
    elif name in YES_OR_NO:
        said = values.yes_or_no(cell)
        if said is not None:
            line.facts[name] = said
    elif name == "sen_needs":
        line.facts[name] = list(dict.fromkeys(line.facts.get(name, []) + values.sen_needs(cell)))
    elif name == "full_name":
        _whole_name(line, cell)
    elif name == "upn":
        line.facts[name] = cell.replace(" ", "").upper()
    elif name in ("sex", "sen_status", "year_group"):
        line.facts[name] = getattr(values, name)(cell)
    else:
        line.facts[name] = cell.upper() if name == "postcode" else cell


# What may be left out without losing the child: the rest of the line still comes in.
SPARED = (*YES_OR_NO, "sex", "sen_status", "sen_needs", "sen_from", "plan_review_on", "joined_on", "left_on")


def _complain(line, name, why):
    if name in SPARED:
        line.flags.append(f"{LABELS[name]} was left as it is. {why}")
    else:
        line.problems.append(f"{LABELS[name]}: {why}")


def _whole_name(line, cell):
    surname, comma, forename = cell.partition(",")
    if not comma:
        forename, _, surname = cell.partition(" ")
        line.flags.append("Forename and surname stood in one cell. Please check where one ends.")
    line.facts.setdefault("legal_forename", forename.strip())
    line.facts.setdefault("legal_surname", surname.strip())


def _finish(line):
    """What a child cannot be without, and what no child can be."""
    facts = line.facts
    for name in MUST_HAVE:
        if not facts.get(name) and not any(p.startswith(LABELS[name]) for p in line.problems):
            line.problems.append(f"{LABELS[name]}: this is empty.")
    for name, most in LONGEST.items():
        if len(facts.get(name, "")) > most:
            line.problems.append(f"{LABELS[name]}: longer than {most} letters.")
    if facts.get("upn") and (why := upn_problem(facts["upn"])):
        line.problems.append(f"UPN: {why}")
    if born_on := facts.get("born_on"):
        age = (timezone.localdate() - born_on) / timedelta(days=365.25)
        if not 1 <= age <= 19:
            line.problems.append("Date of birth: nobody at school was born on that day.")
        elif not 2 <= age < 12.5:
            line.flags.append("The date of birth is unusual for a primary school. Please check it.")
    for kind in ("forename", "surname"):
        facts.setdefault(f"preferred_{kind}", facts.get(f"legal_{kind}", ""))
    if facts.get("sen_status") == "N":
        facts.setdefault("sen_needs", [])


def _contact_cell(said, name, cell, line):
    if not cell:
        return
    if name == "phone":
        try:
            number = values.phone(cell)
        except Unreadable as why:
            line.flags.append(f"A contact's phone was left out. {why}")
        else:
            said.setdefault("phones", [])
            if number not in said["phones"]:
                said["phones"].append(number)
    else:
        said.setdefault(name, cell)


def _contact(number, said, line):
    """One contact, or None when the cells name nobody."""
    name = said.get("name") or " ".join(p for p in (said.get("forename", ""), said.get("surname", "")) if p)
    if not name:
        if any(said.get(key) for key in ("phones", "email")):
            line.flags.append(f"Contact {number} has a phone or e-mail but no name, and was left out.")
        return None
    if len(name) > 120:
        line.flags.append(f"Contact {number} has a name longer than 120 letters, and was left out.")
        return None
    contact = {"name": name, "priority": number, "phones": said.get("phones", [])}
    for key, most in (("relationship", 60), ("language", 60), ("address", 300), ("order", 200)):
        if said.get(key) and not (key == "order" and said[key].lower() in values.NO):
            contact[key] = said[key][:most]
    if (said.get("priority") or "").isdigit() and 1 <= int(said["priority"]) <= 99:
        contact["priority"] = int(said["priority"])
    email = said.get("email", "")
    if email and ("@" not in email or " " in email or len(email) > 254):
        line.flags.append(f"Contact {number}'s e-mail address cannot be right, and was left out.")
    elif email:
        contact["email"] = email
    for key, to in (("responsibility", {True: "yes", False: "no"}), ("lives_with", {True: True, False: False})):
        try:
            word = values.yes_or_no(said.get(key, ""))
        except Unreadable:
            line.flags.append(f"Contact {number}: whether “{said[key][:20]}” means yes or no is not clear.")
        else:
            if word is not None:
                contact[key] = to[word]
    return contact


def _refuse_twice_used(lines):
    """One UPN or admission number on two lines: neither can be trusted."""
    for name, label in (("upn", "UPN"), ("mis_id", "admission number")):
        seen = {}
        for line in lines:
            if line.facts.get(name):
                key = values.same_id(line.facts[name])
                seen.setdefault(key, []).append(line)
        for same in seen.values():
            if len(same) > 1:
                where = " and ".join(str(line.number) for line in same[:5])
                for line in same:
                    line.problems.append(f"Lines {where} carry the same {label}.")
