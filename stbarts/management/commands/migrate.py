"""`migrate`, as the owner of the tables; then words are indexed, and the app's role gets what it needs and no more."""

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from audit.grants import grant_app_role
from pupils import indexing


class Command(Migrate):
    help = "Bring the tables up to date as their owner (MIGRATION_DATABASE_URL), then grant the app its rights."

    def handle(self, *args, **options):
        if "owner" in settings.DATABASES and options["database"] == "default":
            options["database"] = "owner"
        super().handle(*args, **options)
        if options["database"] == "owner" and not options["app_label"]:
            indexing.install(connections["owner"])
        if options["database"] == "owner":
            grant_app_role(connections["owner"], settings.DATABASES["default"]["USER"])
