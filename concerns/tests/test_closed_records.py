"""Records for named people, the head's setting, and glass that is broken with a reason: never past a relative's block."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import acknowledge, change_level
from concerns.actions.naming import break_glass, name_people
from concerns.carrying import set_keeping
from concerns.models import BrokenGlass, Concern, NamedReader
from concerns.telling_chair import tell_chair
from concerns.tests.test_who_sees import TRIAGE, readers, sees
from concerns.tests.world import raise_about
from pupils.models import Relative
from school.models import School
from staff.models import Notice
from staff.permitted import NotAllowed
from staff.policy import Level

WHY = "Her mother is at the gate and nobody else is here."


def keep(cast, *, head_reads=True, lead=True):
    return set_keeping(by=cast.dsl, lead=cast.dsl if lead else None, head_reads=head_reads, kept_in="")


def named(cast, *people):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    return name_people(by=cast.dsl, concern=concern, people=people, reason="It touches a colleague’s family.")


def whole(user, concern):
    return Concern.objects.all().whole(user).filter(pk=concern.pk).exists()


def test_a_record_for_named_people_is_there_for_them_the_lead_and_its_author(cast):
    keep(cast)
    concern = named(cast, cast.wellbeing_lead)
    assert readers(cast, concern) == {"teacher", "wellbeing_lead", "dsl"}
    assert readers(cast, concern, TRIAGE) == {"dsl"}
    assert {part for part in ("teacher", "wellbeing_lead", "dsl") if whole(getattr(cast, part), concern)} == {
        "wellbeing_lead",
        "dsl",
    }


def test_where_no_lead_is_chosen_every_safeguarding_lead_reads_it(cast):
    concern = named(cast, cast.wellbeing_lead)
    assert readers(cast, concern) == {"teacher", "wellbeing_lead", "dsl", "deputy"}


def test_a_deputy_who_names_people_stays_in(cast):
    keep(cast)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    name_people(by=cast.deputy, concern=concern, people=[cast.head], reason="Only we two need it.")
    assert readers(cast, concern) == {"teacher", "deputy", "head", "dsl"}
    assert readers(cast, concern, TRIAGE) == {"dsl", "deputy"}


def test_who_is_named_no_longer_reads_it_no_longer_and_the_trace_stays(cast):
    keep(cast)
    concern = named(cast, cast.wellbeing_lead)
    name_people(by=cast.dsl, concern=concern, people=[cast.sendco], reason="She has the case now.")
    assert readers(cast, concern) == {"teacher", "sendco", "dsl"}
    assert NamedReader.objects.filter(user=cast.wellbeing_lead, ended_by=cast.dsl).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        NamedReader.objects.all()._raw_delete("default")


def test_naming_stops_when_the_level_is_lowered(cast):
    keep(cast)
    concern = named(cast, cast.office)
    assert "office" in readers(cast, concern)
    change_level(by=cast.dsl, concern=concern, level=Level.WELLBEING, reason="It is about friendship after all.")
    assert "office" not in readers(cast, concern)


def test_a_relative_cannot_be_named_and_no_sendco_names(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    Relative.objects.create(pupil=cast.child, user=cast.head, added_by=cast.office)
    with pytest.raises(Refused, match="cannot read about this child"):
        name_people(by=cast.dsl, concern=concern, people=[cast.head], reason="She asked.")
    with pytest.raises(NotAllowed):
        name_people(by=cast.sendco, concern=concern, people=[cast.sendco], reason="I want to.")
    with pytest.raises(Refused, match="at least one"):
        name_people(by=cast.dsl, concern=concern, people=[], reason="Nobody.")


def test_those_told_of_a_named_record_are_those_who_may_triage_it(cast):
    keep(cast)
    concern = named(cast, cast.wellbeing_lead)
    assert {user.pk for user in concern.who_triages()} == {cast.dsl.pk}


def test_the_pages_of_a_deputy_do_not_differ_by_a_record_that_is_not_for_them(cast, client_for):
    keep(cast)
    concern = raise_about(cast.child, by=cast.teacher)
    acknowledge(by=cast.deputy, concern=concern)
    Notice.objects.all().delete()
    client = client_for(cast.deputy)
    urls = [reverse("concerns:queue"), reverse("concerns:safeguarding_log"), reverse("dashboard:home")]
    urls += [reverse("concerns:queue") + "?show=seen"]
    urls += [reverse("concerns:safeguarding_file", args=[cast.child.public_id])]
    urls += [reverse("dashboard:child", args=[cast.child.public_id])]
    before = [_plain(client.get(url).content.decode()) for url in urls]
    hidden = named(cast, cast.wellbeing_lead)
    Notice.objects.all().delete()  # it was not named yet when it came in
    assert [_plain(client.get(url).content.decode()) for url in urls] == before
    missing = client.get(reverse("concerns:read", args=[cast.child.public_id]))
    assert client.get(reverse("concerns:read", args=[hidden.public_id])).status_code == missing.status_code == 404


def _plain(page):
    import re

    page = re.sub(r'(csrfmiddlewaretoken" value=|name="csrf-token" content=)"[^"]+"', "", page)
    return re.sub(r"(seconds?|minutes?) ago|just now", "", page)


# ---- the head's setting


def test_the_school_may_close_safeguarding_text_to_its_head(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    calm = raise_about(cast.child, by=cast.teacher)
    assert sees(cast.head, concern)
    keep(cast, head_reads=False)
    assert not sees(cast.head, concern) and sees(cast.head, calm)
    assert (
        client_for(cast.head).get(reverse("concerns:safeguarding_file", args=[cast.child.public_id])).status_code == 404
    )


def test_a_head_to_whom_it_is_closed_keeps_their_own_words_and_no_more(cast):
    keep(cast, head_reads=False)
    concern = raise_about(cast.child, by=cast.head, level=Level.SAFEGUARDING)
    assert sees(cast.head, concern) and not whole(cast.head, concern)


def test_only_a_safeguarding_lead_says_how_safeguarding_is_kept(cast, client_for):
    with pytest.raises(NotAllowed):
        set_keeping(by=cast.head, lead=None, head_reads=True, kept_in="")
    with pytest.raises(Refused, match="one of the safeguarding leads"):
        set_keeping(by=cast.dsl, lead=cast.sendco, head_reads=True, kept_in="")
    assert client_for(cast.head).get(reverse("concerns:set_keeping")).status_code == 403


# ---- glass


def test_the_head_opens_what_is_closed_for_an_hour_and_the_lead_is_told(cast, client_for):
    keep(cast, head_reads=False)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    elsewhere = raise_about(cast.other_child, by=cast.teacher, level=Level.SAFEGUARDING)
    glass = break_glass(by=cast.head, pupil=cast.child, reason=WHY)
    assert whole(cast.head, concern) and not sees(cast.head, elsewhere)
    assert not sees(cast.head, concern, TRIAGE)
    told = Notice.objects.filter(kind="glass_broken", subject_id=glass.pk)
    assert [(n.user, n.email_state) for n in told] == [(cast.dsl, "pending")]
    entry = Entry.objects.get(verb="safeguarding.glass_broken")
    assert (entry.reason, entry.pupil) == (WHY, str(cast.child.public_id))
    with pytest.raises(DatabaseError), transaction.atomic():
        BrokenGlass.objects.update(reason="Nothing.")


def test_the_glass_closes_again(cast):
    keep(cast, head_reads=False)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    BrokenGlass.objects.create(
        pupil=cast.child,
        user=cast.head,
        reason=WHY,
        opened_at=timezone.now() - timezone.timedelta(hours=2),
        open_until=timezone.now() - timezone.timedelta(hours=1),
        told="lead",
        email_state="not_wanted",
    )
    assert not sees(cast.head, concern)


def test_a_deputy_opens_a_record_for_named_people(cast):
    keep(cast)
    concern = named(cast, cast.wellbeing_lead)
    assert not sees(cast.deputy, concern)
    break_glass(by=cast.deputy, pupil=cast.child, reason=WHY)
    assert whole(cast.deputy, concern) and not sees(cast.deputy, concern, TRIAGE)
    assert Notice.objects.get(kind="glass_broken").user == cast.dsl


@pytest.mark.parametrize("part", ["head", "deputy"])
def test_glass_is_never_broken_past_a_relatives_block(cast, client_for, part):
    keep(cast, head_reads=False)
    concern = named(cast, cast.wellbeing_lead)
    person = getattr(cast, part)
    Relative.objects.create(pupil=cast.child, user=person, added_by=cast.office)
    with pytest.raises(NotAllowed):
        break_glass(by=person, pupil=cast.child, reason=WHY)
    url = reverse("concerns:break_glass", args=[cast.child.public_id])
    assert client_for(person).get(url).status_code == 404
    Relative.objects.all().delete()
    break_glass(by=person, pupil=cast.child, reason=WHY)
    Relative.objects.create(pupil=cast.child, user=person, added_by=cast.office)
    assert not sees(person, concern)


def test_glass_broken_for_one_child_does_not_open_a_record_with_a_relative_in_it(cast):
    keep(cast)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, others=[(cast.other_child, "witness")])
    name_people(by=cast.dsl, concern=concern, people=[cast.wellbeing_lead], reason="Two families.")
    Relative.objects.create(pupil=cast.other_child, user=cast.deputy, added_by=cast.office)
    break_glass(by=cast.deputy, pupil=cast.child, reason=WHY)
    assert not sees(cast.deputy, concern)


@pytest.mark.parametrize("part", ["teacher", "support", "sendco", "wellbeing_lead", "office", "governor", "technical"])
def test_nobody_else_breaks_glass(cast, client_for, part):
    with pytest.raises(NotAllowed):
        break_glass(by=getattr(cast, part), pupil=cast.child, reason=WHY)
    url = reverse("concerns:break_glass", args=[cast.child.public_id])
    assert client_for(getattr(cast, part)).get(url).status_code in (403, 404)


def test_a_word_is_not_a_reason(cast):
    with pytest.raises(Refused, match="sentence"):
        break_glass(by=cast.head, pupil=cast.child, reason="Urgent now")


def test_the_page_to_break_glass_is_the_same_whether_anything_is_closed(cast, client_for):
    keep(cast)
    url, client = reverse("concerns:break_glass", args=[cast.child.public_id]), client_for(cast.deputy)
    before = _without_key(client.get(url).content.decode())
    named(cast, cast.wellbeing_lead)
    assert _without_key(client.get(url).content.decode()) == before


def _without_key(page):
    import re

    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", _plain(page))


def test_word_goes_to_the_chair_where_the_child_is_the_leads_own_and_says_nothing(cast):
    keep(cast, head_reads=False)
    School.objects.create(name="School", chair_of_governors="Constance Fell", chair_contact="chair@example.org")
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.office)
    glass = break_glass(by=cast.head, pupil=cast.child, reason=WHY)
    assert (glass.told, Notice.objects.filter(kind="glass_broken").count()) == ("chair", 0)
    assert tell_chair() == 1
    (sent,) = mail.outbox
    assert sent.to == ["chair@example.org"]
    for secret in (cast.child.preferred_forename, cast.child.preferred_surname, "gate", str(cast.child.public_id)):
        assert secret not in sent.subject + sent.body
    assert tell_chair() == 0, "and nothing more is sent tomorrow"
    glass.refresh_from_db()
    assert glass.email_state == "sent"


def test_word_to_the_chair_is_never_given_up(cast, settings):
    """No page may ask anybody to see to it, so it goes by itself once the mail server takes it again."""
    School.objects.create(name="School", chair_of_governors="Constance Fell", chair_contact="chair@example.org")
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.office)
    glass = break_glass(by=cast.head, pupil=cast.child, reason=WHY)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 1  # nobody listens there
    for _ in range(20):
        BrokenGlass.objects.update(next_at=timezone.now())
        tell_chair()
    settings.EMAIL_BACKEND = working
    glass.refresh_from_db()
    assert glass.attempts == 20 and glass.next_at < timezone.now() + timedelta(hours=6)
    BrokenGlass.objects.update(next_at=timezone.now())
    assert tell_chair() == 1 and mail.outbox[0].to == ["chair@example.org"]


def test_without_an_address_of_the_chair_the_page_says_to_tell_them_oneself(cast, client_for):
    keep(cast, head_reads=False)
    School.objects.create(name="School", chair_of_governors="Constance Fell", chair_contact="01632 960111")
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.office)
    break_glass(by=cast.head, pupil=cast.child, reason=WHY)
    page = client_for(cast.head).get(reverse("concerns:break_glass", args=[cast.child.public_id])).content.decode()
    assert "tell Constance Fell yourself today" in page and "01632 960111" in page
