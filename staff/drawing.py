"""The quicker engine, Jinja, for the fields of forms and the rows of long lists (decision 0005)."""

import jinja2
from django.forms import renderers
from django.template import engines
from django.template.backends.jinja2 import Jinja2, Template
from django.utils.safestring import mark_safe
from markupsafe import _escape_inner, escape

from staff.boxes import Box


class Environment(jinja2.Environment):
    """Jinja's own, but that a plain text which is only joined to others is escaped without being marked as safe.

    A tenth of the time of `escape`, and most of what is drawn are plain texts.
    """

    class template_class(jinja2.Template):  # noqa: N801 (Jinja's name for it)
        @classmethod
        def from_code(cls, *args, **kwargs):
            made = super().from_code(*args, **kwargs)
            made.root_render_func.__globals__["escape"] = _escaped
            return made


def _escaped(value):
    return _escape_inner(value) if type(value) is str else escape(value)


class Drawn(Template):
    """Part of a page, with one spelling of an escaped quotation mark, so that what looks for one finds it."""

    def render(self, context=None, request=None):
        drawn = super().render(context, request).replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
        return mark_safe(drawn)  # noqa: S308 (autoescape is on)


class Jinja(Jinja2):
    """Django's own way to Jinja; what it draws may stand in a page of Django's."""

    def __init__(self, params):
        options = {"environment": "staff.drawing.Environment", **params["OPTIONS"]}
        super().__init__({**params, "OPTIONS": options})

    def get_template(self, template_name):
        return Drawn(super().get_template(template_name).template, self)


class FormRenderer(renderers.Jinja2):
    """Django's own boxes out of Django's own Jinja templates; each knows what stands round it."""

    backend = Jinja
    bound_field_class = Box


def rows(name, of, icons):
    """The rows `of` as the template `name` draws them; it is given nothing else but the sprite's address."""
    return engines["rows"].get_template(name).render({"rows": of, "icons": icons})
