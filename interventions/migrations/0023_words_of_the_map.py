import datetime
import uuid

import django.utils.timezone
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models.functions import Lower

LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)  # no paper for parents is older for this change


def _own_address(model):
    """Each row that is there gets an id of its own from the database; new ones bring theirs."""
    new = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    there = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    return [migrations.AddField(model, "public_id", there), migrations.AlterField(model, "public_id", new)]


class Migration(migrations.Migration):
    """The words of waves and needs are edited now: each row has an address and a version."""

    dependencies = [("interventions", "0022_planned_ends")]
    operations = [
        *_own_address("area"),
        *_own_address("wavewords"),
        migrations.AddField("area", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("wavewords", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "wavewords", "changed_at", models.DateTimeField(default=LONG_AGO, editable=False), preserve_default=False
        ),
        migrations.AlterField(
            "wavewords", "changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AlterField("area", "retired_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.AlterConstraint(
            "area",
            "one_area_a_name",
            models.UniqueConstraint(
                Lower("name"),
                name="one_area_a_name",
                violation_error_message="There is a need with this name already, here or among those put away.",
            ),
        ),
    ]
