"""`import_pupils FILE`: print what a file would do; with --commit --by EMAIL, do it.

Ends with 0 where every line is in (or would be), 1 where nothing could be done, 3 where lines were left out:
each is printed with its reason, and what could be brought in is in.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from audit.actions import Refused
from pupils.importing.actions import commit_import, read_import
from pupils.importing.reading import MOST_BYTES, read
from pupils.importing.review import review
from pupils.models import ImportRow, Pupil
from staff.models import User
from staff.permitted import NotAllowed

Kind = ImportRow.Kind
LEFT_OUT = 3


class Command(BaseCommand):
    help = "Read a list of pupils and say what it would do. Writes only with --commit. Ends with 3 where lines are left out."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="bring the file in")
        parser.add_argument("--by", metavar="EMAIL", help="whose act this is; they must manage pupils")

    def handle(self, *args, file, commit, by, **options):
        if commit and not by:
            raise CommandError("Say who brings the file in: --by EMAIL")
        person = self._person(by) if commit else None
        data = self._bytes(file)
        try:
            found = review(read(data))
            self._print(found)
            if commit:
                batch = commit_import(by=person, batch=read_import(by=person, data=data))
                written = batch.rows.filter(written=True).count()
                self.stdout.write(f"Brought in: {written} line{'' if written == 1 else 's'}, by {person.name}.")
                if found.of(Kind.MISSING):
                    self.stdout.write(f"Who of those not in the file has left is ticked on {batch.get_absolute_url()}")
            else:
                self.stdout.write("Nothing was written. Add --commit --by EMAIL to bring it in.")
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal)) from None
        self._say_what_is_left_out(found)

    def _say_what_is_left_out(self, found):
        """A script that brings the list in each night sees by the status that somebody has to look."""
        left_out = sum(row.held or row.kind in (Kind.REFUSED, Kind.AMBIGUOUS) for row in found.rows)
        if left_out:
            lines = "1 line is" if left_out == 1 else f"{left_out} lines are"
            words = f"{lines} left out, named above. Put the file right, or decide about them on {reverse('pupils:read_import')}"
            raise CommandError(words, returncode=LEFT_OUT)

    def _bytes(self, file):
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CommandError("This file is larger than 10 MB: is it the right file?")
            return file.read_bytes()
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from None

    def _person(self, email):
        person = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody here has that e-mail address.")
        return person

    def _print(self, found):
        names = {pupil.pk: pupil.name for pupil in Pupil.objects.all()}
        for note in found.notes:
            self.stdout.write(note)
        for kind in Kind:
            rows = found.of(kind)
            self.stdout.write(f"{kind.label}: {len(rows)}")
            if kind not in (Kind.SAME, Kind.NEW):
                for row in rows:
                    self._print_row(row, names)
        for row in found.of(Kind.NEW):
            if row.flags:
                self._print_row(row, names)

    def _print_row(self, row, names):
        facts = row.said.get("facts", {})
        said = f"{facts.get('preferred_forename', '')} {facts.get('preferred_surname', '')}".strip()
        where = f"line {row.line}: " if row.line else ""
        self.stdout.write(
            f"  {where}{said or names.get(row.pupil, 'a line')}{' (waits for a person)' if row.held else ''}"
        )
        for change in row.changes:
            self.stdout.write(f"    {change['label']}: {change['old'] or '(empty)'} -> {change['new']}")
        for words in (*row.problems, *row.flags):
            self.stdout.write(f"    {words}")
        for pk in row.candidates:
            self.stdout.write(f"    perhaps {names.get(pk, 'a child')}")
