"""`scale_world`: make the school in this database a big one, for measuring."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from pupils.models import Pupil
from staff.models import User
from stbarts import scale


class Command(BaseCommand):
    help = "Add made-up children and concerns in bulk, for measuring. Only in a demo, never in a real school."

    def add_arguments(self, parser):
        parser.add_argument("--pupils", type=int, default=400)
        parser.add_argument("--concerns", type=int, default=20_000)

    def handle(self, pupils, concerns, **options):
        if not settings.DEMO:
            raise CommandError("Set DEMO=1 first. Made-up children are never written into a real installation.")
        if pupils < 1 or concerns < 0:
            raise CommandError("Give a number of pupils and of concerns.")
        if not User.objects.exists():
            raise CommandError("There is nobody here to write them. Build the demo school first: script/manage demo")
        began = time.monotonic()
        scale.build(pupils=pupils, concerns=concerns, say=lambda line: self.stdout.write(f"  {line}", ending="\r"))
        with connection.cursor() as cursor:
            for table in ("pupils_pupil", "pupils_openwords", "concerns_concern", "concerns_concernpupil"):
                cursor.execute(f"ANALYZE {table}")
        self.stdout.write(
            f"{pupils:,} children and {concerns:,} concerns in {time.monotonic() - began:.0f} s; "
            f"{Pupil.objects.count():,} children in all."
        )
