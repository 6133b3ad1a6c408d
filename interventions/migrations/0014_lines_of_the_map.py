import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a line of the map says of itself besides its words; it is edited now, so it has a version."""

    dependencies = [("interventions", "0013_reflection_charts_stay")]
    operations = [
        migrations.AddField("offering", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "offering", "areas", models.ManyToManyField(blank=True, related_name="offerings", to="interventions.area")
        ),
        migrations.AddField("offering", "capacity", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("offering", "review_weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "offering", "for_parents", models.TextField(blank=True, max_length=1000, default=""), preserve_default=False
        ),
        migrations.AddField(
            "offering",
            "session_cost",
            models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True),
        ),
        migrations.AddField(
            "offering", "changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AddConstraint(
            "offering",
            models.CheckConstraint(
                condition=models.Q(("session_cost", None), ("session_cost__gte", 0), _connector="OR"),
                name="a_session_costs_nothing_or_more",
            ),
        ),
    ]
