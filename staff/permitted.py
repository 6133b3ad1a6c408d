"""The policy table as rows, as a page and as an act: one query behind all three, so they agree."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Value
from django.http import Http404

from staff.kept import can_stand_in, kept
from staff.policy import Permission, scopes

EVERY_ROW = "every row"  # Q() | Q(x) is Q(x): "every row" must never be or-ed


class NotAllowed(PermissionDenied):
    """This person may not do this to this record. The page says 403 or 404; an action raises it."""


class PermittedQuerySet(QuerySet):
    """Rows a person may meet. A subclass says in SCOPES what each scope means for its rows.

    SCOPES maps a Scope to EVERY_ROW or to a function from user to Q, built from subqueries.
    `not_for(user, permission)` is Q of rows this person never sees whatever the roles (a relative's block).
    """

    SCOPES = {}

    def not_for(self, user, permission):
        return None

    def permitted(self, user, permission):
        """The rows `user` has `permission` for: none where they never have it."""
        if not getattr(user, "is_active", False) or not hasattr(user, "roles"):
            return self.none()
        wanted = scopes(user.roles, permission)
        if not wanted:
            return self.none()
        rows = self
        meanings = [self.SCOPES[scope] for scope in sorted(wanted)]
        if EVERY_ROW not in meanings:
            condition = Q(pk__in=[])
            for meaning in meanings:
                condition |= meaning(user)
            rows = rows.filter(condition)
        blocked = self.not_for(user, permission)
        return rows.exclude(blocked) if blocked is not None else rows


def may(user, permission):
    """Does this person ever have this permission? For menus and buttons; never enough for a record."""
    return bool(getattr(user, "is_active", False) and scopes(getattr(user, "roles", ()), permission))


def get_permitted_or_404(source, user, permission, *, beside=(), **lookup):
    """The one row, or a 404 identical to that of a missing id: existence does not leak.

    `source` is a model, or a word about its rows (`Pupil.objects.open`, not called); `beside` are the rows it
    leads to that are read with it. A QuerySet does too, and costs more.
    """
    if isinstance(source, QuerySet) or not all(can_stand_in(value) for value in lookup.values()):
        rows = source if isinstance(source, QuerySet) else _rows_of(source, beside)
        found = rows.permitted(user, permission).filter(**lookup)[:1]
    else:
        shape = {"source": source, "permission": permission, "names": tuple(lookup), "beside": beside}
        found = _permitted_rows(user, *lookup.values(), **shape)
    return first_or_404(found)


def _rows_of(source, beside):
    rows = source.objects.all() if isinstance(source, type) else source()
    return rows.select_related(*beside) if beside else rows


def first_or_404(found):
    """The first of what was asked through `permitted`, or that very 404."""
    if not found:
        raise Http404("There is nothing here for you to see.")
    return found[0]


@kept
def _permitted_rows(user, *values, source, permission, names, beside=()):
    rows = _rows_of(source, beside).permitted(user, permission)
    return rows.filter(**dict(zip(names, values, strict=True)))[:1]


def is_permitted(user, permission, obj):
    """Does this person have the permission for this very record? For buttons; an act asks again by `require`."""
    return bool(_permitted_rows(user, obj.pk, source=obj.__class__, permission=permission, names=("pk",)))


def those_with(people, permission, obj):
    """Those of these people who have the permission for this very record, in their order: one question for all."""
    people = list(people)
    keys = set(_those_with(people, obj, source=obj.__class__, permission=permission)) if people else ()
    return [one for one in people if one.pk in keys]


@kept
def _those_with(people, obj, source, permission):
    each = [
        source.objects.all()
        .permitted(one, permission)
        .filter(pk=obj.pk)
        .order_by()
        .values_list(Value(one.pk), flat=True)
        for one in people
    ]
    return each[0].union(*each[1:], all=True)


def require(by, permission, obj=None):
    """Refuse the act unless `by` has the permission, for this very record when one is given.

    The system acts on what a person has already been allowed; a guest has no permissions.
    """
    permission = Permission(permission)
    if by.as_actor().kind == "system":
        return
    if not may(by, permission):
        raise NotAllowed("Your account does not do this. If you think it should, ask the office.")
    if obj is None:
        return
    if not is_permitted(by, permission, obj):
        raise NotAllowed("This record is not one you can change.")
