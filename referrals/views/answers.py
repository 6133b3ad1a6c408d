"""One step of a referral: what the family said, what the agency said, and how it ends."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render

from pupils.models import Consent
from referrals.actions import answers as acts
from referrals.actions import consent as agreeing
from referrals.actions.chasing import chase_referral, set_chase_day
from referrals.forms import answers as asking
from referrals.forms import consent as of_family
from referrals.models import ENDED, THEIRS, UNSENT, Referral, asks_for_the_safeguarding_leads
from referrals.views import fetch
from school.models import Agency
from staff.access import rule
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE
State = Referral.State
FAMILY, AGENCY, END = "family", "agency", "end"


@dataclass(frozen=True)
class Way:
    """A step somebody may take: its words on the button, what it asks, its act, and of whom it tells."""

    words: str
    form: type
    act: object
    of: str
    to: str = ""
    gently: bool = False


# In the order of a referral's life. `to` is where it leads, for those that move it on.
WAYS = {
    "ask-family": Way("The family has been asked", of_family.AskedForm, agreeing.ask_family, FAMILY, State.CONSENT),
    "agree": Way("The family agrees", of_family.AgreeForm, agreeing.record_consent, FAMILY),
    "refuse": Way("They would rather not", of_family.RefuseForm, agreeing.record_consent, FAMILY, gently=True),
    "not-asked": Way("Nobody was asked, and why", of_family.NotAskedForm, agreeing.record_consent, FAMILY),
    "changed-mind": Way(
        "They have changed their mind", of_family.ChangedMindForm, agreeing.withdraw_consent, FAMILY, gently=True
    ),
    "without": Way("Decide without the family", of_family.WithoutForm, agreeing.decide_without_consent, FAMILY),
    "have-it": Way("They have it", asking.HaveItForm, acts.record_acknowledged, AGENCY, State.ACKNOWLEDGED),
    "more": Way("They ask for more", asking.MoreForm, acts.record_more_asked, AGENCY, State.MORE),
    "more-sent": Way(
        "It has been sent to them", asking.MoreSentForm, acts.record_more_sent, AGENCY, State.ACKNOWLEDGED
    ),
    "accepted": Way("They will help", asking.AcceptedForm, acts.record_accepted, AGENCY, State.ACCEPTED),
    "in-line": Way("On their waiting list", asking.InLineForm, acts.record_in_line, AGENCY, State.IN_LINE),
    "passed-on": Way("They passed it on", asking.RedirectedForm, acts.record_redirected, AGENCY, State.REDIRECTED),
    "declined": Way("They said no", asking.DeclinedForm, acts.record_declined, AGENCY, State.DECLINED),
    "started": Way("Help has begun", asking.StartedForm, acts.record_started, AGENCY, State.STARTED),
    "chased": Way("They were asked again", asking.ChasedForm, chase_referral, AGENCY),
    "ask-on": Way("Ask again on another day", asking.ChaseDayForm, set_chase_day, AGENCY),
    "finished": Way("It is finished", asking.FinishedForm, acts.close_referral, END, State.CLOSED),
    "withdraw": Way("Not taken further", asking.WithdrawForm, acts.withdraw_referral, END, State.WITHDRAWN),
}

OUTSIDE = {"have-it", "more", "more-sent", "passed-on"}  # what a colleague down the corridor has no need to write back


def ways_for(user, referral):
    """{of whom it tells: [(name, words)]}: what may be written down now by somebody who writes this referral."""
    found = {FAMILY: [], AGENCY: [], END: []}
    for name, way in WAYS.items():
        if is_open(name, way, user, referral):
            found[way.of].append((name, way.words))
    return found


def is_open(name, way, user, referral):
    if referral.state in ENDED or name in OUTSIDE and referral.agency.route == Agency.Route.INTERNAL:
        return False
    if name == "more-sent":
        return referral.state == State.MORE
    if name == "have-it" and referral.state == State.MORE:
        return False
    if name in ("chased", "ask-on"):
        return referral.state in THEIRS
    if name == "changed-mind":
        return referral.consent is not None and referral.consent.answer == Consent.Answer.GIVEN
    if name == "without":
        return referral.state in UNSENT and asks_for_the_safeguarding_leads(user)
    unheard = referral.consent is None or referral.consent.contact_id is None
    if name == "not-asked":
        return unheard and (referral.state in UNSENT or referral.consent is None)
    if name == "refuse":  # a call is made before anybody at home is heard, and their answer is still kept
        return referral.state in UNSENT or unheard
    if name == "agree":
        return True
    return referral.may_become(way.to)


@rule(WRITE)
def take_step(request, referral, answer):
    """One step of a referral, with only what it needs."""
    found = fetch(request, WRITE, referral)
    way = WAYS.get(answer)
    if way is None or not is_open(answer, way, request.user, found):
        raise Http404("There is nothing here for you to see.")
    form = way.form(request.POST or None, request.FILES or None, by=request.user, referral=found)
    if request.method == "POST" and form.is_valid():
        made = form.once(way.act, by=request.user, referral=found, **form.answers())
        if made:
            return redirect(made)
    context = {"form": form, "way": way, "referral": found, "pupil": found.pupil}
    return render(request, "referrals/take_step.html", context)
