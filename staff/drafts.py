"""What somebody is still writing, kept on the server every few seconds and shown only to them."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from staff.kept import kept
from staff.models import Draft, Notice

MOST_LETTERS = 200_000
NEVER_KEPT = {"csrfmiddlewaretoken", "idempotency_key", "version", "draft_form", "draft_about"}
KEPT_FOR = timedelta(days=30)


def find(user, form, about=""):
    """This person's own unfinished text for this form, or None."""
    return next(iter(_found(user, *_name(form, about).values())), None)


@kept
def _found(user, form, about):
    return Draft.objects.filter(user=user, form=form, about=about).order_by("pk")[:1]


def about_one(user, about):
    """All this person's unfinished texts about one record, by form: one question for a page of many forms."""
    return {draft.form: draft for draft in _about_one(user, str(about))}


@kept
def _about_one(user, about):
    return Draft.objects.filter(user=user, about=about)


def about_each(user, form, abouts):
    """{record: this person's unfinished text about it, by form}: one question for a page with a form for each."""
    found = Draft.objects.filter(user=user, form=form, about__in=[str(about) for about in abouts])
    return {draft.about: {form: draft} for draft in found}


def keep(user, form, about, posted):
    """Keep what is typed so far. Returns the draft, or None when nothing is typed yet."""
    fields = {}
    for name in posted:
        if name in NEVER_KEPT:
            continue
        values = [value.replace("\x00", "") for value in posted.getlist(name)]
        fields[name] = values if len(values) > 1 else values[0]
    if not any(fields.values()) or sum(len(str(value)) for value in fields.values()) > MOST_LETTERS:
        return None
    draft, _ = Draft.objects.update_or_create(
        user=user, **_name(form, about), defaults={"fields": fields, "saved_at": timezone.now()}
    )
    return draft


def keep_posted(request):
    """What is being sent is not lost where the answer is to sign in, or to show the second factor, first."""
    form = request.POST.get("draft_form", "")
    if form and settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        keep(request.user, form, request.POST.get("draft_about", ""), request.POST)


def discard(user, form, about=""):
    """The text was sent, or its author threw it away."""
    with connection.cursor() as cursor:  # nothing hangs on a draft, so nobody need be asked first
        cursor.execute(
            "DELETE FROM staff_draft WHERE user_id = %s AND form = %s AND about = %s",
            [user.pk, *_name(form, about).values()],
        )


def with_addresses(user):
    """[(draft, where it goes on)] of what this person has not sent, the newest first. No words of it are fetched."""
    rows = Draft.objects.filter(user=user).defer("fields").order_by("-saved_at")[:100]
    return [(draft, url) for draft in rows if (url := address(draft.form, draft.about))]


def address(form, about):
    """The page on which a draft goes on, or "" where that page is no more."""
    for arguments in ([], about.split()):
        try:
            return reverse(form, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def left_lying(day):
    """Whoever began to write something more than a day ago and neither sent it nor threw it away: once, and then it
    is not looked at again."""
    a_day_ago = timezone.now() - timedelta(days=1)
    told = Notice.objects.filter(kind="draft_left_lying", subject_id=OuterRef("pk"), user=OuterRef("user"))
    rows = Draft.objects.filter(~Exists(told), saved_at__lt=a_day_ago)
    for draft in rows.defer("fields").select_related("user"):
        yield draft.user, draft.pk, timezone.localdate(draft.begun_at)


def is_left_lying(notice):
    """Is it still there? Sent or thrown away, it is gone."""
    return Draft.objects.filter(pk=notice.subject_id, user=notice.user).exists()


def _name(form, about):
    """What a draft is kept under, whatever a page sent as its name."""
    return {"form": form.replace("\x00", "")[:60], "about": about.replace("\x00", "")[:120]}
