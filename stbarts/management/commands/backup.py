"""`backup`: the database, the files and, apart from them, the keys; each sealed for somebody's public key."""

import os

from django.core.management.base import BaseCommand, CommandError

from stbarts.backup import CannotBackUp, back_up


class Command(BaseCommand):
    help = (
        "Write one sealed backup into FOLDER and the keys, sealed too, into another folder. The private key that "
        "opens them is kept somewhere else altogether, on paper at best."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", help="where the backup goes")
        parser.add_argument("--keys", required=True, help="where the keys go: another disk or another building")
        parser.add_argument("--for", dest="recipient", default=os.environ.get("BACKUP_RECIPIENT", ""),
                            help="the public key it is sealed for: age1…, or a GPG key (or BACKUP_RECIPIENT)")  # fmt: skip

    def handle(self, *, folder, keys, recipient, **options):
        try:
            path, keys_path, manifest = back_up(folder, keys, recipient)
        except (CannotBackUp, OSError) as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(count for count, _ in manifest["tables"].values())
        self.stdout.write(
            f"{path}: {rows} rows in {len(manifest['tables'])} tables, {len(manifest['media'])} files, "
            f"{path.stat().st_size} bytes, sealed.\n{keys_path}: the keys. Keep the two apart."
        )
