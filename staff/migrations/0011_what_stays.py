from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0010_workers_say_they_are_alive")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="stayed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
