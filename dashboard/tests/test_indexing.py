"""The index of words is made anew by each `migrate`, whatever an earlier version left."""

from django.core.management import call_command
from django.db import connections

from concerns.tests.world import raise_about
from pupils.models import OpenWords


def test_migrate_takes_the_place_of_what_an_earlier_version_left(committed_db, cast):
    with connections["owner"].cursor() as cursor:
        cursor.execute("""
            DROP FUNCTION search_vector(text);
            CREATE FUNCTION search_vector(plain text) RETURNS tsvector LANGUAGE sql AS 'SELECT NULL::tsvector';
            CREATE FUNCTION search_gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW.gone; END';
            CREATE TRIGGER search_gone AFTER INSERT ON concerns_concern FOR EACH ROW EXECUTE FUNCTION search_gone();""")
    call_command("migrate", verbosity=0)
    raise_about(cast.child, by=cast.teacher, facts="Zebra.")
    assert OpenWords.objects.exclude(vector=None).exists()
