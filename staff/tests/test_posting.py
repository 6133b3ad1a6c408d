"""Forms that post once, never over somebody else's change, and never lose what was typed."""

import threading
import uuid

import pytest
from django import forms
from django.db import connection

from audit.actions import Refused, System, action, record
from staff import drafts
from staff.models import Draft, Posted, User
from staff.posting import PostingForm, offer


class NameForm(PostingForm):
    """A stand-in for any form that makes one row."""

    draft = "tests:name"
    email = forms.EmailField()
    words = forms.CharField(widget=forms.Textarea, required=False)


@action
def make_person(*, by, email):
    user = User.objects.create(email=email, name=email, roles=[])
    record("person.made", user, by=by)
    return user


@action
def refuse(*, by):
    raise Refused("Not today.")


def filled(cast, key=None, **fields):
    form = NameForm(
        {"idempotency_key": str(key or uuid.uuid4()), "email": "new@example.org", **fields}, by=cast.teacher
    )
    assert form.is_valid(), form.errors
    return form


def test_a_list_begins_with_words_and_never_with_dashes(cast):
    class WhoForm(PostingForm):
        who = forms.ModelChoiceField(User.objects.none())
        perhaps = forms.ModelChoiceField(User.objects.none(), required=False)
        ours = forms.ModelChoiceField(User.objects.none(), empty_label="Nobody signed it")

    form = WhoForm(by=cast.teacher)
    offer(form.fields["who"], User.objects.filter(pk=cast.dsl.pk))
    first = {name: [str(label) for _, label in form.fields[name].choices][0] for name in ("who", "perhaps", "ours")}
    assert first == {"who": "Choose one", "perhaps": "None of these", "ours": "Nobody signed it"}


def test_a_refusal_about_one_answer_stands_beside_its_box(cast):
    @action
    def refuse_both(*, by):
        raise Refused("Not today.", email="This one is taken.", nowhere="Nor tomorrow.")

    form = filled(cast)
    assert form.once(refuse_both, by=System("test")) is None
    assert form.errors == {"email": ["This one is taken."], "__all__": ["Not today.", "Nor tomorrow."]}


def test_a_second_post_finds_what_the_first_one_made(cast):
    key = uuid.uuid4()
    first = filled(cast, key).once(make_person, by=System("test"), email="new@example.org")
    second = filled(cast, key).once(make_person, by=System("test"), email="new@example.org")
    assert first == second
    assert User.objects.filter(email="new@example.org").count() == 1


def test_other_words_under_a_used_key_are_refused_once_and_may_then_be_sent_anew(cast):
    key = uuid.uuid4()
    filled(cast, key).once(make_person, by=System("test"), email="new@example.org")
    form = filled(cast, key, email="other@example.org")
    assert form.once(make_person, by=System("test"), email="other@example.org") is None
    assert "your new words are still here" in str(form.errors).lower()
    assert not User.objects.filter(email="other@example.org").exists()
    anew = filled(cast, form["idempotency_key"].value(), email=form["email"].value())
    assert anew.once(make_person, by=System("test"), email="other@example.org").email == "other@example.org"


def test_somebody_elses_key_makes_nothing_and_shows_nothing(cast):
    key = uuid.uuid4()
    filled(cast, key).once(make_person, by=System("test"), email="new@example.org")
    form = filled(cast, key)
    form.by = cast.dsl
    assert form.once(make_person, by=System("test"), email="other@example.org") is None
    assert "already used" in str(form.errors)


def test_a_refusal_is_a_sentence_on_the_form_and_the_key_stays_free(cast):
    form = filled(cast)
    assert form.once(refuse, by=System("test")) is None
    assert "Not today." in str(form.errors)
    assert not Posted.objects.exists()


def test_a_nul_character_gets_a_plain_sentence(cast):
    form = NameForm(
        {"idempotency_key": str(uuid.uuid4()), "email": "a@example.org", "words": "a\x00b"}, by=cast.teacher
    )
    assert not form.is_valid()
    assert "words" in form.errors


def test_a_megabyte_of_text_gets_a_plain_sentence(cast):
    form = NameForm(
        {"idempotency_key": str(uuid.uuid4()), "email": "a@example.org", "words": "a" * 1_000_000}, by=cast.teacher
    )
    assert not form.is_valid()
    assert "shorten" in str(form.errors["words"])


def test_a_draft_is_offered_back_only_to_its_author(cast, client_for):
    client_for(cast.teacher).post("/staff/drafts/save/", {"draft_form": "tests:name", "words": "half a sent"})
    assert NameForm(by=cast.teacher).initial["words"] == "half a sent"
    assert "words" not in NameForm(by=cast.other_teacher).initial


def test_posting_the_form_ends_its_draft(cast):
    from django.http import QueryDict

    drafts.keep(cast.teacher, "tests:name", "", QueryDict("words=half"))
    filled(cast).once(make_person, by=System("test"), email="new@example.org")
    assert not Draft.objects.exists()


def test_four_posts_at_once_make_one_row_each_time(committed_db, cast):
    made, problems = [], []

    def post(key):
        try:
            made.append(filled(cast, key).once(make_person, by=System("test"), email=f"{key}@example.org").pk)
        except Exception as problem:  # a thread's error must reach the test
            problems.append(problem)
        finally:
            connection.close()

    for _ in range(10):
        key = uuid.uuid4()
        threads = [threading.Thread(target=post, args=[key]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    assert len(made) == 40
    assert len(set(made)) == 10


@pytest.mark.parametrize("back", ["//evil.example/x", "/\\evil.example", "https://evil.example/", "a\x00b", "5", ""])
def test_throwing_a_draft_away_leads_to_no_other_site(cast, client_for, back):
    answer = client_for(cast.teacher).post("/staff/drafts/discard/", {"draft_form": "concerns:log", "back": back})
    assert answer.url == "/"
