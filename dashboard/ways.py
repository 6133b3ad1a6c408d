"""The ways from a child's page to everything else about the child: drawn once for each kind of reader, and then kept.

They hang on little (what this reader may do here, and whether the child has a SEN record), and drawing them anew was
a fifth of the page. What a reader may do is asked anew each time: only the drawing is kept.
"""

from functools import lru_cache

from django.template.loader import get_template
from django.urls import get_urlconf
from django.utils.safestring import mark_safe

from staff.addresses import NOBODY


def ways(pupil, may):
    """The list of ways, for a reader who may do what is true in `may`."""
    drawn = _kept(get_urlconf(), tuple((name, bool(granted)) for name, granted in may.items()))
    return mark_safe(drawn.replace(str(NOBODY), str(pupil.public_id)))  # noqa: S308 (our own template, and an id)


@lru_cache(maxsize=512)
def _kept(urlconf, may):
    return get_template("dashboard/_ways.html").render({"child": NOBODY, "may": dict(may)})
