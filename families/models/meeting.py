"""A meeting with a family: planned, held, written up, approved and shared."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.second_person import approvable_by
from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.addresses import address_of
from staff.models import User
from staff.policy import LEVEL_NAMES, Level, Permission
from staff.posting import Versioned


class MeetingQuerySet(AboutPupilQuerySet):
    """Words about meetings."""

    AUTHOR = "planned_by"
    LEVEL = "level"

    def permitted(self, user, permission):
        """As the policy says; a paper about some children is let out by the safeguarding leads alone."""
        rows = super().permitted(user, permission)
        return approvable_by(rows, user) if permission == Permission.APPROVE else rows

    def open(self):
        """Of children who are still here."""
        return self.of_children_here()

    def to_come(self, day):
        """Planned for this day or later, of children who are still here."""
        return self.open().filter(state=Meeting.State.PLANNED, planned_at__date__gte=day)

    def gone_by(self, day):
        """Planned for an earlier day, and nobody has said whether it was held; of children who are still here."""
        return self.open().filter(state=Meeting.State.PLANNED, planned_at__date__lt=day)

    def not_shared(self):
        """Held, and the next step towards the family is the school's own, an approver's apart."""
        return self.filter(state__in=[Meeting.State.HELD, Meeting.State.APPROVED])

    def waiting_for_approval(self):
        return self.open().filter(state=Meeting.State.WAITING)

    def not_written_by(self, user):
        return self.exclude(Q(planned_by=user) | Q(written_by=user))


class Meeting(Versioned):
    """One meeting about one child. Every box named in FOR_THE_FAMILY is read by the family; no other is."""

    class Purpose(models.TextChoices):
        REVIEW = "review", "Review of the help in place"
        PLAN = "plan", "Planning extra help (Wave 2)"
        SEN = "sen", "Termly SEN meeting"
        URGENT = "urgent", "Something urgent"
        EVENING = "evening", "Parents’ evening"
        OTHER = "other", "Another reason"

        @property
        def heading(self):
            """What the meeting is called. "Another reason" says nothing away from the list of reasons."""
            return "Meeting with the family" if self == "other" else self.label

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held, being written up"
        WAITING = "waiting", "Waiting for an approver"
        APPROVED = "approved", "Approved"
        SHARED = "shared", "Shared with the family"
        CANCELLED = "cancelled", "Did not happen"

    NEXT = {
        State.PLANNED: {State.HELD, State.CANCELLED},
        State.HELD: {State.WAITING},
        State.WAITING: {State.HELD, State.APPROVED},
        State.APPROVED: {State.SHARED},
        State.SHARED: set(),
        State.CANCELLED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    planned_at = models.DateTimeField("when")
    place = models.CharField("where", max_length=100, blank=True)
    interpreter = models.CharField("who interprets", max_length=120, blank=True)
    level = models.CharField(max_length=12, choices=list(LEVEL_NAMES.items()), default=Level.TEAM)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    evening = models.ForeignKey(
        "families.Evening", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", editable=False
    )
    strengths = models.TextField("what is going well", max_length=3000, blank=True)
    child_view = models.TextField("what the child says", max_length=3000, blank=True)
    parents_view = models.TextField("what the family says, and what is happening at home", max_length=3000, blank=True)
    school_sees = models.TextField("what we see at school", max_length=3000, blank=True)
    support = models.TextField("what is in place and how it is going", max_length=3000, blank=True)
    present = models.CharField("who was there", max_length=400, blank=True)
    apologies = models.CharField("who sent apologies", max_length=400, blank=True)
    decided = models.TextField("what we decided", max_length=3000, blank=True)
    next_on = models.DateField("when we meet again", null=True, blank=True)
    # Keys of sections (families.sections) that the writer ticked: only these are built into the summary.
    sections = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # Those of them that held only what the team reads when they were ticked: nothing wider joins them afterwards.
    team_sections = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    staff_notes = models.TextField("notes for staff only", max_length=6000, blank=True)

    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    question = models.CharField(max_length=1000, blank=True)

    # The whole of what a summary may say (PAR-6). A box not named here never leaves the house.
    FOR_THE_FAMILY = (
        "strengths", "child_view", "parents_view", "school_sees", "support", "decided", "present", "apologies", "next_on",
    )  # fmt: skip

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["evening", "pupil"], name="one_summary_a_child_and_evening"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="an_approved_summary_has_its_person_and_moment",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("planned_by")),
                name="a_second_person_approves_a_summary",
            ),
        ]
        indexes = [
            models.Index(fields=["pupil", "-planned_at"], name="meetings_of_a_child"),
            models.Index(fields=["state", "planned_at"], name="meetings_by_state"),
        ]

    def __str__(self):
        return f"meeting {self.pk}"

    @property
    def heading(self):
        return self.Purpose(self.purpose).heading

    def get_absolute_url(self):
        return address_of("families:meeting", self.public_id)

    def may_become(self, state):
        return state in self.NEXT[self.State(self.state)]

    def where_it_stands(self):
        """Its state in words: a summary begun for an evening to come was not held yet."""
        being_prepared = self.state == self.State.HELD and self.is_to_come
        return "Still to come, being prepared" if being_prepared else self.get_state_display()

    @property
    def is_approved(self):
        """Are the words of its summary frozen?"""
        return self.state in (self.State.APPROVED, self.State.SHARED)

    @property
    def is_to_come(self):
        return self.planned_at > timezone.now()

    def text(self):
        """Everything of it that may leave the house, for the checks."""
        return "\n".join(str(getattr(self, name) or "") for name in self.FOR_THE_FAMILY)
