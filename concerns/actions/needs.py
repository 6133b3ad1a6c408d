"""The school's own list of needs: added to, renamed, put away and brought back; never deleted, because records name them."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from audit.actions import Refused, action, record
from concerns.models import Need
from staff.permitted import may, require
from staff.policy import Permission

CLASH = "There is already a need with this name."


def keeps_needs(user):
    """Those who manage the school's settings, and those who triage."""
    return may(user, Permission.SCHOOL_MANAGE) or may(user, Permission.CONCERN_TRIAGE)


def _require_keeper(by):
    if not keeps_needs(by):
        require(by, Permission.SCHOOL_MANAGE)


@action
def add_need(*, by, name, hint=""):
    """Add a kind of need to the list everybody chooses from. Refuses the name of one that is there."""
    _require_keeper(by)
    last = Need.objects.exclude(code="other").order_by("-order").values_list("order", flat=True).first() or 0
    need = Need(code=_free_code(name), name=name.strip(), hint=hint.strip(), order=last)
    _save(need)
    record("need.added", by=by, fields=["name", "hint"])
    return need


@action
def rename_need(*, by, need, name, hint, version):
    """Say it better. Records that name it keep naming it, in its new words. Refuses another's name."""
    _require_keeper(by)
    need.bump(version)
    need.name, need.hint = name.strip(), hint.strip()
    _save(need, update_fields=["name", "hint", "version"])
    record("need.renamed", by=by, fields=["name", "hint"])
    return need


@action
def retire_need(*, by, need):
    """Nobody chooses it any longer. Records that name it keep it. Refuses what holds a concern, and the last one."""
    _require_keeper(by)
    need = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    if need.holds:
        raise Refused("Ticking this one holds a concern for the safeguarding leads, so it stays on the list.")
    if need.code == "other":
        raise Refused("“Something else” stays: not everything is on a list.")
    if need.retired_on is None:
        need.retired_on = timezone.localdate()
        need.save(update_fields=["retired_on"])
        record("need.retired", by=by, fields=["retired_on"])
    return need


@action
def restore_need(*, by, need):
    """It is chosen again. Refuses where another has taken its name."""
    _require_keeper(by)
    need = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    if need.retired_on is not None:
        need.retired_on = None
        _save(need, update_fields=["retired_on"])
        record("need.restored", by=by, fields=["retired_on"])
    return need


def _save(need, **how):
    """The database's own rule, in words."""
    if not need.name:
        raise Refused("Please give it a name.")
    try:
        with transaction.atomic():
            need.save(**how)
    except IntegrityError as broken:
        raise Refused(CLASH) from broken


def _free_code(name):
    stem = slugify(name)[:16] or "need"
    taken = set(Need.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in [stem, *(f"{stem}-{n}" for n in range(2, 1000))] if code not in taken)
