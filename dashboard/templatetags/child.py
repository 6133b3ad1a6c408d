"""`{% child_header pupil %}`: the same few lines on top of every page about a child. At most three queries."""

from django import template
from django.utils import timezone

from dashboard.children import header_of

register = template.Library()


@register.inclusion_tag("dashboard/_child_header.html", takes_context=True)
def child_header(context, pupil):
    """Name, class and year, waves, the adults around, one line of strengths, and flags in words."""
    facts = header_of(pupil, context["request"].user, timezone.localdate())
    granted = context.get("user_may") or {}
    return {**facts, "user_may": granted, "edits_strengths": (context.get("may") or {}).get("set_strengths", False)}
