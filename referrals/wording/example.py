"""A child who does not exist, so that whoever edits a wording sees how it reads."""

from referrals.wording.values import Tried

EXAMPLE = {
    "child": "Robin Example", "first_name": "Robin", "legal_name": "Robin Example", "born_on": "3 May 2018",
    "year": "Year 4", "sex": "", "language": "English", "ethnicity": "", "sen": "SEN support",
    "child_address": "1 Example Road, Anytown", "gp": "Dr Example, The Surgery",
    "family": "Sam Example, father, has parental responsibility, lives with the child",
    "purpose": "To ask for your view on Robin’s sleep.",
    "agreement": "Sam Example, father, agreed to this on 2 November 2026.",
    "childs_wishes": "What Robin wants: to sleep better.",
    "strengths": "Robin draws, and is kind to younger children.",
    "what_we_see": "Robin is tired by eleven on three days in five.", "since_when": "Since the second week of term.",
    "impact": "Robin reads less than before.", "risk": "We see none.",
    "tried": Tried("", [("A quiet start by the side door", "Since 14 September 2026", "Calmer on four days in five")]),
    "child_words": "I count the cars until it is light.", "parents_words": "Sunday nights are the hardest.",
    "ask": "Please see Robin and tell us how we can help at school.",
    "school_continues": "A quiet start and ten minutes with a key adult.",
    "why": "Two rounds of help changed little.", "school": "Our school", "school_phone": "01632 960123",
    "school_email": "office@example.org", "writer": "Wendy Writer", "writer_title": "Wellbeing Lead",
    "today": "9 November 2026", "agency": "The agency",
}  # fmt: skip
