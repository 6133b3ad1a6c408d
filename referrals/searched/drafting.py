"""Which words round a letter can be found: lines ticked in, a colleague's paragraph, calls and what came back."""

from pupils.searching import Also, Text, add, leave_out
from referrals.models import Call, Chosen, LetterCopy, Paragraph, Reply, Wording


def register_texts():
    add(
        Text(
            "chosen_line",
            "Line of a letter",
            "referral",
            Chosen,
            ("what", "effect"),
            at="chosen_at",
            parent="letter__referral",
        )
    )
    add(
        Text(
            "paragraph", "Paragraph for a letter", "referral", Paragraph, ("question", "words"), at="asked_at",
            parent="referral",
            also=Also(rows=Paragraph.objects.all().asked_of, url_name="referrals:answer_paragraph", ref="public_id"),
        )
    )  # fmt: skip
    add(
        Text(
            "call",
            "Call",
            "referral",
            Call,
            ("spoke_to", "asked", "advice", "follows"),
            at="called_at",
            parent="referral",
        )
    )
    add(Text("reply", "Reply", "referral", Reply, ("sender", "words"), at="filed_at", parent="referral"))
    leave_out(Chosen, ["key", "box", "when"], "Where a line came from and its days: its words are found.")
    leave_out(LetterCopy, "*", "Who else has a copy, and how it went out: no words about a child.")
    leave_out(Call, ["their_reference"], "A number.")
    leave_out(Wording, "*", "How the school's letters read: about no child.")
