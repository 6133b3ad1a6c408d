"""One request for several children. Each has a referral of their own: nobody's paper or story names another."""

import uuid

from django.db import models
from django.utils import timezone

from referrals.models.referral import Referral
from school.models import Agency
from staff.addresses import address_of
from staff.models import User
from staff.permitted import PermittedQuerySet

MOST = 8  # what a group worker takes


class GroupQuerySet(PermittedQuerySet):
    """Words about groups. One is met by whoever may meet the referral of a child in it."""

    def permitted(self, user, permission):
        return self.filter(pk__in=Referral.objects.permitted(user, permission).exclude(group=None).values("group"))


class Group(models.Model):
    """Children with a need in common, for whom one agency is asked. What it is called names no child."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField("the shared need", max_length=200)
    why = models.TextField("why a group", max_length=2000)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]

    def __str__(self):
        return self.theme

    def get_absolute_url(self):
        return address_of("referrals:group", self.public_id)
