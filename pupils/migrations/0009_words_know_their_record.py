from django.db import migrations


class Migration(migrations.Migration):
    """What is indexed already is indexed anew, with its record's word, when this migrate ends (pupils.indexing)."""

    dependencies = [("pupils", "0008_consents_stay")]

    operations = [
        migrations.RunSQL("DELETE FROM pupils_openwords; DELETE FROM pupils_restrictedwords", migrations.RunSQL.noop)
    ]
