"""A child's safeguarding file: where they stand with social care, by date; who is outside; what is owed; what was told.

Texts are in a table of their own (FileText), which no list reads: one is fetched on the file's own page.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concerns.models.naming import FileQuerySet
from pupils.models import Pupil
from staff.models import User


def _signed(prefix):
    """Who ended a row, and when: both or neither."""
    at, by = f"{prefix}_at", f"{prefix}_by"
    return Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Filed(models.Model):
    """What every row of the file says: about which child, written when and by whom."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True


class FileEntryQuerySet(FileQuerySet):
    """Words about what was told or noted."""

    def told_by_police(self):
        return self.filter(kind__in=[FileEntry.Kind.ENCOMPASS, FileEntry.Kind.POLICE])

    def with_words(self):
        """For the file's own page and its export, each an audited request; never for a list."""
        return self.select_related("text", "written_by")


class FileEntry(Filed):
    """Something the file holds: a notice from the police, a call, a note, or where else the file is kept."""

    class Kind(models.TextChoices):
        ENCOMPASS = "encompass", "Operation Encompass notice"
        POLICE = "police", "Police notice"
        CALL = "call", "Call or letter"
        NOTE = "note", "Note"
        STANDING = "standing", "About the standing"
        DATE = "date", "What came of a meeting or visit"
        ELSEWHERE = "elsewhere", "Kept in another system"

    kind = models.CharField(max_length=10, choices=Kind)
    happened_at = models.DateTimeField()
    told_us = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=60, blank=True)

    objects = FileEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name_plural = "file entries"
        indexes = [models.Index(fields=["pupil", "-happened_at"], name="entries_of_a_file")]

    def __str__(self):
        return f"file entry {self.pk}"


class FileText(models.Model):
    """The words of an entry. Never in a list, never changed; refused whole where the file is kept elsewhere."""

    entry = models.OneToOneField(FileEntry, on_delete=models.PROTECT, primary_key=True, related_name="text")
    words = models.TextField()
    done = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="an_entry_has_words")]

    def __str__(self):
        return f"words of file entry {self.entry_id}"


class StandingQuerySet(FileQuerySet):
    """Words about where children stand."""

    def open(self):
        return self.filter(until_on=None)


class Standing(Filed):
    """Where a child stands with social care, from a day and until a day. A change is a new row beside the old."""

    class Kind(models.TextChoices):
        FAMILY_HELP = "family_help", "Family Help (early help)"
        CHILD_IN_NEED = "child_in_need", "Child in need plan"
        CHILD_PROTECTION = "child_protection", "Child protection plan"
        LOOKED_AFTER = "looked_after", "Looked after"
        WAS_LOOKED_AFTER = "was_looked_after", "Looked after in the past"

    class Category(models.TextChoices):
        NOT_SAID = "", "Not said"
        NEGLECT = "neglect", "Neglect"
        EMOTIONAL = "emotional", "Emotional abuse"
        PHYSICAL = "physical", "Physical abuse"
        SEXUAL = "sexual", "Sexual abuse"

    kind = models.CharField(max_length=16, choices=Kind)
    category = models.CharField(max_length=10, choices=Category, blank=True)
    authority = models.CharField(max_length=80, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(FileEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "kind"], condition=Q(until_on=None), name="stands_so_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="standing_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=_signed("ended"), name="standing_is_ended_by_somebody"),
        ]
        indexes = [models.Index(fields=["-from_on", "-id"], condition=Q(until_on=None), name="standings_open")]

    def __str__(self):
        return f"standing {self.pk}"


class KeyPersonQuerySet(FileQuerySet):
    """Words about people outside."""

    def current(self):
        return self.filter(until_on=None)


class KeyPerson(Filed):
    """Somebody outside who works with the child: name, authority and telephone. A new one is a new row."""

    class Job(models.TextChoices):
        SOCIAL_WORKER = "social_worker", "Social worker"
        FAMILY_SUPPORT = "family_support", "Family support worker"
        REVIEWING = "reviewing", "Independent reviewing officer"
        CHAIR = "chair", "Conference chair"
        VIRTUAL_SCHOOL = "virtual_school", "Virtual school"
        POLICE = "police", "Police"
        HEALTH = "health", "Health visitor or school nurse"
        OTHER = "other", "Somebody else"

    job = models.CharField(max_length=16, choices=Job)
    name = models.CharField(max_length=100)
    authority = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = KeyPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name_plural = "key people"
        constraints = [
            models.CheckConstraint(condition=_signed("ended"), name="a_key_person_is_ended_by_somebody"),
        ]

    def __str__(self):
        return f"key person {self.pk}"


class DateOwedQuerySet(FileQuerySet):
    """Words about days on which something is owed."""

    def open(self):
        return self.filter(answered_at=None)

    def due(self, *, before):
        """Still to be answered, of children who are here, on a day before this one."""
        return self.open().of_children_here().filter(on__lt=before)


class DateOwed(Filed):
    """A conference, a core group, a visit or a review on a day; answered once with what came of it."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", "Child protection conference"
        CORE_GROUP = "core_group", "Core group"
        IN_NEED = "in_need", "Child in need meeting"
        LOOKED_AFTER = "looked_after", "Looked-after review"
        PEP = "pep", "Personal education plan meeting"
        VISIT = "visit", "Social worker’s visit"
        PLAN_REVIEW = "plan_review", "Review of the plan"
        REPORT = "report", "Our report is due"
        ASSESSMENT = "assessment", "Review of a risk assessment"

    class Answer(models.TextChoices):
        HAPPENED = "happened", "It happened and we took part"
        WITHOUT_US = "without_us", "It happened without us"
        MOVED = "moved", "It was moved or did not happen"

    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField("day")
    at_time = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(FileEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DateOwedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "dates owed"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="a_date_is_answered_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["on", "id"], condition=Q(answered_at=None), name="dates_owed")]

    def __str__(self):
        return f"date {self.pk}"


class FileExportQuerySet(FileQuerySet):
    """Words about files that were printed."""


class FileExport(Filed):
    """A child's safeguarding file was made into a PDF, and why. Its bytes are a document of this row."""

    purpose = models.CharField(max_length=300)

    objects = FileExportQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="an_export_says_why")]

    def __str__(self):
        return f"export {self.pk}"
