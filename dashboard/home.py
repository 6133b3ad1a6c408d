"""My things to do: what each person finds on coming in. Not a dashboard, a list with a next step."""

from django.db.models import CharField, Count, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse

from concerns.models import Concern, ConcernPupil, Episode, Report
from dashboard import lately, outside, owed, running
from dashboard.things import SHOWN, Line, Section, Told, section_of, when
from families.models import Correction, Meeting, Workshop
from interventions.models import Placement
from referrals.models import Referral
from school.calendar import add_school_days
from staff.addresses import address_of, addresses
from staff.drafts import address
from staff.kept import kept
from staff.models import Draft, Notice
from staff.notices import KINDS, shown_in_app
from staff.permitted import may
from staff.policy import Permission, Scope, scopes

SOON = 10  # school days
DANGER = {Concern.Danger.YES: "In danger now", Concern.Danger.UNSURE: "May be in danger"}


def things_to_do(user, day):
    """The sections for this person, most pressing first. About one query a section, whatever the rows."""
    told, unsent = _told_and_unsent(user)
    made = [
        *([_urgent(user)] if may(user, Permission.CONCERN_READ) else []),
        *_by_permission(user, day, TO_BE_SEEN),
        told,
        *_by_permission(user, day, BY_PERMISSION),
        unsent,
    ]
    return [section for section in made if section is not None and (section.lines or section.empty)]


def _by_permission(user, day, sections):
    """Each of these sections that this person has; one function may make two that are asked in one question."""
    for permission, section in sections:
        if may(user, permission):
            made = section(user, day)
            yield from made if isinstance(made, list) else [made]


NOTICE, DRAFT = range(2)


def _told_and_unsent(user):
    """What this person has been told, and what they began to write: one question for both."""
    rows = _waiting(user, kinds=shown_in_app(user))
    told = [row[1:] for row in rows if row[0] == NOTICE]
    drafts = [_unsent(*row[1:]) for row in rows if row[0] == DRAFT]
    return (
        section_of("You have been told", told, _told, more="staff:notices", told=True),
        Section(
            "Not sent yet",
            [line for line in drafts if line],
            more_url=address_of("staff:my_drafts"),
            there_are_more=len(drafts) >= SHOWN,
        ),
    )


@kept
def _waiting(user, kinds):
    """One line for each kind of notice, the newest first: ten of one kind must not hide one of another.

    `about` is what a draft is about, and the notice itself where it is the only one of its kind.
    """
    kinds = Notice.objects.of(user).unread().filter(kind__in=kinds).order_by().values("kind")
    one = Max(Cast("public_id", CharField()))
    told = kinds.annotate(sort=Value(NOTICE), count=Count("pk"), about=one, newest=Max("made_at"))
    unsent = Draft.objects.filter(user=user).annotate(sort=Value(DRAFT), count=Value(1))
    return (
        told.order_by("-newest")
        .values_list("sort", "kind", "about", "count", "newest")[: SHOWN + 1]
        .union(unsent.order_by("-saved_at").values_list("sort", "form", "about", "count", "saved_at")[:SHOWN], all=True)
        .order_by("sort", "-newest")
    )


def _told(row):
    kind, one, count, newest = row
    if count == 1:
        return Told(addresses("staff:open_notice")(one), KINDS[kind].sentence, when(newest), press=True)
    quiet = f"{count} of these, the last {when(newest)}"
    return Told(reverse("staff:owed", args=[kind]), KINDS[kind].sentence, quiet, press=False)


def _unsent(form, about, _, saved_at):
    url = address(form, about)
    return Line(url, "Something you began to write", f"Saved {when(saved_at)}") if url else None


def _first_child():
    parts = ConcernPupil.objects.in_place().filter(concern=OuterRef("pk")).order_by("pk")
    return {
        "forename": Subquery(parts.values("pupil__preferred_forename")[:1]),
        "surname": Subquery(parts.values("pupil__preferred_surname")[:1]),
    }


