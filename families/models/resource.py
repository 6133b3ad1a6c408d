"""Something for families to read, watch or print, on a page for anybody. Nothing in it is about a child."""

import uuid

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from documents.models import Attachment
from staff.addresses import address_of
from staff.models import User
from staff.posting import Versioned


class ResourceQuerySet(models.QuerySet):
    """Words about resources."""

    def in_use(self):
        return self.filter(retired_on=None)

    def by_topic(self):
        return self.order_by(Lower("topic"), Lower("title"), "pk")

    def with_sheets(self):
        """The rows as a list, each with its newest `sheet` or None: two questions for all."""
        rows = list(self)
        kept = Attachment.objects.filter(owner_type=Resource._meta.label_lower, owner_id__in=[row.pk for row in rows])
        newest = {one.owner_id: one for one in kept.order_by("pk")}
        for row in rows:
            row.sheet = newest.get(row.pk)
        return rows


class Resource(Versioned):
    """A few words under a topic, with a link or a sheet to download if there is one. Retired, it is on no page."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    words = models.CharField("a few words about it", max_length=500)
    url = models.URLField("link", max_length=300, blank=True, validators=[URLValidator(schemes=["https", "http"])])
    retired_on = models.DateField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = [Lower("topic"), Lower("title"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^https?://"), name="a_resource_leads_to_a_web_page"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("families:edit_resource", self.public_id)
