"""`demo`: build the made-up school in an empty database; `demo --people`: who can sign in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.actions import Refused
from stbarts.demo import school
from stbarts.demo.people import PEOPLE


class Command(BaseCommand):
    help = "Build the demo school once. Needs DEMO=1 and an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--people", action="store_true", help="only list who can sign in")

    def handle(self, people=False, **options):
        if people:
            for name, title, _roles, _phone in PEOPLE.values():
                self.stdout.write(f"  {name}, {title}")
            return
        if not settings.DEMO:
            raise CommandError("Set DEMO=1 first. The demo is never built in a real installation.")
        if school.is_built():
            self.stdout.write("The demo school is there already.")
            return
        try:
            school.build()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The demo school is built.")
