"""Pages that read across the rooms. They write nothing but the trace of having been read."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from audit.actions import record_read
from audit.models import Entry
from concerns.showing import files as showing_file
from dashboard import children, home, who_opened
from dashboard import sen_register as sen_register_of
from dashboard.in_place import in_place_now
from dashboard.now import Now
from dashboard.ways import ways
from pupils import chronology
from pupils.models import Pupil
from staff.access import rule, signed_in
from staff.permitted import first_or_404, get_permitted_or_404, may
from staff.policy import Permission


@signed_in
def home_page(request):
    """My things to do, each leading to where it is done."""
    return render(request, "dashboard/home.html", {"sections": home.things_to_do(request.user, timezone.localdate())})


@signed_in
def more(request):
    """Every place this person has: the phone's fourth button."""
    return render(request, "dashboard/more.html")


@rule(Permission.PUPIL_READ)
def child(request, pupil):
    """A child's whole story for this reader: strengths first, what is in place, then what happened."""
    today = timezone.localdate()
    found = first_or_404(children.child_with_adults(request.user, pupil, today))
    record_read(request.user, found, "pupil.opened", pupil=found)
    after = chronology.place_in(request.GET.get("after", ""))
    story, older = children.story_of(found, request.user, after=after)
    now = Now(request.user, found, today)
    found.waves = [placement.wave for placement in now.placements]
    here = not found.has_left(today)
    helps, in_place = in_place_now(request.user, found)
    apart = showing_file.kept_apart(found, request.user)
    may_here = _may_here(request.user, found, here=here, may_break=apart["may_break"])
    return render(
        request,
        "dashboard/child.html",
        {
            "pupil": found,
            "now": now,
            "here": here,
            "helps": helps,
            "in_place": in_place,
            "story": children.in_rows(story),
            "older": story[-1].place if older and story else "",
            "after": after,
            "apart": apart,
            "may": may_here,
            "ways": ways(found, may_here),
        },
    )


def _may_here(user, pupil, *, here, may_break):
    """What this reader may do from a child's page: nothing new about one who has left."""
    reads_referrals = may(user, Permission.REFERRAL_READ)
    return {
        "log": here and may(user, Permission.CONCERN_RAISE),
        "place": here and may(user, Permission.PLACEMENT_DECIDE),
        "note": here and may(user, Permission.PLACEMENT_READ),
        "ask": here and may(user, Permission.PLAN_WRITE),
        "meet": here and may(user, Permission.MEETING_WRITE),
        "refer": here and may(user, Permission.REFERRAL_WRITE),
        "see_readers": may(user, Permission.AUDIT_READ),
        "read_consents": reads_referrals,
        "read_sen": reads_referrals and pupil.sen_status not in ("", Pupil.SenStatus.NONE),
        "keep_file": may(user, Permission.SAFEGUARDING_KEEP),
        "break_glass": may_break,
        "set_strengths": True,  # whoever may read the page
    }


@rule(Permission.AUDIT_READ)
def readers(request, pupil):
    """Who opened this child, who did what: times and names, never the words."""
    found = get_permitted_or_404(Pupil, request.user, Permission.PUPIL_READ, public_id=pupil)
    entries = Entry.objects.filter(pupil=str(found.public_id)).order_by("-seq")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    lines = [(entry, who_opened.in_words(entry)) for entry in page.object_list]
    return render(request, "dashboard/readers.html", {"pupil": found, "page": page, "lines": lines})


@rule(Permission.APPROVE)
def approvals(request):
    """Letters and summaries that wait for a second pair of eyes."""
    return render(request, "dashboard/approvals.html", {"papers": home.papers_to_approve(request.user)})


@rule(Permission.REFERRAL_READ)
def sen_register(request):
    """Who is on the SEN register, since when and with which needs; when plans are reviewed; how often families were met."""
    which = request.GET.get("show") if request.GET.get("show") in sen_register_of.SHOWN else ""
    today, after = timezone.localdate(), request.GET.get("after")
    lines, more, counts = sen_register_of.register_of(request.user, today, which=which, after=after)
    context = {
        "lines": lines, "after": more, "which": which, "shown": sen_register_of.SHOWN.items(),
        "support": counts[Pupil.SenStatus.SUPPORT], "plans": counts[Pupil.SenStatus.PLAN],
        "a_year": sen_register_of.A_YEAR,
    }  # fmt: skip
    return render(request, "dashboard/sen_register.html", context)
