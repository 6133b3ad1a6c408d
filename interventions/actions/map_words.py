"""What the SENDCo and the Wellbeing Lead do about the words of the map: what waves are called, which needs there are."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import Area, WaveWords
from staff.permitted import require
from staff.policy import Permission


@action
def edit_wave_words(*, by, words, version, facts):
    """Say differently what a wave is. Its number stays, on every record; the paper for parents is older than the map now."""
    require(by, Permission.PLACEMENT_DECIDE)
    words = WaveWords.objects.get(pk=words.pk)
    words.bump(version)
    words.changed_at = timezone.now()
    return _keep(words, "wave_words.edited", by, facts)


@action
def add_area(*, by, facts):
    """One more need that help can be for. Refuses a name that is there."""
    require(by, Permission.PLACEMENT_DECIDE)
    return _keep(Area(), "area.added", by, facts)


@action
def edit_area(*, by, area, version, facts):
    """Call a need something else. Help that is given for it goes on, and has the new name. Refuses a name that is there."""
    require(by, Permission.PLACEMENT_DECIDE)
    area = Area.objects.get(pk=area.pk)
    area.bump(version)
    return _keep(area, "area.edited", by, facts)


@action
def retire_area(*, by, area):
    """Nobody begins help for this need any longer; or, put away before, it may be chosen again.

    Records that name it keep it. Refuses to put away the last one: a placement names a need.
    """
    require(by, Permission.PLACEMENT_DECIDE)
    areas = {one.pk: one for one in Area.objects.select_for_update(no_key=True).order_by("pk")}  # two people, two needs
    area = areas[area.pk]
    back = area.retired_on is not None
    if not back and all(one.retired_on for one in areas.values() if one.pk != area.pk):
        raise Refused("It is the only need there is. Add another one first.")
    area.retired_on = None if back else timezone.localdate()
    area.save(update_fields=["retired_on"])
    record("area.restored" if back else "area.retired", area, by=by, fields=["retired_on"])
    return area


def _keep(row, verb, by, facts):
    if isinstance(row, Area) and Area.objects.filter(name__iexact=facts["name"]).exclude(pk=row.pk).exists():
        raise Refused("There is a need with this name already, here or among those put away.")
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    record(verb, row, by=by, fields=list(facts))
    return row
