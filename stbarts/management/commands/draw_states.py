"""`draw_states`: draw where each record may go next into STATES.md, so that drawing and code never drift."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from stbarts.states import as_markdown


class Command(BaseCommand):
    help = "Write stbarts/STATES.md from the tables of states in the code."

    def handle(self, **options):
        (Path(settings.ROOT) / "stbarts" / "STATES.md").write_text(as_markdown())
        self.stdout.write("stbarts/STATES.md is drawn from the code's own tables.")
