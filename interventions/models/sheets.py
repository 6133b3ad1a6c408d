"""Sheets about a child (a passport, a map, a plan on one page) in versions: what was saved is never written over."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from audit.actions import Refused
from interventions.sheet_kinds import KINDS
from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.addresses import address_of
from staff.models import User
from staff.policy import LEVEL_NAMES, Level
from staff.posting import OUT_OF_DATE, Stale

LEVELS = [(str(level), LEVEL_NAMES[level]) for level in (Level.TEAM, Level.WELLBEING)]


class WhileAroundQuerySet(AboutPupilQuerySet):
    """What one began stays open to one only while one is with the child: others write the versions after it."""

    def _own(self, user):
        return super()._own(user) & self._mine(user)


def next_version(versions, seen):
    """The number of the version to come. Stale where somebody has saved one that the writer did not see, and
    refused where they say they saw one that nobody has saved.
    """
    newest = versions.order_by("-version").first()
    saved = newest.version if newest else 0
    if saved != int(seen or 0):
        raise Stale(newest) if newest else Refused(OUT_OF_DATE)
    return saved + 1


class SheetQuerySet(WhileAroundQuerySet):
    """Words about sheets."""

    AUTHOR = "started_by"
    LEVEL = "level"

    def with_newest(self):
        """Each with the day and the number of its newest version: `written_at`, `newest`."""
        versions = SheetVersion.objects.filter(sheet=models.OuterRef("pk")).order_by("-version")
        return self.annotate(
            newest=models.Subquery(versions.values("version")[:1]),
            written_at=models.Subquery(versions.values("at")[:1]),
        )


class Sheet(models.Model):
    """One sheet about one child. Who reads it is chosen when it is begun, and holds for all its versions."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="sheets")
    which = models.CharField(max_length=12, choices=[(kind.slug, kind.name) for kind in KINDS.values()])
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.TEAM)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["which", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "which"], condition=Q(which="passport"), name="a_child_has_one_passport"
            ),
            models.CheckConstraint(condition=~Q(which="passport") | Q(level="team"), name="a_passport_is_for_the_team"),
        ]

    def __str__(self):
        return f"{self.which} {self.pk}"

    def get_absolute_url(self):
        return address_of("interventions:sheet", self.public_id)

    @property
    def kind(self):
        return KINDS[self.which]


class SheetVersionQuerySet(WhileAroundQuerySet):
    """Words about versions: read by whoever may read the sheet."""

    PUPIL = "sheet__pupil"
    AUTHOR = "sheet__started_by"
    LEVEL = "sheet__level"


class SheetVersion(models.Model):
    """A sheet as it was saved once. Its PDF is a document of this row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = SheetVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="sheets_are_numbered")]

    def __str__(self):
        return f"version {self.version} of sheet {self.sheet_id}"

    def get_absolute_url(self):
        return address_of("interventions:sheet_version", self.public_id)

    def filled_in(self):
        """{(box, line): words} of this version. One query."""
        return {(box, line): words for box, line, words in self.words.values_list("box", "line", "words")}


class SheetWordsQuerySet(WhileAroundQuerySet):
    """Words about what stands in boxes: read by whoever may read the sheet."""

    PUPIL = "version__sheet__pupil"
    AUTHOR = "version__sheet__started_by"
    LEVEL = "version__sheet__level"

    def days_of_sheets(self):
        """The days on which sheets of children who are here are to be looked at again, as the newest versions say."""
        later = SheetVersion.objects.filter(
            sheet=models.OuterRef("version__sheet"), version__gt=models.OuterRef("version__version")
        )
        boxes = [box.name for kind in KINDS.values() for box in kind.boxes if box.is_day]
        here = Pupil.objects.open().values("pk")
        return self.filter(~models.Exists(later), box__in=boxes, version__sheet__pupil__in=here)

    def to_look_at(self, day):
        """Those whose day has come."""
        return self.days_of_sheets().filter(words__lte=day.isoformat())


class SheetWords(models.Model):
    """What stands in one box of one version. An empty box has no row."""

    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="words")
    box = models.CharField(max_length=20)
    line = models.PositiveSmallIntegerField(default=0)
    words = models.TextField()

    objects = SheetWordsQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "box", "line"], name="a_box_is_filled_in_once"),
            models.CheckConstraint(condition=~Q(words=""), name="an_empty_box_has_no_row"),
        ]

    def __str__(self):
        return f"{self.box} of version {self.version_id}"
