"""What somebody is still writing, kept on the server every few seconds and shown only to them."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from staff.models import Draft

MOST_LETTERS = 200_000
NEVER_KEPT = {"csrfmiddlewaretoken", "idempotency_key", "version", "draft_form", "draft_about"}
KEPT_FOR = timedelta(days=30)


def find(user, form, about=""):
    """This person's own unfinished text for this form, or None."""
    return Draft.objects.filter(user=user, **_name(form, about)).first()


def about_one(user, about):
    """All this person's unfinished texts about one record, by form: one question for a page of many forms."""
    return {draft.form: draft for draft in Draft.objects.filter(user=user, about=str(about))}


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


def _name(form, about):
    """What a draft is kept under, whatever a page sent as its name."""
    return {"form": form.replace("\x00", "")[:60], "about": about.replace("\x00", "")[:120]}
