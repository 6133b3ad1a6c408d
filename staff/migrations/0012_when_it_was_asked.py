from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("staff", "0011_what_stays")]

    operations = [migrations.RenameField("notice", "stayed_at", "asked_at")]
