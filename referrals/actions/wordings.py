"""What is done about the school's own wordings: a change is the next version, and the one before is kept."""

from django.db.models import Max

from audit.actions import Refused, action, record
from pupils.names import refuse_to_name
from referrals.models import Wording, asks_for_the_safeguarding_leads
from referrals.wording.fields import unknown_fields
from school.models import Agency, School
from staff.permitted import NotAllowed, require
from staff.policy import Permission


@action
def write_wording(*, by, agency, route, words, after):
    """Write how letters, answers or calls to an agency read (None: to every agency asked this way).

    `after` is the number of the version that was read. Refuses over somebody else's change, a field that there is
    not, a child's name, which would be in every letter from then on, and the wording of an agency that only the safeguarding leads ask to everybody else.
    """
    require(by, Permission.REFERRAL_WRITE)
    if agency is not None and agency.dsl_only and not asks_for_the_safeguarding_leads(by):
        raise NotAllowed("Only the safeguarding leads ask this agency.")
    if route not in (Agency.Route.LETTER, Agency.Route.PORTAL, Agency.Route.TELEPHONE):
        raise Refused("A request inside school has no wording.")
    unknown = unknown_fields(words)
    if unknown:
        raise Refused(" ".join(unknown))
    refuse_to_name(words)
    # One after another, so that each sees the version before it.
    locked = School.objects.all() if agency is None else Agency.objects.filter(pk=agency.pk)
    locked.select_for_update(no_key=True).first()
    newest = Wording.objects.of(agency, route).aggregate(number=Max("number"))["number"] or 0
    if newest != after:
        raise Refused(
            "Somebody else has written a newer version since you opened this. Open it again; copy your words first."
        )
    made = Wording.objects.create(agency=agency, route=route, number=newest + 1, words=words.strip(), made_by=by)
    record("wording.written", made, by=by, fields=["words"])
    return made
