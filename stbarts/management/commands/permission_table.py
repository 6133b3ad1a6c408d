"""`permission_table`: write the policy's own table into the README, so that the two never drift."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from staff.policy_table import as_markdown


class Command(BaseCommand):
    help = "Replace the permission table at the end of README.md with the policy's own."

    def handle(self, **options):
        path = Path(settings.ROOT) / "README.md"
        text = path.read_text()
        path.write_text(re.sub(r"\| \| teacher.*\|\n?\Z", as_markdown() + "\n", text, flags=re.S))
        self.stdout.write("README.md has the policy's own table.")
