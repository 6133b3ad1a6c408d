from django.db import migrations


class Migration(migrations.Migration):
    """The table behind Django's database cache: sign-in attempts are counted here, never in Redis."""

    dependencies = [("staff", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE staff_counter (
                cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX staff_counter_expires ON staff_counter (expires);
            """,
            "DROP TABLE staff_counter",
        )
    ]
