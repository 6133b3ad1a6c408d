"""What came of a follow-up stays as it was written, belongs to the follow-up's own concern, and leaves with its words."""

from django.db import migrations

from audit.sql import append_only

GUARDS = """
DROP TRIGGER concerns_outcome_no_update ON concerns_outcome;
CREATE TRIGGER concerns_outcome_no_update BEFORE UPDATE ON concerns_outcome
    FOR EACH ROW EXECUTE FUNCTION concerns_only_carried('concern_id', 'words');
CREATE TRIGGER concerns_outcome_not_here BEFORE INSERT ON concerns_outcome
    FOR EACH ROW EXECUTE FUNCTION concerns_not_here('concern_id');
ALTER TABLE concerns_followupwords ADD CONSTRAINT a_follow_up_and_its_concern UNIQUE (follow_up_id, concern_id);
ALTER TABLE concerns_outcome ADD CONSTRAINT an_outcome_is_of_its_follow_ups_concern
    FOREIGN KEY (follow_up_id, concern_id) REFERENCES concerns_followupwords (follow_up_id, concern_id);
"""
NO_GUARDS = """
ALTER TABLE concerns_outcome DROP CONSTRAINT an_outcome_is_of_its_follow_ups_concern;
ALTER TABLE concerns_followupwords DROP CONSTRAINT a_follow_up_and_its_concern;
DROP TRIGGER concerns_outcome_not_here ON concerns_outcome;
"""

# The door of 0019, under another name, and the one thing more behind it.
DOOR = """
ALTER FUNCTION concerns_carry_over(bigint) RENAME TO concerns_carry_more_words;
CREATE FUNCTION concerns_carry_over(the_concern bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM concerns_carry_more_words(the_concern);
    UPDATE concerns_outcome SET words = 'Kept in the school’s child-protection file.' WHERE concern_id = the_concern;
END $$;
"""
NO_DOOR = """
DROP FUNCTION concerns_carry_over(bigint);
ALTER FUNCTION concerns_carry_more_words(bigint) RENAME TO concerns_carry_over;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0024_outcomes"), ("audit", "0002_chain")]
    operations = [
        *append_only("concerns_outcome"),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.RunSQL(DOOR, NO_DOOR),
    ]
