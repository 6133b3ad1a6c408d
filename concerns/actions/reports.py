"""Reports whose child is only typed: taken in at once, then matched to a child, or set aside with a reason."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.records import Author, keep_files, not_to_come, raise_concern
from concerns.actions.urgent import follow_report, open_for_report
from concerns.models import Concern, Report, ReportChild, ReportText, triggers_met
from concerns.triggers import CHILDS_WORDS, triggers
from pupils.models import Pupil, Relative
from pupils.normal import normal
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Permission, Scope, scopes

PERHAPS = 40  # children whom one typed name may mean: their relatives are not told, so none is left out
NEXT = {
    Report.Status.WAITING: {Report.Status.MATCHED, Report.Status.SET_ASIDE},
    Report.Status.SET_ASIDE: {Report.Status.MATCHED},
    Report.Status.MATCHED: set(),
}
WORDS = ("facts", "childs_words", "where_now")


def matches(user):
    """Only those who triage at every level match a report: nobody knows yet what it is about."""
    return Scope.ALL in scopes(getattr(user, "roles", ()), Permission.CONCERN_TRIAGE)


@action
def receive_report(*, by, kind, child, writer, answers, files=()):
    """Somebody tells us about a child whose name they type. Those who match reports are told at once.

    `child` is (name, class) and `writer` (name, role or agency, telephone), as typed; `answers` are
    facts, childs_words, where_now, danger and happened_at; `files` are examined ones, such as the paper form
    itself. A guest cannot press Urgent, so what a guest
    writes of danger calls the leads by itself. Refuses empty words and a time to come.
    """
    kind = Report.Kind(kind)
    if kind != Report.Kind.GUEST:
        require(by, Permission.CONCERN_RAISE)
    words = {name: (answers.get(name) or "").strip() for name in WORDS}
    if not words["facts"]:
        raise Refused("Please write what you saw or heard.")
    now = timezone.now()
    name, role, phone = (part.strip() for part in writer)
    report = Report.objects.create(
        kind=kind,
        author=by if kind == Report.Kind.SHORT else None,
        entered_by=by if isinstance(by, User) else None,
        writer_name=name or by.as_actor().label,
        writer_role=role,
        writer_phone=phone,
        child_name=child[0].strip(),
        class_name=child[1].strip(),
        danger=Concern.Danger(answers["danger"]),
        happened_at=not_to_come(answers.get("happened_at") or now, now),
        received_at=now,
        held_because=triggers({**words, "danger": answers["danger"]}),
    )
    ReportText.objects.create(report=report, **words)
    keep_files(by=by, owner=report, files=files)
    owe("danger_to_match" if report.is_danger else "report_to_match", to=_whom_to_tell(report), about=report)
    if kind == Report.Kind.GUEST:
        _call_if_urgent(report, words, by)
    record("report.received", report, by=by, fields=[name for name, text in words.items() if text])
    return report


def _whom_to_tell(report):
    """Everybody who matches reports, but a relative of a child it may be about: if anybody else is left."""
    everybody = [user for user in User.objects.who_may(Permission.CONCERN_TRIAGE) if matches(user)]
    perhaps = [] if report.kind == Report.Kind.SLIP else children_like(report.child_name)
    related = dict(Relative.objects.filter(pupil__in=perhaps, user__in=everybody).values_list("user", "pupil"))
    others = [user for user in everybody if user.pk not in related]
    if not others:  # a report must reach somebody, and a typed name is only a guess
        perhaps, others = [child for child in perhaps if child.pk not in related.values()], everybody
    ReportChild.objects.bulk_create(ReportChild(report=report, pupil=child) for child in perhaps)
    return others


def _call_if_urgent(report, words, by):
    """Danger now or perhaps, words that hold a concern for the leads, or one of the school's own triggers."""
    met = triggers_met(" | ".join(words.values()), [])
    if report.is_danger or met or set(report.held_because) - {CHILDS_WORDS}:
        open_for_report(by=by, report=report, trigger=met[0] if met else None)


def children_like(typed):
    """Children at school whom a typed name may mean: every word of it begins one of theirs, or else the last one
    does, or else the first of the others ("Ana, I think")."""
    here, words = Pupil.objects.open(), normal(typed).split()
    others = [word for word in words[:-1] if len(word) > 2]
    for tried in [typed, *words[-1:], *others] if words else []:
        if found := list(here.named_like(tried)[:PERHAPS]):
            return found
    return []


@action
def match_report(*, by, report, pupil):
    """It is about this child: it becomes a concern, in the words and the name of whoever wrote it.

    Refuses one that is a concern already.
    """
    require(by, Permission.CONCERN_TRIAGE, report)
    report = _to_settle(report, Report.Status.MATCHED)
    text = report.text
    written_by = Author(
        person=report.author,
        name=report.writer_name,
        role=", ".join(part for part in (report.writer_role, _KIND_WORDS[report.kind]) if part),
        phone=report.writer_phone,
        at=report.received_at,
    )
    answers = {name: getattr(text, name) for name in WORDS} | {
        "danger": report.danger,
        "happened_at": report.happened_at,
        "on_paper": report.kind in (Report.Kind.PAPER, Report.Kind.SLIP),
        "source": Concern.Source.SLIP if report.kind == Report.Kind.SLIP else Concern.Source.SAW,
    }
    concern = raise_concern(by=by, pupil=pupil, answers=answers, written_by=written_by)
    _settle(report, by, Report.Status.MATCHED, concern=concern)
    follow_report(by=by, report=report, concern=concern)
    record("report.matched", report, by=by, pupil=pupil, fields=["concern"])
    return concern


_KIND_WORDS = {"guest": "guest form", "short": "", "paper": "from a paper form", "slip": "from a slip"}


@action
def set_report_aside(*, by, report, reason):
    """It is about nobody here, or was told twice. It stays where it is, with the reason; whoever sent it hears that
    somebody has looked. Refuses no reason."""
    require(by, Permission.CONCERN_TRIAGE, report)
    if not reason.strip():
        raise Refused("Please say why nothing is done with it.")
    report = _to_settle(report, Report.Status.SET_ASIDE)
    _settle(report, by, Report.Status.SET_ASIDE, reason=reason.strip())
    if report.entered_by_id not in (None, by.pk):
        owe("report_set_aside", to=[report.entered_by], about=report)
    record("report.set_aside", report, by=by, fields=["reason"])
    return report


def _to_settle(report, status):
    report = (
        Report.objects.select_for_update(no_key=True, of=("self",))
        .select_related("author", "entered_by")
        .get(pk=report.pk)
    )
    if status not in NEXT[Report.Status(report.status)]:
        raise Refused("Somebody has dealt with this report already.")
    return report


def _settle(report, by, status, **more):
    report.status, report.settled_at, report.settled_by = status, timezone.now(), by
    for name, value in more.items():
        setattr(report, name, value)
    report.save(update_fields=["status", "settled_at", "settled_by", *more])
    settle("report_to_match", report.pk)
    settle("danger_to_match", report.pk)
