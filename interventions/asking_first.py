"""Before anybody speaks with the family of a child at Wave 3: is it safe to tell them? (row W3.1)"""

from interventions.models import Placement, Wave
from staff.policy import Permission


def on_wave_three(user, pupil):
    """Is this child at Wave 3, as far as this reader may know?"""
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open()
    return rows.filter(pupil=pupil, wave=Wave.THREE).exists()
