from django.db import migrations

from audit.sql import may_now_change


class Migration(migrations.Migration):
    """A place may come first in line, a supervision may be struck out, and who reads a sheet may change. No more."""

    dependencies = [("interventions", "0017_first_and_struck")]
    operations = [
        *may_now_change(
            "interventions_programmeplace",
            "level", "state", "first_because", "consent_id", "programme_id", "from_on", "sessions_planned", "ended_on",
            "ended_why", "outcome", "folder_back", "version",
        ),
        *may_now_change("interventions_supervision", "struck_at", "struck_by_id", "struck_why"),
        *may_now_change("interventions_sheet", "level"),
    ]  # fmt: skip
