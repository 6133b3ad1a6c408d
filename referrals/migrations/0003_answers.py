from django.db import migrations, models

STATES = [
    ("considering", "Being considered"),
    ("consent", "Talking with the family"),
    ("drafting", "Being written"),
    ("waiting", "Waiting for an approver"),
    ("approved", "Approved, ready to send"),
    ("sent", "Sent"),
    ("acknowledged", "They have it"),
    ("more", "They ask for more"),
    ("accepted", "They will help"),
    ("in_line", "On their waiting list"),
    ("redirected", "Passed on to somebody else"),
    ("started", "Help has begun"),
    ("declined", "They said no"),
    ("closed", "Finished"),
    ("withdrawn", "Not taken further"),
]
# Until now a step was written down on the day that it happened, and the last word of a family was the only one.
WHAT_WAS = """
ALTER TABLE referrals_step DISABLE TRIGGER USER;
UPDATE referrals_step SET "on" = (made_at AT TIME ZONE 'Europe/London')::date;
ALTER TABLE referrals_step ENABLE TRIGGER USER;
UPDATE referrals_referral r SET ended_on = (
    SELECT max(s."on") FROM referrals_step s WHERE s.referral_id = r.id AND s.to_state = r.state
) WHERE state IN ('closed', 'withdrawn');
"""
THEIR_WORDS = """
INSERT INTO referrals_referral_consents (referral_id, consent_id)
SELECT id, consent_id FROM referrals_referral WHERE consent_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    """What an agency said, each answer with its day; every word of the family, not only the last."""

    dependencies = [("pupils", "0008_consents_stay"), ("referrals", "0002_steps")]
    operations = [
        migrations.AddField("referral", "chase_on", models.DateField(blank=True, null=True)),
        migrations.AddField("referral", "started_on", models.DateField(blank=True, null=True)),
        migrations.AddField("referral", "ended_on", models.DateField(blank=True, null=True)),
        migrations.AddField("referral", "their_reference", models.CharField(blank=True, max_length=60)),
        migrations.AddField(
            "referral", "consents", models.ManyToManyField(editable=False, related_name="+", to="pupils.consent")
        ),
        migrations.AlterField(
            "referral", "state", models.CharField(choices=STATES, default="considering", max_length=12)
        ),
        migrations.AlterField("step", "from_state", models.CharField(blank=True, choices=STATES, max_length=12)),
        migrations.AlterField("step", "to_state", models.CharField(choices=STATES, max_length=12)),
        migrations.AddField("step", "pointed_to", models.CharField(blank=True, max_length=300)),
        migrations.AddField("step", "on", models.DateField(null=True)),
        migrations.RunSQL(WHAT_WAS, migrations.RunSQL.noop),
        migrations.AlterField("step", "on", models.DateField()),
        migrations.RunSQL(THEIR_WORDS, migrations.RunSQL.noop),
        migrations.AddIndex(
            "referral",
            models.Index(condition=models.Q(chase_on__isnull=False), fields=["chase_on"], name="referrals_to_chase"),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=~models.Q(to_state="declined") | (~models.Q(why="") & ~models.Q(pointed_to="")),
                name="a_no_has_its_reason_and_where_to_turn",
            ),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=~models.Q(to_state="redirected") | ~models.Q(pointed_to=""),
                name="what_is_passed_on_goes_somewhere",
            ),
        ),
    ]
