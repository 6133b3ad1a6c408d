from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """A wording, a call and what came back are never changed; a paragraph is answered once."""

    dependencies = [("referrals", "0007_drafting")]
    operations = [
        *append_only("referrals_wording"),
        *append_only("referrals_call"),
        *append_only("referrals_reply"),
        *append_only("referrals_followed"),
        *append_only("referrals_insiderequest"),
        *append_only("referrals_paragraph", may_change=("words", "answered_at")),
    ]
