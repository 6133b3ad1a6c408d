"""A school says itself whether it is the made-up one: the demo's doors never open over another."""

from django.db import migrations, models


def mark_the_demo(apps, schema_editor):
    people = apps.get_model("staff", "User").objects.using(schema_editor.connection.alias)
    if people.filter(is_demo=True).exists() and not people.filter(is_demo=False).exists():
        apps.get_model("school", "School").objects.using(schema_editor.connection.alias).update(is_demo=True)


class Migration(migrations.Migration):
    dependencies = [("school", "0001_initial"), ("staff", "0001_initial")]

    operations = [
        migrations.AddField("school", "is_demo", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(mark_the_demo, migrations.RunPython.noop),
    ]
