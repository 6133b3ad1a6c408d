"""`{% rows "dashboard/_story.html" story %}`: the rows of a long list, drawn by the quicker engine.

Such a file is written in what both engines understand ({{ }}, if, for over tuples), and everything typed
is escaped as everywhere. It gets `rows`, and `icons` for the sprite's address; nothing else.
"""

from django import template
from django.template import engines
from django.templatetags.static import static
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def rows(name, of):
    drawn = engines["rows"].get_template(name).render({"rows": of, "icons": static("icons.svg")})
    return mark_safe(drawn)  # noqa: S308 (escaped by the engine, which has autoescape on)
