""" "I wish my teacher knew": word for word, for the class's adults, and one press from a concern."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.actions import Refused
from concerns.actions.slips import add_slip, make_slip_a_concern
from concerns.actions.trigger_list import add_triggers
from concerns.models import Concern, Report, Slip, UrgentTrigger
from documents.models import Attachment
from pupils.actions import block_relative
from staff.models import Notice
from staff.permitted import NotAllowed
from staff.policy import Permission

pytestmark = pytest.mark.django_db
WORDS = "I wish my techer knew that I dont sleep becos its loud"


def slip_of(cast, by=None, **more):
    facts = {"words": WORDS, "written_on": timezone.localdate(), "pupil": cast.child} | more
    return add_slip(by=by or cast.teacher, school_class=cast.oak, **facts)


def seen_by(cast, slip):
    people = ["teacher", "other_teacher", "sendco", "wellbeing_lead", "dsl", "head", "office", "governor", "technical"]
    rows = Slip.objects.all()
    return [p for p in people if rows.permitted(getattr(cast, p), Permission.CONCERN_READ).filter(pk=slip.pk).exists()]


def test_a_slip_is_kept_word_for_word(cast):
    slip = slip_of(cast)
    slip.refresh_from_db()
    assert slip.words == WORDS
    with pytest.raises(DatabaseError), transaction.atomic():
        Slip.objects.filter(pk=slip.pk).update(words="I wish my teacher knew that I do not sleep.")


def test_a_box_is_for_its_class_and_for_those_who_read_every_child(cast):
    slip = slip_of(cast)
    assert seen_by(cast, slip) == ["teacher", "sendco", "wellbeing_lead", "dsl", "head"]
    block_relative(by=cast.office, pupil=cast.child, user=cast.teacher)
    assert "teacher" not in seen_by(cast, slip)


def test_nobody_types_into_another_classes_box(cast):
    with pytest.raises(NotAllowed):
        slip_of(cast, by=cast.other_teacher)
    with pytest.raises(NotAllowed):
        slip_of(cast, by=cast.office)


def test_a_child_of_another_class_is_refused(cast):
    with pytest.raises(Refused):
        slip_of(cast, pupil=cast.other_child)


def test_one_press_makes_a_concern_in_the_childs_words_and_the_slip_remembers(cast):
    slip = make_slip_a_concern(by=cast.teacher, slip=slip_of(cast))
    concern = Concern.objects.get()
    assert slip.concern == concern
    assert concern.text.childs_words == WORDS
    assert (concern.source, concern.on_paper, concern.author) == ("slip", True, cast.teacher)
    assert concern.level == "safeguarding"
    with pytest.raises(Refused):
        make_slip_a_concern(by=cast.dsl, slip=slip)


def test_a_concern_from_an_old_slip_says_when_it_was_written(cast):
    day = timezone.localdate() - timedelta(days=9)
    concern = make_slip_a_concern(by=cast.teacher, slip=slip_of(cast, written_on=day)).concern
    report = make_slip_a_concern(by=cast.teacher, slip=slip_of(cast, written_on=day, pupil=None)).report
    assert {timezone.localdate(one.happened_at) for one in (concern, report)} == {day}
    assert concern.happened_about and concern.gap.days == 9
    assert make_slip_a_concern(by=cast.teacher, slip=slip_of(cast)).concern.gap is None


def test_a_slip_nobody_signed_goes_to_the_leads_as_a_report(cast):
    slip = make_slip_a_concern(by=cast.teacher, slip=slip_of(cast, pupil=None))
    report = Report.objects.get()
    assert (slip.report, report.class_name, report.text.childs_words) == (report, "Oak", WORDS)
    assert not Concern.objects.exists()


def test_once_passed_on_its_words_are_for_those_who_read_the_concern(cast, client_for):
    make_slip_a_concern(by=cast.sendco, slip=slip_of(cast, by=cast.sendco))
    url = f"/concerns/slips/{cast.oak.public_id}/"
    assert WORDS not in client_for(cast.teacher).get(url).content.decode()
    assert WORDS in client_for(cast.dsl).get(url).content.decode()
    assert WORDS in client_for(cast.sendco).get(url).content.decode()  # she typed it


def test_the_page_takes_a_slip_with_its_scan_once_and_passes_it_on_in_the_same_press(cast, client_for):
    teacher = client_for(cast.teacher)
    url = f"/concerns/slips/{cast.oak.public_id}/add/"
    assert "García-López" in teacher.get(url).content.decode()
    typed = {
        "idempotency_key": str(uuid.uuid4()), "words": WORDS, "pupil": str(cast.child.public_id),
        "written_on": timezone.localdate().isoformat(), "danger": "no", "pass_on": "1",
    }  # fmt: skip
    answers = [teacher.post(url, typed | {"files": _picture()}) for _ in range(2)]
    concern = Concern.objects.get()
    assert {answer.url for answer in answers} == {f"/concerns/{concern.public_id}/receipt/"}
    slip, scan = Slip.objects.get(), Attachment.objects.get()
    where = f"/concerns/slips/scan/{slip.public_id}/{scan.public_id}/"
    assert teacher.get(where).status_code == 200
    assert client_for(cast.support).get(where).status_code == 404
    assert client_for(cast.other_teacher).get(where).status_code == 404


def _picture():
    import io

    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(kept, "PNG")
    return SimpleUploadedFile("slip.png", kept.getvalue(), "image/png")


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ({}, True),
        ({"words": "I wish my teacher knew he hits me"}, False),
        ({"words": "I wish my teacher knew my nan died"}, False),
        ({"words": "I wish you knew", "danger": "unsure"}, False),
        ({"words": "I wish my teacher knew he hits me", "pupil": None}, False),
    ],
)
def test_words_that_must_not_wait_never_lie_in_a_box(cast, more, waits):
    add_triggers()
    slip = slip_of(cast, **more)
    assert Slip.objects.in_the_box().exists() is waits
    if not waits:
        assert (slip.report is None) is ("pupil" not in more)
        kinds = Notice.objects.filter(user=cast.dsl).values_list("kind", flat=True)
        assert any(kind.endswith(("_to_acknowledge", "_to_match")) for kind in kinds)


def test_the_page_says_why_a_slip_went_on_though_nobody_asked(cast, client_for):
    typed = {
        "idempotency_key": str(uuid.uuid4()), "words": "I wish my teacher knew he hits me", "danger": "no",
        "pupil": str(cast.child.public_id), "written_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    answer = client_for(cast.teacher).post(f"/concerns/slips/{cast.oak.public_id}/add/", typed, follow=True)
    assert answer.redirect_chain[0][0] == f"/concerns/{Concern.objects.get().public_id}/receipt/"
    assert "do not wait in a box" in answer.content.decode()


def test_the_page_of_a_class_says_when_a_slip_that_lies_there_should_be_passed_on(cast, client_for):
    slip_of(cast, words="I wish my teacher knew about the big dog")
    UrgentTrigger.objects.create(code="dog", name="A dog", words="big dog")  # the school thought of it afterwards
    page = client_for(cast.teacher).get(f"/concerns/slips/{cast.oak.public_id}/").content.decode()
    assert "may need a safeguarding lead" in page
    assert client_for(cast.other_teacher).get(f"/concerns/slips/{cast.oak.public_id}/").status_code == 404
