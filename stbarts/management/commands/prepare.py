"""What script/server does to the database before it opens: tables, the starting lists; the demo school, its people."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from staff import demo
from staff.models import User
from stbarts.demo import school
from stbarts.furnishing import furnish


class Command(BaseCommand):
    help = "Bring tables and starting lists up to date; in the demo, build the made-up school once and list its people."
    requires_system_checks = []

    def handle(self, **options):
        progress = OutputWrapper(self.stderr._out)
        call_command("migrate", verbosity=0, stdout=progress)
        if settings.DEMO:
            if problem := demo.why_not():
                raise CommandError(problem)
            if not school.is_built():
                progress.write("Building the demo school, once …")
                call_command("demo", stdout=progress)
            call_command("demo", "--people", stdout=self.stdout)
        else:
            for name, count in furnish().items():
                if count:
                    progress.write(f"Added {count} {name}.")
            if not User.objects.exists():
                progress.write("Nobody can sign in yet: manage.py invite says how to begin.")
