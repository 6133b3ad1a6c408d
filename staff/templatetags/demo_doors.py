"""The people of the demo, for its sign-in page."""

from django import template

from staff import demo

register = template.Library()


@register.simple_tag
def demo_doors():
    """Everybody with a button: name, and the job or roles in words; or why there are none."""
    why_not = demo.why_not()
    people = [] if why_not else demo.people().order_by("pk")
    lines = [{"public_id": p.public_id, "name": p.name, "what": p.job_title or ", ".join(p.role_names)} for p in people]
    return {"why_not": why_not, "people": lines}
