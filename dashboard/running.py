"""What those who run the school's system find on coming in: the office, accounts, settings, numbers, what failed."""

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, Value

from concerns.models import Alert
from dashboard.counts import this_year
from dashboard.things import Line, Section
from documents.models import Document
from pupils.models import ImportBatch
from school.missing import what_is_missing
from staff.addresses import address_of
from staff.kept import counted, kept
from staff.models import AccountEmail, Digest, Notice, User
from staff.permitted import may
from staff.policy import Permission


def office(user, day):
    waiting = len(_imports_to_look_through())
    lines = [Line(address_of("pupils:read_import"), "Bring in children from the school's information system", "")]
    if waiting:
        lines.insert(
            0,
            Line(
                address_of("pupils:read_import"),
                f"{waiting} import to look through",
                "Nothing is written until you say so",
            ),
        )
    lines.append(Line(address_of("referrals:to_post"), "Letters to print or post", ""))
    lines.append(Line(address_of("concerns:guest_poster"), "Today’s poster for guests", "With the PIN of the day"))
    lines.append(Line(address_of("concerns:paper"), "Type in a paper form", "And print empty ones"))
    return Section("Office", lines)


@kept
def _imports_to_look_through():
    return ImportBatch.objects.filter(state=ImportBatch.State.REVIEW).order_by().values_list("pk")[:100]


def failed(user, day):
    """Counts of what needs another try, without a word about any child."""
    lines = [Line(address_of("dashboard:watch"), f"{n} {FAILED[kind][n > 1]}", "") for kind, n in _failed() if n]
    return Section("What failed", lines, "Nothing has failed.", address_of("dashboard:watch"))


FAILED = {  # of one, of more
    1: ("e-mail not sent", "e-mails not sent"),
    2: ("urgent message not sent", "urgent messages not sent"),
    3: ("document not made", "documents not made"),
    4: ("morning’s e-mail not sent", "mornings’ e-mails not sent"),
    5: ("invitation or link not sent", "invitations and links not sent"),
}


@kept
def _failed():
    mail = Notice.objects.filter(email_state=Notice.Email.FAILED)
    mornings = Digest.objects.filter(email_state=Digest.Email.FAILED)
    links = AccountEmail.objects.filter(email_state=AccountEmail.Email.FAILED)
    calls = Alert.objects.filter(email_state=Alert.Email.FAILED)
    return counted({1: mail, 2: calls, 3: Document.objects.failed(), 4: mornings, 5: links})


def accounts(user, day):
    """For who looks after accounts and no children: who has not come in, who has no second factor."""
    if may(user, Permission.PUPIL_READ):
        return None
    (counts,) = _accounts()
    words = {"waiting": "invited and not come in yet", "without": "without a second factor yet"}
    lines = [
        Line(address_of("staff:people"), f"{n} {'person' if n == 1 else 'people'} {words[what]}")
        for what, n in counts.items()
        if n
    ]
    return Section("Accounts", lines, "Everybody who was invited has come in.")


@kept
def _accounts():
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    counts = User.objects.active().order_by().annotate(of=Value(1)).values("of")
    return counts.annotate(
        waiting=Count("pk", filter=Q(joined_at=None)),
        without=Count("pk", filter=Q(joined_at__isnull=False, is_demo=False) & ~Exists(factors)),
    ).values("waiting", "without")


def settings(user, day):
    """For who looks after the school's settings and no child's record: what is missing."""
    if may(user, Permission.PUPIL_READ):
        return None
    lines = [Line(address_of(url_name), sentence, why) for sentence, why, url_name, _ in what_is_missing(day)]
    return Section("The school's settings", lines, "Everything the school needs to say is filled in.")


def numbers(user, day):
    """For somebody who sees nothing but numbers, the first of them."""
    if may(user, Permission.CONCERN_RAISE):
        return None
    lines = []
    for title, table in this_year(day, user):
        total = table["total"] if table["rows"] else "0"
        lines.append(Line(address_of("dashboard:counts"), title, "each under five" if total == "not shown" else total))
    return Section("The year in numbers", lines)
