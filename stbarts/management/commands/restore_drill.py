"""`restore_drill`: is the newest backup worth anything? Put back beside the school's own, compared, signed in to, gone."""

import os

from django.core.management.base import BaseCommand, CommandError

from stbarts.backup import CannotBackUp
from stbarts.drill import drill
from stbarts.machine import machine


class Command(BaseCommand):
    help = (
        "Restore the newest backup of FOLDER into a database and a folder of the drill's own, with the keys that are kept "
        "apart: every row, every file, the audit log to its end, a sign-in and no old mail. Prints what it found and "
        "removes what it made."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", help="where the backups are")
        parser.add_argument("--keys", required=True, help="where the keys are")
        parser.add_argument("--identity", default=os.environ.get("BACKUP_IDENTITY", ""), help="age's private key file")
        parser.add_argument("--person", default="", help="whose sign-in is tried, with the password in DRILL_PASSWORD; "
                            "without, somebody gets one for the drill alone")  # fmt: skip

    def handle(self, *, folder, keys, identity, person, **options):
        try:
            found = drill(folder, keys, identity, person=person, password=os.environ.get("DRILL_PASSWORD", ""))
        except (CannotBackUp, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for what, figure in found.items():
            self.stdout.write(f"{what}: {figure}")
        self.stdout.write(f"All as it must be, on {machine()}. Nothing of it is left here.")
