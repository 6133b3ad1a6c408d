"""The merge fields: what `[[name]]` in a wording becomes. Nothing else is ever read out of what staff type."""

import re
from collections import Counter
from difflib import get_close_matches

MOST = 3  # times that one field may be in a wording
FIELD = re.compile(r"\[\[([^\[\]\n]{0,60})\]\]")

# name → what it stands for, as staff read it beside the box.
ABOUT_THE_CHILD = {
    "child": "what the child is called",
    "first_name": "the child’s first name",
    "legal_name": "the child’s legal name",
    "born_on": "the child’s date of birth",
    "year": "the child’s year group",
    "sex": "the child’s sex, as recorded",
    "language": "the child’s first language",
    "ethnicity": "the child’s ethnicity, as the family gave it",
    "sen": "the child’s SEN status",
    "child_address": "where the child lives, unless that is confidential",
    "gp": "the child’s doctor and surgery",
    "family": "the adults at home, and who has parental responsibility",
}
ABOUT_THE_ASKING = {
    "purpose": "in one line, what this is for",
    "agreement": "who agreed, when and how; or why nobody was asked",
    "childs_wishes": "what the child said about being referred",
    "strengths": "what the child is good at and enjoys",
    "what_we_see": "what we see at school",
    "since_when": "when it began and what changed",
    "impact": "what it affects",
    "tried": "what has been tried, with the lines ticked in as a table",
    "risk": "any risk, and what we did",
    "child_words": "the child’s own words",
    "parents_words": "the parents’ words",
    "ask": "what we ask, and how soon",
    "school_continues": "what school will keep doing",
    "why": "why this agency",
}
ABOUT_SCHOOL = {
    "school": "the school’s name",
    "school_phone": "the school’s telephone number",
    "school_email": "the school’s e-mail address",
    "writer": "who writes",
    "writer_title": "the writer’s job",
    "today": "today’s date",
    "agency": "whom we ask",
}
FIELDS = ABOUT_THE_CHILD | ABOUT_THE_ASKING | ABOUT_SCHOOL


def fields_in(text):
    """The names between double square brackets, in order, each once."""
    return list(dict.fromkeys(name.strip() for name in FIELD.findall(text)))


def unknown_fields(text):
    """A sentence for each field that there is not, with the one that may be meant; for one that comes too often, which
    would make a paper without end; and for brackets left open."""
    sentences = []
    used = Counter(name.strip() for name in FIELD.findall(text))
    for name in fields_in(text):
        if name not in FIELDS:
            near = get_close_matches(name.lower().replace(" ", "_"), FIELDS, 1, 0.6)
            meant = f" Do you mean [[{near[0]}]]?" if near else " The list beside the box has them all."
            sentences.append(f"There is no field [[{name}]].{meant}")
        elif used[name] > MOST:
            sentences.append(f"[[{name}]] is there {used[name]} times. {MOST} times is enough.")
    if "[[" in FIELD.sub("", text) or "]]" in FIELD.sub("", text):
        sentences.append("A field has two square brackets on each side, like [[first_name]]. One of them is missing.")
    return sentences
