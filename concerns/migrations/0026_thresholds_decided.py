"""Which threshold was set stays with the decision that set it; that a concern was closed stays when it opens again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0025_outcomes_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="threshold",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not set"),
                    ("none", "Below any threshold"),
                    ("early_help", "Early help"),
                    ("child_in_need", "Child in need (section 17)"),
                    ("child_protection", "Child protection (section 47)"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="kind",
            field=models.CharField(
                choices=[
                    ("added", "Added"),
                    ("corrected", "Corrected"),
                    ("told", "Told a safeguarding lead in person"),
                    ("feedback", "Word back to the person who told us"),
                    ("refiled", "Filed under another child"),
                    ("parents", "Parents"),
                    ("change", "A change in the child’s life"),
                    ("reopened", "Opened again"),
                ],
                max_length=10,
            ),
        ),
    ]
