"""The school itself: its classes."""

import uuid

from django.db import models


class SchoolClass(models.Model):
    """A class of this school, by the name everybody uses for it. Classes are kept when they end."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60, unique=True)
    year_group = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "school classes"

    def __str__(self):
        return self.name
