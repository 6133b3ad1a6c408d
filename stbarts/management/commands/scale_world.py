"""`scale_world`: make the school in this database a big one, for measuring."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from pupils.models import Pupil
from staff.models import User
from staff.policy import Permission
from stbarts import scale, scale_help

BIG = (
    "pupils_pupil", "pupils_openwords", "concerns_concern", "concerns_concernpupil", "interventions_placement",
    "interventions_move", "interventions_target", "interventions_reading", "interventions_programme",
    "interventions_programmeplace", "interventions_placestep", "interventions_session", "pupils_around",
)  # fmt: skip


class Command(BaseCommand):
    help = "Add made-up children, concerns and help in bulk, for measuring. Only in a demo, never in a real school."

    def add_arguments(self, parser):
        parser.add_argument("--pupils", type=int, default=400)
        parser.add_argument("--concerns", type=int, default=20_000)
        parser.add_argument("--placements", type=int, default=5_000)

    def handle(self, pupils, concerns, placements, **options):
        if not settings.DEMO:
            raise CommandError("Set DEMO=1 first. Made-up children are never written into a real installation.")
        if pupils < 1 or concerns < 0 or placements < 0:
            raise CommandError("Give a number of pupils, of concerns and of placements.")
        if not User.objects.exists():
            raise CommandError("There is nobody here to write them. Build the demo school first: script/manage demo")
        began = time.monotonic()
        children = scale.build(
            pupils=pupils, concerns=concerns, say=lambda line: self.stdout.write(f"  {line}", ending="\r")
        )
        deciders, teachers = (
            list(User.objects.who_may(one)) for one in (Permission.PLACEMENT_DECIDE, Permission.MEETING_WRITE)
        )
        if placements:
            scale_help.write_help(children, placements, by=deciders[0], answered_by=teachers[0])
        with connection.cursor() as cursor:
            for table in BIG:
                cursor.execute(f"ANALYZE {table}")
        self.stdout.write(
            f"{pupils:,} children, {concerns:,} concerns and {placements:,} placements in {time.monotonic() - began:.0f} s; "
            f"{Pupil.objects.count():,} children in all."
        )
