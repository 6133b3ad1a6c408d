"""Parents' evening: a meeting for each child of a class, their summaries made and handed out together."""

import uuid

from django.db import models
from django.utils import timezone

from families.models.meeting import Meeting
from school.models import SchoolClass
from staff.addresses import address_of
from staff.models import User
from staff.permitted import PermittedQuerySet


class EveningQuerySet(PermittedQuerySet):
    """Words about parents' evenings."""

    def permitted(self, user, permission):
        """One is met by whoever may meet a meeting of it."""
        return self.filter(pk__in=Meeting.objects.permitted(user, permission).order_by().values("evening"))

    def going_on(self, day, meetings):
        """Those to come, and those of which one of these meetings has a summary that is not with its family yet."""
        over = (Meeting.State.SHARED, Meeting.State.CANCELLED)
        unfinished = meetings.open().exclude(evening=None).exclude(state__in=over).order_by()
        return self.filter(models.Q(on__gte=day) | models.Q(pk__in=unfinished.values("evening")))


class Evening(models.Model):
    """One parents' evening of one class."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EveningQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["school_class", "on"], name="one_evening_a_class_and_day")]

    def __str__(self):
        return f"parents' evening {self.pk}"

    def get_absolute_url(self):
        return address_of("families:evening", self.public_id)
