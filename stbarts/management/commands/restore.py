"""`restore`: a backup into an empty place, compared row by row and file by file. It is its own drill."""

import os

from django.core.management.base import BaseCommand, CommandError

from stbarts.backup import CannotBackUp, open_again, restore


class Command(BaseCommand):
    help = (
        "Put FILE, written by `backup`, into the empty database that MIGRATION_DATABASE_URL names and into empty "
        "folders, and compare everything with what was backed up. No old mail is sent, and no morning's e-mail until a person says so. Set the SECRET_KEY and "
        "AUDIT_ANCHOR_KEY of then (from the file with the keys) before the first start."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--identity", default=os.environ.get("BACKUP_IDENTITY", ""), help="age's private key file")

    def handle(self, *, file, identity, **options):
        try:
            manifest = restore(file, identity)
            entries, held_back, in_the_app = open_again(manifest)
        except (CannotBackUp, OSError) as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(count for count, _ in manifest["tables"].values())
        self.stdout.write(
            f"As of {manifest['at']}: {rows} rows in {len(manifest['tables'])} tables and {len(manifest['media'])} files "
            f"are as they were, to the last one. The audit log is whole: {entries} entries. "
            f"{held_back} e-mails and text messages that waited then are cancelled: they may have gone already. They are "
            f"on the page of what failed (/watch/), where a person sends again what is still wanted. {in_the_app} that "
            "waited for a morning's e-mail are in the app only, and the mornings' e-mails are off until somebody "
            "switches them on again on the page of the school. Now sign in once, and look at a child's page."
        )
