import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A change of mind is a row of its own. Nothing ever wrote the day that it replaces."""

    dependencies = [("pupils", "0006_sen_register")]
    operations = [
        migrations.RemoveConstraint(model_name="consent", name="not_asking_has_its_reason"),
        migrations.RemoveField(model_name="consent", name="withdrawn_on"),
        migrations.AddField(model_name="consent", name="evidence", field=models.CharField(blank=True, max_length=300)),
        migrations.AddField(
            model_name="consent",
            name="withdraws",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="pupils.consent",
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="answer",
            field=models.CharField(
                choices=[
                    ("given", "They agree"),
                    ("refused", "They would rather not, for now"),
                    ("not_sought", "Not asked (say why)"),
                    ("withdrawn", "They have changed their mind"),
                    ("without", "Decided without it by a safeguarding lead (say why)"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=~models.Q(answer__in=["not_sought", "without"]) | ~models.Q(why_not_sought=""),
                name="not_asking_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(answer="withdrawn", withdraws__isnull=False)
                | (~models.Q(answer="withdrawn") & models.Q(withdraws=None)),
                name="a_change_of_mind_names_what_it_changes",
            ),
        ),
    ]
