"""What else holds a carried concern's words: an eye kept on the child, papers that were printed, a chronology's lines."""

import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from concerns.actions import triage
from concerns.actions.flags import escalate_flag, look_again
from concerns.carrying import also_about, canonical, set_keeping
from concerns.file_paper import export_file
from concerns.tests.test_carrying import SYSTEM, carry, elsewhere, everywhere, grave
from documents.files import path_of
from documents.models import Document
from documents.tasks import render_owed
from pupils.models import FlagStep, MonitoringFlag
from pupils.watching import set_flag
from school.calendar import add_school_days

__all__ = ["elsewhere"]  # a fixture


def test_the_reasons_of_an_eye_kept_on_the_child_leave_with_the_concern_they_became(elsewhere):
    soon = add_school_days(timezone.localdate(), 5)
    flag = set_flag(
        by=elsewhere.teacher, pupil=elsewhere.child, reason="Wears a yak coat in.", review_on=soon, level="team"
    )
    concern = escalate_flag(by=elsewhere.teacher, flag=flag, reason="He hits me, said she; yak again.", danger="no")
    assert ("An eye kept on the child", "Wears a yak coat in.") in also_about(concern)
    words = canonical(concern)
    assert carry(elsewhere, concern).sha256 == hashlib.sha256(words.encode()).hexdigest()
    assert everywhere("yak") == []
    with pytest.raises(DatabaseError), transaction.atomic():
        FlagStep.objects.update(reason="Nothing.")


def test_what_was_said_on_looking_again_at_a_held_concern_leaves_and_is_not_taken_any_more(cast):
    soon = add_school_days(timezone.localdate(), 5)
    concern = grave(cast)
    triage(by=cast.dsl, concern=concern, decision="monitor", until=soon, rationale="To see.")
    flag = MonitoringFlag.objects.get()
    other = set_flag(by=cast.teacher, pupil=cast.child, reason="An emu on her bag.", review_on=soon, level="team")
    look_again(by=cast.dsl, flag=flag, decision="kept", reason="Still an okapi-shaped bruise.", review_on=soon)
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in=SYSTEM)
    carry(cast, concern)
    assert everywhere("okapi") == []
    assert set(everywhere("An emu on her bag")) == {"pupils_flagstep", "pupils_monitoringflag"}
    with pytest.raises(Refused, match=SYSTEM):
        look_again(by=cast.dsl, flag=flag, decision="kept", reason="The bruise has gone.", review_on=soon)
    look_again(by=cast.dsl, flag=flag, decision="kept", reason="", review_on=soon)
    assert flag.steps.latest("pk").reason == f"See {SYSTEM}."
    assert other.steps.get().reason == "An emu on her bag."


def test_papers_printed_before_leave_too_and_their_download_says_so(
    cast, client_for, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    early = export_file(by=cast.dsl, pupil=cast.child, purpose="Before anything was written")
    concern = grave(cast)
    export = export_file(by=cast.dsl, pupil=cast.child, purpose="For the conference")
    paper = Document.objects.of(export).get()
    render_owed()
    paper.refresh_from_db()
    assert path_of(paper.file_name).exists()
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in=SYSTEM)
    with django_capture_on_commit_callbacks(execute=True):
        carry(cast, concern)
    assert everywhere("bruise like a hand") == [] and not path_of(paper.file_name).exists()
    dsl = client_for(cast.dsl)
    answer = dsl.get(reverse("concerns:file_pdf", args=[export.public_id]))
    assert answer.status_code == 410 and SYSTEM in answer.content.decode()
    assert dsl.get(reverse("concerns:file_pdf", args=[early.public_id])).status_code == 200
    for change in ({"html": "Other words."}, {"title": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=paper.pk).update(**change)
