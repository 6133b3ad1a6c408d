"""The words of a letter while it is being written. What was sent is the frozen document."""

from django.db import models
from django.utils import timezone

from referrals.models.referral import Referral
from referrals.models.wording import Wording
from staff.models import User
from staff.posting import Versioned


class Letter(Versioned):
    """The words of a letter while it is being written. What was sent is the frozen document."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="letter")
    recipient = models.CharField("to", max_length=200)
    recipient_address = models.TextField("their address", max_length=400, blank=True)
    gp = models.CharField("the child's doctor and surgery", max_length=200, blank=True)
    purpose = models.TextField("in one line, what this letter is for", max_length=400)
    strengths = models.TextField("what the child is good at and enjoys", max_length=3000)
    what_we_see = models.TextField("what we see at school, with dates and how often", max_length=6000)
    since_when = models.TextField("when it began and what changed", max_length=3000, blank=True)
    impact = models.TextField(
        "how it affects learning, friends, sleep, eating, attendance", max_length=3000, blank=True
    )
    tried = models.TextField("what has been tried, for how long, and what it changed", max_length=6000, blank=True)
    risk = models.TextField("any risk, and what we did", max_length=3000, blank=True)
    child_words = models.TextField("in the child's own words", max_length=3000, blank=True)
    parents_words = models.TextField("in the parents' words", max_length=3000, blank=True)
    ask = models.TextField("what we ask, and how soon", max_length=2000)
    school_continues = models.TextField("what school will keep doing", max_length=2000, blank=True)
    urgent = models.BooleanField("this cannot wait", default=False)
    wording = models.ForeignKey(
        Wording, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    WORDS = (
        "recipient", "recipient_address", "gp", "purpose", "strengths", "what_we_see", "since_when", "impact", "tried",
        "risk", "child_words", "parents_words", "ask", "school_continues",
    )  # fmt: skip
    ADDRESSED = ("recipient", "recipient_address")  # what only something by post needs

    def __str__(self):
        return f"letter of {self.referral_id}"

    def text(self):
        """Everything that will leave the house, for the checks."""
        return "\n".join(getattr(self, name) for name in self.WORDS)
