from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """When help is planned to end is kept as it was said."""

    dependencies = [
        ("interventions", "0021_who_reads_a_chart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="move",
            name="planned_end_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_end_on", None),
                    models.Q(("review_on__isnull", False), ("then", "planned_end")),
                    _connector="OR",
                ),
                name="a_planned_end_is_of_help_that_goes_on",
            ),
        ),
    ]
