"""An address that was worked out once is the one that Django gives."""

from uuid import UUID, uuid4

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.converters import UUIDConverter
from django.urls.resolvers import RoutePattern

from staff.addresses import address_of


def named(patterns=None, namespace="", around=()):
    """(name, how many ids) of every page whose address has nothing in it but public ids."""
    for one in patterns or get_resolver().url_patterns:
        parts = [*around, *map(type, one.pattern.converters.values())]
        if hasattr(one, "url_patterns"):
            inside = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from named(one.url_patterns, inside, parts)
        elif one.name and isinstance(one.pattern, RoutePattern) and set(parts) <= {UUIDConverter}:
            yield namespace + one.name, len(parts)


def test_every_address_is_djangos_own():
    found = list(named())
    assert len(found) > 300 and {many for _, many in found} >= {0, 1, 2}
    for name, many in found:
        ids = [uuid4() for _ in range(many)]
        assert address_of(name, *ids) == reverse(name, args=ids), name


def test_what_is_not_an_id_is_left_to_django():
    def drawn(words, **context):
        return Template(words).render(Context(context))

    one = UUID(int=7)
    assert drawn("{% url 'dashboard:child' id %}", id=one) == drawn("{% url 'dashboard:child' id %}", id=str(one))
    assert (
        drawn("{% url 'dashboard:child' pupil=id as there %}[{{ there }}]", id=one)
        == f"[{reverse('dashboard:child', args=[one])}]"
    )
    assert drawn("{% url 'nowhere' as there %}[{{ there }}]") == "[]"
    assert drawn("{% url 'dashboard:child' as there %}[{{ there }}]") == "[]"
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'dashboard:child' '' %}")
