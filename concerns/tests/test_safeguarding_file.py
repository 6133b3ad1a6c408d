"""A child's safeguarding file: who opens it, what is never written over, and what is owed by when."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import filing, standing
from concerns.actions.receiving import add_pages, receive_file
from concerns.models import (
    DateOwed,
    FileEntry,
    FileText,
    HarmAssessment,
    HarmText,
    Keeping,
    KeyPerson,
    ReceivedFile,
    Standing,
)
from concerns.safeguarding_log import gaps, how_many, summary
from concerns.tests.world import raise_about, related
from documents.models import Attachment
from documents.tests.hostile import GOOD
from documents.uploads import Examined
from pupils.chronology import lines_of
from pupils.models import Relative
from school.calendar import add_school_days, next_school_day
from staff.models import Notice
from staff.notices import sweep
from staff.permitted import NotAllowed
from staff.policy import Level
from staff.tasks import send_notices

EVERYBODY = ["teacher", "other_teacher", "support", "sendco", "wellbeing_lead", "dsl", "deputy", "head", "office"]
EVERYBODY += ["governor", "technical"]


def today():
    return timezone.localdate()


def a_file(cast):
    """A child with a plan, a worker, a date, a notice and an assessment."""
    stands = standing.set_standing(
        by=cast.dsl, pupil=cast.child, kind="child_in_need", from_on=today(), words="The plan asks us to see her daily."
    )
    person = standing.add_person(
        by=cast.dsl, pupil=cast.child, job="social_worker", name="Sol Worker", phone="01632 960771"
    )
    date = standing.owe_date(by=cast.dsl, pupil=cast.child, kind="core_group", on=today() + timedelta(days=3))
    entry = filing.write_entry(
        by=cast.dsl, pupil=cast.child, kind="encompass", words="Police went to the home last night."
    )
    harm = filing.assess_harm(by=cast.dsl, pupil=cast.child, **HARM, other_pupil=cast.other_child)
    return stands, person, date, entry, harm


HARM = {
    "part": "harmed",
    "likelihood": "possible",
    "review_on": timezone.localdate() + timedelta(days=14),
    "what": "Another pupil took her bag and pushed her.",
    "who": "Her, at the gate.",
    "measures": "An adult walks with her.",
}


def test_only_the_safeguarding_leads_and_the_head_open_a_file(cast, client_for):
    a_file(cast)
    url = reverse("concerns:safeguarding_file", args=[cast.child.public_id])
    answers = {part: client_for(getattr(cast, part)).get(url).status_code for part in EVERYBODY}
    assert {part for part, status in answers.items() if status == 200} == {"dsl", "deputy", "head"}
    assert answers["teacher"] == answers["sendco"] == 404
    assert answers["governor"] == answers["technical"] == 403


def test_the_log_is_the_safeguarding_leads_alone(cast, client_for):
    url = reverse("concerns:safeguarding_log")
    assert {p for p in EVERYBODY if client_for(getattr(cast, p)).get(url).status_code == 200} == {"dsl", "deputy"}


def test_a_relative_does_not_know_of_a_file_even_as_a_safeguarding_lead(cast, client_for):
    a_file(cast)
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.head)
    client = client_for(cast.dsl)
    assert client.get(reverse("concerns:safeguarding_file", args=[cast.child.public_id])).status_code == 404
    assert cast.child.name not in client.get(reverse("concerns:safeguarding_log") + "?show=standings").content.decode()
    assert "Nothing is open" in summary(how_many(cast.dsl))
    with pytest.raises(NotAllowed):
        standing.set_standing(by=cast.dsl, pupil=cast.child, kind="looked_after", from_on=today())


def test_the_head_gives_a_purpose_first_and_it_is_kept_with_the_reading(cast, client_for):
    a_file(cast)
    url, client = reverse("concerns:safeguarding_file", args=[cast.child.public_id]), client_for(cast.head)
    page = client.get(url)
    assert "Police went" not in page.content.decode()
    key = page.context["form"]["idempotency_key"].value()
    page = client.post(url, {"idempotency_key": key, "purpose": "Before I meet her mother"})
    assert "Police went to the home" in page.content.decode()
    entry = Entry.objects.filter(verb="safeguarding.file_read").last()
    assert (entry.reason, entry.pupil) == ("Before I meet her mother", str(cast.child.public_id))
    assert "Notice from the police" not in page.content.decode()  # the head reads, and does not write


def test_opening_a_file_asks_again_for_the_second_factor(cast, client_for):
    client = client_for(cast.dsl, second_factor=False)
    answer = client.get(reverse("concerns:safeguarding_file", args=[cast.child.public_id]))
    assert answer.status_code == 302 and "2fa" in answer["Location"]


def test_no_list_fetches_the_words(cast, client_for, django_assert_max_num_queries):
    a_file(cast)
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    client = client_for(cast.dsl)
    for show in ("concerns", "standings", "dates", "police", "shares", "opened"):
        with django_assert_max_num_queries(60) as seen:
            assert client.get(reverse("concerns:safeguarding_log") + f"?show={show}").status_code == 200
        asked = " ".join(query["sql"] for query in seen.captured_queries)
        for table in ("concerns_filetext", "concerns_harmtext", "concerns_sharetext", "concerns_concerntext"):
            assert table not in asked, show


def test_a_new_standing_stands_beside_the_old_one(cast):
    first = standing.set_standing(by=cast.dsl, pupil=cast.child, kind="child_protection", category="neglect",
                                  from_on=today() - timedelta(days=90))  # fmt: skip
    standing.set_standing(by=cast.deputy, pupil=cast.child, kind="child_in_need", from_on=today(), replaces=[first])
    assert [(s.kind, s.until_on) for s in Standing.objects.order_by("from_on")] == [
        ("child_protection", today()),
        ("child_in_need", None),
    ]


def test_a_child_stands_in_one_way_once(cast):
    standing.set_standing(by=cast.dsl, pupil=cast.child, kind="looked_after", from_on=today())
    with pytest.raises(Refused, match="already stands so"):
        standing.set_standing(by=cast.dsl, pupil=cast.child, kind="looked_after", from_on=today())
    with pytest.raises(Refused, match="today or a day gone by"):
        standing.set_standing(by=cast.dsl, pupil=cast.child, kind="child_in_need", from_on=today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (FileText, {"words": "Other words."}),
        (FileEntry, {"reference": "other"}),
        (HarmText, {"measures": "Nothing."}),
        (HarmAssessment, {"likelihood": "unlikely"}),
        (Standing, {"kind": "looked_after"}),
        (KeyPerson, {"name": "Somebody Else"}),
        (DateOwed, {"on": timezone.localdate()}),
    ],
)
def test_what_is_in_a_file_is_never_changed_nor_removed(cast, model, change):
    a_file(cast)
    row = model.objects.first()
    for attempt in (
        lambda: model.objects.filter(pk=row.pk).update(**change),
        lambda: model.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_notice_is_written_for_ticked_siblings_each_in_their_own_file(cast):
    filing.write_entry(
        by=cast.dsl,
        pupil=cast.twin,
        kind="encompass",
        words="Police attended.",
        reference="EN1",
        siblings=[cast.other_twin],
    )
    assert set(FileEntry.objects.values_list("pupil", "reference")) == {
        (cast.twin.pk, "EN1"),
        (cast.other_twin.pk, "EN1"),
    }


def test_a_sibling_who_is_the_leads_own_is_refused_whole(cast):
    Relative.objects.create(pupil=cast.other_twin, user=cast.dsl, added_by=cast.head)
    with pytest.raises(NotAllowed):
        filing.write_entry(by=cast.dsl, pupil=cast.twin, kind="police", words="Attended.", siblings=[cast.other_twin])
    assert not FileEntry.objects.exists()


def test_a_new_version_of_an_assessment_keeps_the_old_one_and_answers_its_date(cast):
    first = filing.assess_harm(by=cast.dsl, pupil=cast.child, **HARM)
    second = filing.assess_harm(by=cast.deputy, pupil=cast.child, **(HARM | {"likelihood": "unlikely"}), follows=first)
    assert (second.version, list(HarmAssessment.objects.newest())) == (2, [second])
    first.date_owed.refresh_from_db()
    assert first.date_owed.answer == "happened"
    with pytest.raises(Refused, match="newer version"):
        filing.assess_harm(by=cast.dsl, pupil=cast.child, **HARM, follows=first)


def test_an_assessment_is_closed_to_a_relative_of_either_child(cast, client_for):
    made = filing.assess_harm(by=cast.dsl, pupil=cast.child, **HARM, other_pupil=cast.other_child)
    Relative.objects.create(pupil=cast.other_child, user=cast.deputy, added_by=cast.head)
    url = reverse("concerns:harm", args=[made.public_id])
    assert client_for(cast.deputy).get(url).status_code == 404
    assert escape(cast.other_child.name) in client_for(cast.dsl).get(url).content.decode()


def test_a_date_is_reminded_of_once_before_and_once_when_it_has_gone_by(cast):
    day = next_school_day(today())
    on = add_school_days(day, 3)
    owed = standing.owe_date(by=cast.dsl, pupil=cast.child, kind="conference", on=on)
    sweep(day)
    told = set(Notice.objects.filter(kind="safeguarding_date_near").values_list("user", flat=True))
    assert told == {cast.dsl.pk, cast.deputy.pk}
    after = add_school_days(on, 1)
    sweep(after)
    assert Notice.objects.filter(kind="safeguarding_date_overdue", subject_id=owed.pk).count() == 2
    send_notices()
    before = Notice.objects.count()
    sweep(add_school_days(after, 1))
    assert Notice.objects.filter(kind__startswith="safeguarding").count() == 4
    assert Notice.objects.filter(kind__startswith="safeguarding", due_on=on).count() == 4
    assert Notice.objects.count() == before, "and nothing more is sent tomorrow"


def test_an_answered_date_is_owed_to_nobody(cast):
    day = next_school_day(today())
    owed = standing.owe_date(by=cast.dsl, pupil=cast.child, kind="visit", on=today())
    standing.answer_date(
        by=cast.dsl, date=owed, answer="happened", words="She saw her at home.", next_on=day + timedelta(days=30)
    )
    assert [d.on for d in DateOwed.objects.open()] == [day + timedelta(days=30)]
    sweep(day)
    assert not Notice.objects.filter(kind__startswith="safeguarding", subject_id=owed.pk).exists()
    with pytest.raises(Refused, match="already"):
        standing.answer_date(by=cast.deputy, date=owed, answer="happened")


def test_a_leavers_dates_are_owed_no_longer(cast):
    day = next_school_day(today())
    standing.owe_date(by=cast.dsl, pupil=cast.leaver, kind="visit", on=day)
    sweep(day)
    assert not Notice.objects.filter(kind__startswith="safeguarding").exists()


def test_gaps_are_prompts_in_words(cast):
    standing.set_standing(by=cast.dsl, pupil=cast.child, kind="child_protection", from_on=today())
    assert {gap["words"] for gap in gaps(how_many(cast.dsl))} == {
        "One child with no social worker named",
        "One child with no next meeting",
    }
    standing.add_person(by=cast.dsl, pupil=cast.child, job="social_worker", name="Sol Worker")
    standing.owe_date(by=cast.dsl, pupil=cast.child, kind="core_group", on=today() + timedelta(days=3))
    assert gaps(how_many(cast.dsl)) == []
    assert "One child on a child protection plan" in summary(how_many(cast.dsl))


def test_the_page_of_a_child_is_the_same_for_a_teacher_whether_there_is_a_file_or_not(cast, client_for):
    client, url = client_for(cast.teacher), reverse("dashboard:child", args=[cast.child.public_id])
    before = client.get(url).content
    a_file(cast)
    raise_about(cast.child, by=cast.dsl, level=Level.SAFEGUARDING)
    assert _plain(client.get(url).content) == _plain(before)


def _plain(page):
    import re

    return re.sub(rb'(csrfmiddlewaretoken" value=|name="csrf-token" content=)"[^"]+"', b"", page)


def test_the_applications_own_role_cannot_reach_the_words_by_sql(cast):
    a_file(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE concerns_filetext SET words = 'x'")


def test_the_story_of_a_child_tells_of_the_file_to_those_who_may_open_it_and_without_words(cast):
    a_file(cast)
    told = {line.kind for line in lines_of(cast.dsl, [cast.child], most=50) if line.locked}
    assert told == {"filed", "standing", "harm"}
    assert not any("see her daily" in line.line for line in lines_of(cast.dsl, [cast.child], most=50))
    for part in ("teacher", "support", "sendco", "wellbeing_lead", "office"):
        assert not any(line.locked for line in lines_of(getattr(cast, part), [cast.child], most=50)), part


# A file from the school before


def arrived(cast, **more):
    facts = {
        "received_on": today(), "from_school": "Larch Lane", "stored_where": "Locked cabinet", "briefed": [cast.sendco],
        "files": [Examined(b"%PDF-1.7 their file", "pdf", "Larch Lane.pdf", False)],
    }  # fmt: skip
    return receive_file(by=cast.dsl, pupil=cast.child, **(facts | more))


def test_a_file_from_another_school_is_sealed_with_its_day_place_and_whom_it_was_told(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    received = arrived(cast)
    assert [one.user for one in received.briefed.all()] == [cast.sendco]
    assert Attachment.objects.of(received).get().sha256 == hashlib.sha256(b"%PDF-1.7 their file").hexdigest()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReceivedFile.objects.update(from_school="Somewhere else")
    lines = [line for line in lines_of(cast.dsl, [cast.child], most=50) if line.kind == "received"]
    assert [(line.line, line.locked) for line in lines] == [("From Larch Lane", True)]
    assert not [line for line in lines_of(cast.sendco, [cast.child], most=50) if line.kind == "received"]


def test_what_cannot_be_about_a_received_file_is_refused(cast):
    related(cast, cast.sendco, cast.child)
    for more in (
        {"received_on": today() + timedelta(days=1)}, {"from_school": " "}, {"stored_where": "", "files": []}, {},
    ):  # fmt: skip
        with pytest.raises(Refused):
            arrived(cast, **more)
    for part in ("head", "sendco", "office"):
        with pytest.raises(NotAllowed):
            receive_file(
                by=getattr(cast, part), pupil=cast.child, received_on=today(), from_school="X", stored_where="Y"
            )


def test_its_page_takes_a_pdf_and_only_the_leads_have_it_back(cast, client_for, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    dsl = client_for(cast.dsl)
    sent = {
        "idempotency_key": str(uuid.uuid4()), "received_on": today().isoformat(), "from_school": "Larch Lane",
        "briefed": [str(cast.deputy.public_id)], "files": SimpleUploadedFile(*GOOD["a scan"]),
    }  # fmt: skip
    file = reverse("concerns:safeguarding_file", args=[cast.child.public_id])
    assert dsl.post(reverse("concerns:receive_file", args=[cast.child.public_id]), sent).url == file
    received = ReceivedFile.objects.get()
    url = reverse("concerns:received_file", args=[received.public_id, Attachment.objects.of(received).get().public_id])
    words = dsl.get(file).content.decode()
    assert url in words and "Briefed: Dev Swift" in words
    assert dsl.get(url).status_code == 200
    assert client_for(cast.head).get(url).status_code == 403
    more = reverse("concerns:add_pages", args=[received.public_id])
    assert more in words
    key = {"idempotency_key": str(uuid.uuid4())}
    assert 'aria-invalid="true"' in dsl.post(more, key).content.decode()
    assert dsl.post(more, key | {"files": SimpleUploadedFile(*GOOD["a scan"])}).url == file
    assert Attachment.objects.of(received).count() == 2


def test_where_the_file_is_kept_elsewhere_only_its_place_is_taken(cast, client_for):
    Keeping.objects.update_or_create(defaults={"kept_in": "Another System"})
    with pytest.raises(Refused, match="Another System"):
        arrived(cast)
    received = arrived(cast, files=[])
    assert received.stored_where == "Locked cabinet"
    with pytest.raises(Refused, match="Another System"):
        add_pages(by=cast.dsl, received=received, files=[Examined(b"%PDF-1.7", "pdf", "a.pdf", False)])
    page = client_for(cast.dsl).get(reverse("concerns:receive_file", args=[cast.child.public_id])).content.decode()
    assert "Its pages belong in Another System" in page and 'type="file"' not in page


def test_a_safeguarding_lead_stops_contact_with_home_and_allows_it_again(cast, client_for):
    dsl, url = client_for(cast.dsl), reverse("concerns:contact_with_home", args=[cast.child.public_id])
    header = "Do not contact home yet: ask a safeguarding lead"
    for stop, why in (("yes", "It could put her at more risk."), ("no", "The social worker has spoken with them.")):
        asked = dsl.post(url, {"stop": stop, "idempotency_key": uuid.uuid4()})
        assert b"This field is required" not in asked.content and asked.status_code == 200  # a reason is asked for
        dsl.post(url, {"stop": stop, "why": why, "idempotency_key": uuid.uuid4()})
        file = dsl.get(reverse("concerns:safeguarding_file", args=[cast.child.public_id])).content.decode()
        assert why in file
        page = client_for(cast.teacher).get(reverse("dashboard:child", args=[cast.child.public_id])).content.decode()
        assert (header in page) == (stop == "yes") and why not in page
    child = reverse("dashboard:child", args=[cast.child.public_id])
    assert url in dsl.get(child).content.decode() and url not in client_for(cast.sendco).get(child).content.decode()
    assert client_for(cast.sendco).get(url).status_code == 403
