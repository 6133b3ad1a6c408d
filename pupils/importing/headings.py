"""What a column is called, in the words of every system we have met."""

import re
from dataclasses import dataclass

from pupils.normal import normal

# Compared after normal(): small letters, no punctuation.
COLUMNS = {
    "upn": "upn|unique pupil number|current upn|pupil upn",
    "mis_id": "adno|adm no|admission no|admission number|mis id|student id|pupil id|person id|arbor id|id",
    "legal_forename": "legal forename|forename|first name|legal first name|given name|forename legal",
    "legal_surname": "legal surname|surname|last name|legal last name|family name|surname legal",
    "preferred_forename": "preferred forename|preferred first name|known as|known as forename|chosen forename"
    "|chosen name|preferred name",
    "preferred_surname": "preferred surname|preferred last name|known as surname|chosen surname",
    "full_name": "name|full name|pupil name|student name|pupil|student|legal name",
    "born_on": "dob|date of birth|birth date|birthdate|d o b|born",
    "sex": "sex|gender|legal sex|m f",
    "year_group": "year|year group|yr|nc year|ncyear|ncyearactual|nc year actual|year taught in|curriculum year"
    "|national curriculum year|yeargroup|year group name",
    "school_class": "reg|reg group|registration group|registration form|form|class|class name|tutor group|reg form",
    "joined_on": "date of entry|entry date|enrolment date|admission date|date of admission|start date|doa|joined",
    "left_on": "leaving date|date of leaving|leave date|dol|end date|left",
    "sen_status": "sen status|sen provision|sen|sen code|sen stage|send status|current sen status",
    "sen_needs": "sen need|sen needs|sen need type|sen needs ranked|sen type|sen types|sen needs type|primary need"
    "|sen primary need|send need|send needs",
    "sen_from": "sen since|sen start date|sen status start date|sen provision start date|sen status date|send start date"
    "|sen status from",
    "plan_review_on": "ehcp review|ehcp review date|ehcp review due|ehcp next review|next ehcp review|next ehcp review date"
    "|ehc plan review date|ehcp annual review|ehcp annual review date|ehcp annual review due|annual review due"
    "|annual review due date|next annual review|next annual review date|next annual review due",
    "pupil_premium": "pp|pp indicator|pupil premium|pupil premium indicator|pupil premium recipient"
    "|pupil premium eligible",
    "free_meals": "fsm|free school meals|free meals|fsm eligible|fsm eligibility|eligible for free school meals",
    "eal": "eal|english as additional language|english as an additional language|eal status",
    "first_language": "first language|home language|language|mother tongue",
    "ethnicity": "ethnicity|ethnic code|ethnicity code|ethnic origin|ethnic group",
    "in_care": "in care|lac|cla|looked after|looked after child|in lea care|child looked after|in care indicator",
    "young_carer": "young carer|young carer indicator",
    "postcode": "postcode|post code|home postcode",
    "order": "court order|court orders|legal order|legal orders",
}
BY_HEADING = {words: field for field, all_words in COLUMNS.items() for words in all_words.split("|")}
RANKED_NEED = re.compile(r"^(?:sen|send) (?:need|type|needs)(?: type)? (?:rank )?(\d)$|^(secondary) need$")
ADDRESS = re.compile(r"^(?:home |full )?address(?: line)?(?: \d)?$|^(?:house (?:name|number)|street|town|county)$")

CONTACT = re.compile(r"^(?:contact|parent|guardian|priority|priority contact|parent carer) (\d+) (.+)$")
GUARDIAN = re.compile(r"^(primary|secondary|third) (?:guardian|contact|parent)(?: (.+))?$")
ORDINALS = {"primary": 1, "secondary": 2, "third": 3}
CONTACT_COLUMNS = {
    "name": "name|full name|contact name",
    "forename": "forename|first name",
    "surname": "surname|last name",
    "relationship": "relationship|relation|relationship to pupil|relationship to student",
    "responsibility": "pr|parental responsibility|has parental responsibility|parental resp",
    "phone": "mobile|phone|telephone|tel|mobile phone|home phone|work phone|mobile number|phone number|home|work"
    "|main phone|telephone number|mobile telephone|home telephone",
    "email": "email|e mail|email address|home email",
    "priority": "priority|order|contact priority",
    "order": "court order|court orders|legal order",
    "lives_with": "lives with|lives with pupil|resident|same address",
    "language": "language|first language|home language",
    "address": "address|home address",
}
CONTACT_BY_HEADING = {words: field for field, all_words in CONTACT_COLUMNS.items() for words in all_words.split("|")}

LABELS = {
    "upn": "UPN",
    "mis_id": "Admission number",
    "legal_forename": "Legal forename",
    "legal_surname": "Legal surname",
    "preferred_forename": "Preferred forename",
    "preferred_surname": "Preferred surname",
    "full_name": "Whole name",
    "born_on": "Date of birth",
    "sex": "Sex",
    "year_group": "Year",
    "school_class": "Class",
    "joined_on": "Joined",
    "left_on": "Leaving date",
    "sen_status": "SEN status",
    "sen_needs": "SEN needs",
    "sen_from": "SEN status since",
    "plan_review_on": "EHCP review date",
    "pupil_premium": "Pupil premium",
    "free_meals": "Free school meals",
    "eal": "English as an additional language",
    "first_language": "First language",
    "ethnicity": "Ethnicity",
    "in_care": "In care",
    "young_carer": "Young carer",
    "address": "Address",
    "postcode": "Postcode",
    "order": "Court order",
}


@dataclass(frozen=True)
class Column:
    """Where a cell goes: a fact of the child, or a fact of their nth contact."""

    field: str
    contact: int = 0

    @property
    def label(self):
        return f"Contact {self.contact}: {self.field}" if self.contact else LABELS[self.field]


def column(heading):
    """The Column this heading means, or None when it is none of ours."""
    words = normal(heading)
    contact = CONTACT.match(words)
    if contact and contact[2] in CONTACT_BY_HEADING:
        return Column(CONTACT_BY_HEADING[contact[2]], int(contact[1]))
    guardian = GUARDIAN.match(words)
    if guardian and (guardian[2] or "name") in CONTACT_BY_HEADING:
        return Column(CONTACT_BY_HEADING[guardian[2] or "name"], ORDINALS[guardian[1]])
    if words in BY_HEADING:
        return Column(BY_HEADING[words])
    if RANKED_NEED.match(words):
        return Column("sen_needs")
    if ADDRESS.match(words):
        return Column("address")
    return None
