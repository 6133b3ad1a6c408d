"""`migrate`, as the owner of the tables; then words are indexed, and the app's role gets what it needs and no more."""

from unittest.mock import patch

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.state import ProjectState

from audit.grants import grant_app_role
from pupils import indexing


class Command(Migrate):
    help = "Bring the tables up to date as their owner (MIGRATION_DATABASE_URL), then grant the app its rights."

    def handle(self, *args, **options):
        if "owner" in settings.DATABASES and options["database"] == "default":
            options["database"] = "owner"
        with patch.object(ProjectState, "_find_reload_model", _itself):
            super().handle(*args, **options)
        if options["database"] == "owner" and not options["app_label"]:
            indexing.install(connections["owner"])
        if options["database"] == "owner":
            grant_app_role(connections["owner"], settings.DATABASES["default"]["USER"])


def _itself(state, app_label, model_name, delay=False):
    """Which models to draw up again when one of them changes: that one.

    Django also draws up all that are related to what it is related to. Through the person who wrote it that is
    every model of ours, at each of some four hundred steps: a minute and more of a first start. Only a migration's
    own Python looks from one model to the next, and for it Django draws up all of them once a state is "delayed".
    """
    state.is_delayed = True
    return {(app_label, model_name.lower())}
