from django.db import migrations, models


class Migration(migrations.Migration):
    """The school's system may say when an education, health and care plan is reviewed."""

    dependencies = [("pupils", "0011_contact_log_stays")]
    operations = [migrations.AddField("pupil", "plan_review_on", models.DateField(blank=True, null=True))]
