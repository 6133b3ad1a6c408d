import uuid

import django.utils.timezone
from django.db import migrations, models

from audit.sql import append_only


class Migration(migrations.Migration):
    """The map at the end of each term: counted once, and the database keeps it so."""

    dependencies = [("interventions", "0014_lines_of_the_map")]
    operations = [
        migrations.CreateModel(
            name="MapSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("term", models.CharField(max_length=60)),
                ("term_from", models.DateField(unique=True)),
                ("taken_on", models.DateField()),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("pupils", models.PositiveIntegerField()),
                ("counts", models.JSONField()),
            ],
            options={"ordering": ["-term_from"]},
        ),
        *append_only("interventions_mapsnapshot"),
    ]
