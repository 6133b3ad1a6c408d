"""Which words of this room can be found: why an agency was thought of, and what the letter says."""

from pupils.searching import Record, Text, leave_out, register
from referrals.models import Chase, Group, Letter, Referral, Step
from staff.policy import Permission


def register_records():
    register(
        Record(
            name="referral",
            rows=lambda user: Referral.objects.permitted(user, Permission.REFERRAL_READ),
            url_name="referrals:referral",
        ),
        Text("referral", "Referral", "referral", Referral, ("why",), at="raised_at"),
        Text("step", "Step of a referral", "referral", Step, ("why", "pointed_to"), at="made_at", parent="referral"),
        Text("chase", "Asking an agency again", "referral", Chase, ("words",), at="made_at", parent="referral"),
        Text("letter", "Letter", "referral", Letter, Letter.WORDS, at="changed_at", parent="referral"),
        Text(
            "consent",
            "Consent for a referral",
            "referral",
            Referral,
            ("consent__purpose", "consent__information", "consent__childs_wishes", "consent__why_not_sought"),
            at="raised_at",
        ),
    )
    leave_out(Group, "*", "About no child: each one's own referral has the same words.")
    leave_out(Referral, ["sent_how", "their_reference"], "How it went out, and a number: no words about a child.")
