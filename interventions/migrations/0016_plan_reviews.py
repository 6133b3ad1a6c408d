import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from audit.sql import append_only


class Migration(migrations.Migration):
    """When education, health and care plans are reviewed: each day a row, the newest stands."""

    dependencies = [
        ("interventions", "0015_snapshots"),
        ("pupils", "0006_sen_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("review_on", models.DateField()),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_reviews", to="pupils.pupil"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["pupil", "-id"], name="plan_reviews_of_a_child")],
            },
        ),
        *append_only("interventions_planreview"),
    ]
