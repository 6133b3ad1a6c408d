"""Every fact about a child made into a word that is nowhere else, so that it can be found wherever it gets out.

The facts are found by looking at the tables: a new text field of a new record is a fact until it is
named here as something else.
"""

import itertools
import json
import re
import string
from datetime import date, timedelta

from django.apps import apps
from django.db import IntegrityError, connections, models, transaction

ROOMS = {"documents", "pupils", "concerns", "interventions", "families", "referrals", "dashboard"}
TEXTS = (models.CharField, models.TextField, models.JSONField)
SHORTEST = 8  # letters: what is shorter is a code
# Text of these records that says nothing about a child: codes, our own names of files, what a machine found.
NOT_FACTS = {
    "documents.Document": "reference kind title owner_type problem file_name sha256",
    "documents.Attachment": "reference owner_type file_name sha256 added_by_name",
    "concerns.Concern": "reference author_name author_role author_phone held_because",
    "concerns.Episode": "reference",
    "concerns.Note": "box",
    "referrals.Chosen": "key box",
    "referrals.Wording": "words",
    "pupils.Around": "source",
    "pupils.FollowUp": "source",
    "pupils.ImportBatch": "sha256 encoding separator headings notes",
    "pupils.ImportRow": "candidates flags problems changes",
}
WORD = re.compile(r"zq[a-z]{5}x")
DAY = re.compile(r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d{1,2} [a-z]+ \d{4}|\d{8})(?!\d)")
SPELLINGS = ("%Y-%m-%d", "%d/%m/%Y", "%-d %B %Y", "%-d %b %Y", "%d%m%Y", "%Y%m%d")


def about_children():
    """The models whose rows are about a child or were written by somebody: not the catalogues."""
    known = {model for model in apps.get_models() if model.__name__ in ("Pupil", "User")}
    while True:
        more = {
            model
            for model in apps.get_models()
            if model not in known and any(f.is_relation and f.related_model in known for f in model._meta.fields)
        }
        if not more:
            break
        known |= more
    return sorted((m for m in known if m._meta.app_label in ROOMS), key=lambda m: m._meta.label)


def facts_of(model):
    """The fields of a model that hold words about a child."""
    not_facts = NOT_FACTS.get(model._meta.label, "").split()
    for field in model._meta.fields:
        base = getattr(field, "base_field", field)
        if not isinstance(base, TEXTS) or field.choices or base.choices or field.name in not_facts or field.primary_key:
            continue
        if isinstance(base, models.CharField) and (base.max_length or SHORTEST) < SHORTEST:
            continue
        yield field


class Canaries:
    """The words, and the field each of them stands in."""

    def __init__(self):
        self.at, self.dates, self.was = {}, {}, {}
        self._spellings = map("".join, itertools.product(string.ascii_lowercase, repeat=5))

    def new(self, where):
        word = f"zq{next(self._spellings)}x"
        self.at[word] = where
        return word

    def words_in(self, text):
        return {word for word in WORD.findall(text.lower()) if word in self.at}

    def found_in(self, text):
        """What is in this text that must not be there: the fields it came from."""
        found = {self.at[word] for word in self.words_in(text)}
        return sorted(found | {self.dates[day] for day in DAY.findall(text.lower()) if day in self.dates})

    def dye(self):
        """Put a new word into every fact of every record that has one, as the tables' owner."""
        with connections["owner"].cursor() as cursor:
            for model in about_children():
                self._dye_table(cursor, model)

    def _dye_table(self, cursor, model):
        table, key = model._meta.db_table, model._meta.pk.column
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for field in facts_of(model):
            where, column = f"{model._meta.label}.{field.name}", f'"{field.column}"'
            cursor.execute(f'SELECT "{key}", {column} FROM "{table}" WHERE {column} IS NOT NULL')
            rows = cursor.fetchall()
            filled = [row for row in rows if row[1] not in ("", "[]", "{}", [], {})]
            # a fact that nobody has filled in yet is filled in once
            unfilled = [] if isinstance(field, models.JSONField) else rows[:1]
            for pk, value in filled or [(pk, ["?"] if isinstance(value, list) else "?") for pk, value in unfilled]:
                try:
                    with transaction.atomic("owner"):
                        cursor.execute(
                            f'UPDATE "{table}" SET {column} = %s WHERE "{key}" = %s',
                            [self._dyed(value, field, where), pk],
                        )
                except IntegrityError:
                    continue  # a value the database knows the shape of
        if any(field.name == "born_on" for field in model._meta.fields):
            self._dye_birthdays(cursor, table, key)
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')

    def _dyed(self, value, field, where):
        if isinstance(value, list) and not isinstance(field, models.JSONField):
            return [self.new(where) for _ in value]
        if isinstance(field, models.JSONField):
            return json.dumps(self._dyed_json(json.loads(value) if isinstance(value, str) else value, where))
        return self.new(where)

    def _dyed_json(self, value, where, name=""):
        if isinstance(value, dict):
            return {key: self._dyed_json(inner, where, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._dyed_json(inner, where, name) for inner in value]
        return self.new(where) if _is_words(name, value) else value

    def _dye_birthdays(self, cursor, table, key):
        cursor.execute(f'SELECT "{key}" FROM "{table}" WHERE born_on IS NOT NULL')
        for number, (pk,) in enumerate(cursor.fetchall()):
            born = date(2016, 9, 3) + timedelta(days=29 * number)
            cursor.execute(f'UPDATE "{table}" SET born_on = %s WHERE "{key}" = %s', [born, pk])
            for spelling in SPELLINGS:
                self.dates[born.strftime(spelling).lower()] = f"{table}.born_on"


def _is_words(name, value):
    """A name or an address in the facts an import read; not a date, a year or a yes."""
    return isinstance(value, str) and value != "" and name.endswith(("forename", "surname", "name", "address"))