@kept
def _unseen(user):
    return (
        Concern.objects.permitted(user, Permission.CONCERN_TRIAGE)
        .unseen()
        .danger_first()
        .annotate(**_first_child())
        .order_by("calm", "recorded_at", "pk")
        .values_list("public_id", "forename", "surname", "author_name", "recorded_at", "danger")[: SHOWN + 1]
    )


def _to_triage(user, day):
    return section_of(
        "Concerns nobody has looked at yet",
        _unseen(user),
        lambda row: Line(
            addresses("concerns:read")(row[0]),
            f"{row[1]} {row[2]}",
            f"From {row[3]}, {when(row[4])}",
            DANGER.get(row[5], ""),
        ),
        empty="Every concern has been seen.",
        more="concerns:queue",
    )


@kept
def _reports_to_match(user):
    return (
        Report.objects.permitted(user, Permission.CONCERN_TRIAGE)
        .waiting()
        .danger_first()
        .order_by("calm", "received_at", "pk")
        .values_list("public_id", "child_name", "class_name", "writer_name", "received_at", "danger")[: SHOWN + 1]
    )


def _reports(user, day):
    """What guests and others wrote about a child nobody has matched yet: for those who triage everything."""
    if Scope.ALL not in scopes(user.roles, Permission.CONCERN_TRIAGE):
        return None
    return section_of(
        "Reports to match to a child",
        _reports_to_match(user),
        lambda row: Line(
            addresses("concerns:report")(row[0]),
            f"{row[1]}, {row[2]}" if row[2] else row[1],
            f"From {row[3]}, {when(row[4])}",
            DANGER.get(row[5], ""),
        ),
        more="concerns:reports",
    )


@kept
def _placements_to_review(user, day, before):
    return (
        Placement.objects.permitted(user, Permission.PLACEMENT_READ)
        .open(day)
        .review_due(before=before)
        .order_by("review_on", "pk")
        .values_list(
            "public_id", "pupil__preferred_forename", "pupil__preferred_surname", "wave", "area__name", "review_on"
        )[: SHOWN + 1]
    )


def _reviews(user, day):
    return section_of(
        "Reviews due or coming",
        _placements_to_review(user, day, add_school_days(day, SOON)),
        lambda row: Line(
            addresses("interventions:placement")(row[0]),
            f"{row[1]} {row[2]} – {row[4]}",
            f"Wave {row[3]} · review {_day(row[5], day)}",
            "Overdue" if row[5] < day else "",
        ),
        empty="No review is due in the next ten school days.",
        more="interventions:board",
    )


@kept
def _meetings_to_come(user, day):
    return (
        Meeting.objects.permitted(user, Permission.MEETING_READ)
        .to_come(day)
        .order_by("planned_at", "pk")
        .values_list("public_id", "pupil__preferred_forename", "pupil__preferred_surname", "planned_at")[: SHOWN + 1]
    )


def _meetings(user, day):
    return section_of(
        "Meetings with families",
        _meetings_to_come(user, day),
        lambda row: Line(addresses("families:meeting")(row[0]), f"{row[1]} {row[2]}", when(row[3], coming=True)),
        empty="No meeting is planned. Plan one from a child's page.",
        more="families:meetings",
    )


def _approvals(user, day):
    now_and_then = scopes(user.roles, Permission.APPROVE) == {Scope.ASKED}  # then nothing is no news
    return Section(
        "Waiting for you to read and approve",
        papers_to_approve(user)[:SHOWN],
        "" if now_and_then else "Nothing is waiting to be approved.",
        address_of("dashboard:approvals"),
    )


LETTER, SUMMARY, INVITATIONS, ADDITION = range(4)


def papers_to_approve(user):
    """Letters, summaries and invitations this person may approve: not those they wrote. Each sort with the oldest first."""
    lines = []
    for kind, _, ref, forename, surname, agency in sorted(_papers_to_approve(user)):
        page, what = PAPERS[kind]
        lines.append(Line(addresses(page)(ref), f"{forename} {surname}".strip() or "Families", f"{what}{agency}"))
    return lines


PAPERS = {
    LETTER: ("referrals:approve", "Letter to "),
    SUMMARY: ("families:approve", "Summary of a meeting"),
    INVITATIONS: ("families:approve_invitations", "Invitations to a workshop: "),
    ADDITION: ("families:approve_correction", "Answer about a summary"),
}


