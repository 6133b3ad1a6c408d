import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from audit.sql import append_only

# What is known today is the beginning of the history: since when it was so, nobody told us.
BEGIN = """
INSERT INTO pupils_senentry (pupil_id, status, needs, from_on, or_before, noted_at)
SELECT id, sen_status, sen_needs, current_date, true, now() FROM pupils_pupil WHERE sen_status <> ''
"""


class Migration(migrations.Migration):
    """The SEN register keeps its history: what was so from which day, and nothing overwritten."""

    dependencies = [
        ("pupils", "0005_flag_steps_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("pupil", "sen_from", models.DateField(blank=True, null=True)),
        migrations.CreateModel(
            name="SenEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not recorded"),
                            ("N", "No special educational needs"),
                            ("K", "SEN support"),
                            ("E", "Education, health and care plan (EHCP)"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("from_on", models.DateField()),
                ("or_before", models.BooleanField(default=False)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "noted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sen_entries", to="pupils.pupil"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "verbose_name_plural": "sen entries",
                "indexes": [models.Index(fields=["pupil", "-id"], name="sen_entries_of_a_child")],
            },
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        *append_only("pupils_senentry"),
    ]
