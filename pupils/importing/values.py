"""What a cell says: dates in every form, yes and no in every form, years, needs, phones."""

import calendar
import re
from datetime import date, timedelta

from django.utils import timezone

from pupils.normal import normal
from pupils.sen import is_likely_review

SPREADSHEET_DAY_NOUGHT = date(1899, 12, 30)
MONTHS = {m.lower(): n for n, m in enumerate(calendar.month_abbr) if m}
NUMBERS = re.compile(r"^(\d{1,4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,4})$")
WORDED = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([A-Za-z]{3,9})[\s\-/.,]*(\d{2}|\d{4})$")
SERIAL = re.compile(r"^([3-6]\d{4})(?:\.\d+)?$")
TIME_AFTER = re.compile(r"[T\s]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$")


class Unreadable(ValueError):
    """This cell cannot be understood; the message says why, for the page."""


def a_date(text):
    """A day written as dd/mm/yyyy, ISO, in words, or as a spreadsheet's number. Day comes before month."""
    text = TIME_AFTER.sub("", text.strip())
    if found := NUMBERS.match(text):
        first, second, third = found.groups()
        if len(first) == 4:
            return _day(first, second, third, text)
        return _day(_whole_year(third), second, first, text)
    if (found := WORDED.match(text)) and found[2][:3].lower() in MONTHS:
        return _day(_whole_year(found[3]), MONTHS[found[2][:3].lower()], found[1], text)
    if found := SERIAL.match(text):
        return SPREADSHEET_DAY_NOUGHT + timedelta(days=int(found[1]))
    if re.match(r"^\d{8}$", text):
        return _day(text[:4], text[4:6], text[6:], text)
    raise Unreadable(f"“{text[:20]}” is not a date we can read.")


def a_plan_review(text):
    """The day on which an education, health and care plan is reviewed."""
    day = a_date(text)
    if not is_likely_review(day, timezone.localdate()):
        raise Unreadable(f"“{text[:20]}” is not likely: a plan is reviewed once a year. Please check the year.")
    return day


def is_month_first(text):
    """Whether this can only be read with the month before the day: then the whole column is in doubt."""
    found = NUMBERS.match(TIME_AFTER.sub("", text.strip()))
    return bool(found) and len(found[1]) <= 2 and int(found[1]) <= 12 < int(found[2]) <= 31


def could_be_month_first(text):
    found = NUMBERS.match(TIME_AFTER.sub("", text.strip()))
    return bool(found) and len(found[1]) <= 2 and int(found[1]) <= 12 and int(found[2]) <= 31


def _day(year, month, day, text):
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        if int(month) > 12 and int(day) <= 12:
            raise Unreadable(f"“{text[:20]}” has the month first; we read the day first.") from None
        raise Unreadable(f"“{text[:20]}” is not a day of the calendar.") from None


def _whole_year(text):
    if len(text) > 2:
        return text
    this_year = timezone.localdate().year
    return str(2000 + int(text) if 2000 + int(text) <= this_year + 1 else 1900 + int(text))


YES = {"y", "yes", "t", "true", "1", "x", "✓", "eligible"}
NO = {"n", "no", "f", "false", "0", "none", "not eligible"}


def yes_or_no(text):
    """True, False, or None for an empty cell."""
    word = text.strip().lower()
    if not word:
        return None
    if word in YES or word in NO:
        return word in YES
    raise Unreadable(f"“{text[:20]}” is neither yes nor no.")


def year_group(text):
    """N1, N2, R or 1 to 6."""
    word = normal(text)
    word = re.sub(r"^(?:year group|nc year|year|yr|y)\s*(?=[\dnr])", "", word) or word
    if word in ("r", "rec", "reception", "fs2", "f2", "0", "year r", "yr", "eyfs2"):
        return "R"
    if word in ("n", "n2", "nursery", "nursery 2", "fs1", "f1", "e2", "nur"):
        return "N2"
    if word in ("n1", "nursery 1", "e1"):
        return "N1"
    number = re.match(r"^0*(\d{1,2})$", word)
    if number and 1 <= int(number[1]) <= 6:
        return number[1]
    if number:
        raise Unreadable(f"Year {number[1]} is not a year of a primary school.")
    raise Unreadable(f"“{text[:20]}” is not a year group we know." if text else "The year group is empty.")


def sex(text):
    word = normal(text)
    if word in ("f", "female", "girl"):
        return "F"
    if word in ("m", "male", "boy"):
        return "M"
    if not word or word in ("u", "x", "not known", "not specified"):
        return ""
    raise Unreadable(f"“{text[:20]}” is not a sex we can record.")


def sen_status(text):
    word = normal(text)
    if not word:
        return ""
    if word in ("n", "no sen", "no", "none", "no special educational need", "no special educational needs"):
        return "N"
    if word in ("k", "sen support", "support", "sen k"):
        return "K"
    if word in ("e", "ehcp", "ehc plan", "education health and care plan", "ehc", "education health care plan"):
        return "E"
    raise Unreadable(f"“{text[:30]}” is not a SEN status we know (N, K or E).")


NEEDS = {
    "SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "OTH", "NSA", "DS",
}  # fmt: skip
NEED_WORDS = {
    "specific learning difficulty": "SPLD",
    "moderate learning difficulty": "MLD",
    "severe learning difficulty": "SLD",
    "profound and multiple learning difficulty": "PMLD",
    "social emotional and mental health": "SEMH",
    "speech language and communication needs": "SLCN",
    "hearing impairment": "HI",
    "vision impairment": "VI",
    "visual impairment": "VI",
    "multi sensory impairment": "MSI",
    "physical disability": "PD",
    "autistic spectrum disorder": "ASD",
    "autism": "ASD",
    "down syndrome": "DS",
}


def sen_needs(text):
    """Codes in their order: "1. ASD; 2. SLCN", "ASD, SLCN", or in words. Unknown ones are refused."""
    whole = NEED_WORDS.get(normal(text))
    if whole:
        return [whole]
    ranked = []
    for place, part in enumerate(p for p in re.split(r"[;,|\n]|\s(?=\d\s*[.):])", text) if p.strip()):
        found = re.match(r"^\s*(?:(\d)\s*[.):-]\s*)?(.+?)\s*$", part)
        code = NEED_WORDS.get(normal(found[2]), found[2].strip().upper().replace("-", ""))
        if code not in NEEDS:
            raise Unreadable(f"“{found[2][:30]}” is not a SEN need we know.")
        ranked.append((int(found[1] or 0) or place + 1, place, code))
    return list(dict.fromkeys(code for _, _, code in sorted(ranked)))


def phone(text):
    """Figures kept as written; the nought a spreadsheet ate is put back. "" when there is none."""
    text = " ".join(text.split())
    if not text:
        return ""
    if re.match(r"^[\d.]+E\+?\d+$", text, re.IGNORECASE):
        raise Unreadable("A spreadsheet has shortened a phone number; it was left out.")
    figures = re.sub(r"\D", "", text)
    if not 5 <= len(figures) <= 20 or len(text) > 30:
        raise Unreadable(f"“{text[:30]}” is not a phone number.")
    if re.match(r"^[1237]\d{9}$", text.replace(" ", "")):
        return f"0{text}"
    return text


def same_phone(text):
    """A phone's figures, for comparing: +44 and 0 are one."""
    figures = re.sub(r"\D", "", text)
    return "0" + figures[2:] if figures.startswith("44") and len(figures) > 10 else figures


def same_id(text):
    """An admission number without the noughts a spreadsheet eats."""
    return text.strip().lstrip("0").upper()
