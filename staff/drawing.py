"""The quicker engine, Jinja, for the boxes of forms and the rows of long lists (decision 0005)."""

from django.forms.renderers import Jinja2
from django.template import engines
from django.utils.safestring import mark_safe


def rows(name, of, icons):
    """The rows `of` as the template `name` draws them; it is given nothing else but the sprite's address."""
    return _as_django_escapes(engines["rows"].get_template(name).render({"rows": of, "icons": icons}))


class FormRenderer(Jinja2):
    """Django's own boxes out of Django's own Jinja templates."""

    def render(self, template_name, context, request=None):
        return _as_django_escapes(super().render(template_name, context, request))


def _as_django_escapes(drawn):
    """One spelling of an escaped quotation mark on a whole page, so that what looks for one finds it."""
    return mark_safe(drawn.replace("&#39;", "&#x27;").replace("&#34;", "&quot;"))  # noqa: S308 (autoescape is on)