@kept
def _papers_to_approve(user):
    letters = (
        Referral.objects.permitted(user, Permission.APPROVE)
        .waiting_for_approval()
        .exclude(raised_by=user)
        .exclude(led_by=user)
        .exclude(letter__written_by=user)
    )
    summaries = Meeting.objects.permitted(user, Permission.APPROVE).waiting_for_approval().not_written_by(user)
    additions = Correction.objects.permitted(user, Permission.APPROVE).waiting_for_approval().not_written_by(user)
    child = "public_id", "pupil__preferred_forename", "pupil__preferred_surname"
    return (
        letters.order_by("raised_at")
        .values_list(Value(LETTER), "raised_at", *child, "agency__name")[:50]
        .union(
            summaries.order_by("planned_at").values_list(Value(SUMMARY), "planned_at", *child, Value(""))[:50],
            additions.order_by("written_at").values_list(
                Value(ADDITION), "written_at", "public_id", *(f"meeting__{name}" for name in child[1:]), Value("")
            )[:50],
            Workshop.objects.permitted(user, Permission.APPROVE)
            .order_by("held_at")
            .values_list(Value(INVITATIONS), "held_at", "public_id", Value(""), Value(""), "topic")[:50],
            all=True,
        )
    )


@kept(plan=False)
def _logged(user):
    return (
        Concern.objects.written_by(user)
        .newest_first()
        .annotate(**_first_child())
        .values_list("public_id", "forename", "surname", "recorded_at", "acknowledged_at")[: SHOWN + 1]
    )


def _mine(user, day):
    return section_of(
        "What you logged",
        _logged(user),
        lambda row: Line(
            addresses("concerns:receipt")(row[0]),
            f"{row[1]} {row[2]}",
            f"Sent {when(row[3])} · " + (f"seen {when(row[4])}" if row[4] else "not yet seen"),
        ),
        empty="You have not logged a concern yet. If something worries you, log it: small things add up.",
        more="concerns:mine",
    )


@kept
def _open_episodes(user):
    rows = Episode.objects.all().whole(user).open().select_related("pupil", "answered_by", "held_by")
    return rows.unanswered_first()[: SHOWN + 1]


def _nobody_has_it(episode):
    if episode.holder is None:
        return "Nobody has answered yet"
    return "" if episode.holder.is_active else "Nobody has it now"


def _urgent(user):
    return section_of(
        "Urgent",
        _open_episodes(user),
        lambda one: Line(
            one.get_absolute_url(),
            one.pupil.name if one.pupil else "A child not named yet",
            f"Since {when(one.opened_at)}" + (f" · {one.in_hands}" if one.in_hands else ""),
            _nobody_has_it(one),
        ),
        more="concerns:urgent",
    )


# Both in the order of how much somebody waits for it. A report has no child yet whose page would show it to anybody.
TO_BE_SEEN = [
    (Permission.CONCERN_TRIAGE, _reports),
    (Permission.CONCERN_TRIAGE, _to_triage),
]
BY_PERMISSION = [
    (Permission.CONCERN_RAISE, owed.sections),
    (Permission.CONCERN_READ, lately.today_and_to_look_at),
    (Permission.APPROVE, _approvals),
    (Permission.PLACEMENT_READ, _reviews),
    (Permission.MEETING_WRITE, _meetings),
    (Permission.REFERRAL_WRITE, outside.sections),
    (Permission.CONCERN_RAISE, _mine),
    (Permission.PUPIL_MANAGE, running.office),
    (Permission.SYSTEM_WATCH, running.failed),
    (Permission.STAFF_MANAGE, running.accounts),
    (Permission.SCHOOL_MANAGE, running.settings),
    (Permission.COUNTS_READ, running.numbers),
]


def _day(on, today):
    days = (on - today).days
    return {0: "today", -1: "was yesterday", 1: "tomorrow"}.get(days) or (
        f"was due {on:%-d %B}" if days < 0 else f"on {on:%A %-d %B}"
    )
