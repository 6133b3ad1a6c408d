"""Every address of the house, found by itself: what the sweeps walk along."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its route, and the names of its arguments with their converters."""

    name: str
    route: str
    arguments: tuple
    view: object

    @property
    def ours(self):
        return ":" in self.name


def every_address(patterns=None, namespace="", route="", arguments=()):
    """All URL patterns, nested ones included. A pattern without a name is given its route."""
    found = []
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        here = arguments + tuple(
            (name, type(converter).__name__) for name, converter in getattr(entry.pattern, "converters", {}).items()
        )
        if isinstance(entry, URLPattern):
            known = {name for name, _ in here}
            groups = tuple((name, "regex") for name in entry.pattern.regex.groupindex if name not in known)
            name = f"{namespace}{entry.name or entry.pattern}"
            found.append(Address(name, route + str(entry.pattern), here + groups, entry.callback))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += every_address(entry.url_patterns, inner, route + str(entry.pattern), here)
    return found
