"""`{% rows "dashboard/_story.html" story %}`: the rows of a long list, drawn by the quicker engine.

Such a file is written in what both engines understand ({{ }}, if, for over tuples), and everything typed
is escaped as everywhere. It gets `rows`, and `icons` for the sprite's address; nothing else.
"""

from django import template
from django.templatetags.static import static

from staff import drawing

register = template.Library()


@register.simple_tag
def rows(name, of):
    return drawing.rows(name, of, static("icons.svg"))
