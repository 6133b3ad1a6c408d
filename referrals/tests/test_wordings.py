"""The school's own wordings: fields and a little Markdown, nothing that runs; a version that was used is kept."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.actions import Refused
from documents.tests.test_locked import VECTORS
from referrals import actions
from referrals.actions.drafting import take_newest_wording
from referrals.actions.wordings import write_wording
from referrals.forms.consent import INFORMATION
from referrals.forms.letters import LetterForm
from referrals.letters import paper_html, problems_with
from referrals.models import Wording
from referrals.tests.world import a_letter
from referrals.wording.example import EXAMPLE
from referrals.wording.fields import FIELDS, unknown_fields
from referrals.wording.merging import answers, page
from referrals.wording.seed import add_wordings
from school.models import Agency
from school.seed import add_agencies
from staff.permitted import NotAllowed

TEMPLATES = (
    "{{ pupil.upn }}", "{% load static %}", "{% include 'base.html' %}", "{{ 7|add:7 }}", "{# x #}", "{{% raw %}}",
    "${7*7}", "<%= 7*7 %>", "#{7*7}", "{{ ''.__class__ }}", "{%- set x = 1 -%}", "[[=7*7]]", "%(upn)s", "{0.__class__}",
)  # fmt: skip


@pytest.mark.parametrize("payload", TEMPLATES)
def test_what_looks_like_a_template_prints_as_it_was_typed(payload):
    from django.utils.html import escape

    for html in (page(f"Dear {payload} there", {}), page("[[purpose]]", {"purpose": payload})):
        assert str(escape(payload)) in html or payload == "[[=7*7]]"
        assert "49" not in html and "14" not in html


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_no_markup_of_anybody_survives(vector):
    """As a wording and as somebody's words alike: only marks of our own are left."""
    import re

    for html in (page(f"- {vector}\n\n## {vector}\n\n> {vector}\n\n[[ask]]", {"ask": vector}), page(vector, {})):
        left = set(re.findall(r"<\s*/?\s*([a-zA-Z!?][\w:-]*)([^>]*)>", html))
        assert {name for name, _ in left} <= {"p", "h2", "ul", "li", "blockquote", "br", "strong", "em"}, html
        assert {rest for _, rest in left} <= {""}


def test_words_put_in_are_never_read_as_a_wording():
    html = page("**[[first_name]]** and [[ask]]", {"first_name": "**A** [[ask]]", "ask": "## no\n- one"})
    assert html == "<p><strong>**A** [[ask]]</strong> and ## no<br>- one</p>"


@pytest.mark.django_db
def test_a_box_that_the_wording_leaves_out_is_not_asked_for_and_words_in_it_are_spoken_of(cast):
    add_agencies()
    add_wordings()
    letter = a_letter(cast.child, by=cast.sendco, code="step2", purpose="")
    assert "purpose" not in LetterForm(by=cast.sendco, instance=letter).fields
    assert not [one.text for one in problems_with(letter, letter.referral) if one.box == "purpose"]
    letter.purpose = "Canary"
    assert "purpose" in LetterForm(by=cast.sendco, instance=letter).fields
    assert "Canary" not in paper_html(letter, letter.referral)
    said = [one.text for one in problems_with(letter, letter.referral) if one.box == "purpose"]
    assert said == ["They will not read what this is for: how this reads has no place for it."]


@pytest.mark.django_db
def test_what_the_family_did_not_agree_to_share_is_spoken_of(cast):
    add_agencies()
    add_wordings()
    letter = a_letter(cast.child, by=cast.sendco)

    def beyond():
        return [one.text for one in problems_with(letter, letter.referral) if "may be shared" in one.text]

    assert beyond() == []  # no list was kept
    letter.referral.consent.information = "; ".join(INFORMATION[:3])
    assert beyond() == [
        "It is not written down that this may be shared: what the family says about home. Ask the family, or leave it out."
    ]
    letter.parents_words = ""
    assert beyond() == []
    letter.referral.consent.information = INFORMATION[0]
    assert len(beyond()) == 2


def test_what_is_empty_takes_its_heading_with_it():
    text = "## Risk\n[[risk]]\n\n## Ask\n[[ask]]\n- [[gp]]\n- always here\n\n## Last\n[[risk]]"
    assert page(text, {"ask": "Help."}) == "<h2>Ask</h2>\n<p>Help.</p>\n<ul><li>always here</li></ul>"
    assert [question for question, _ in answers(text, {"ask": "Help."})] == ["Risk", "Ask", "Last"]


def test_a_field_there_is_not_is_one_clear_sentence():
    assert unknown_fields("[[first_name]] [[ ask ]]") == []
    assert unknown_fields("[[firstname]]") == ["There is no field [[firstname]]. Do you mean [[first_name]]?"]
    assert unknown_fields("[[upn]]")[0].startswith("There is no field [[upn]].")
    assert unknown_fields("[[tried]] " * 4) == ["[[tried]] is there 4 times. 3 times is enough."]
    assert "two square brackets" in unknown_fields("[[ask]")[0]
    assert set(FIELDS) == set(EXAMPLE)


@pytest.fixture
def furnished(db):
    add_agencies()
    add_wordings()


def test_every_wording_a_school_starts_with_reads_whole(furnished):
    assert add_wordings() == 0
    for one in Wording.objects.select_related("agency"):
        assert unknown_fields(one.words) == []
        assert "[[" not in page(one.words, EXAMPLE)
        if one.route != Agency.Route.LETTER:
            assert all(answer for _, answer in answers(one.words, EXAMPLE)), one.agency


def test_versions_stay_and_a_letter_keeps_the_one_it_was_begun_with(cast, furnished):
    gp = Agency.objects.get(code="gp")
    letter = a_letter(cast.child, by=cast.wellbeing_lead)
    first = letter.wording
    before = paper_html(letter, letter.referral)
    made = write_wording(by=cast.sendco, agency=gp, route="letter", words="Quite new. [[purpose]]", after=first.number)
    letter.refresh_from_db()
    assert (made.number, letter.wording) == (first.number + 1, first)
    assert paper_html(letter, letter.referral) == before
    take_newest_wording(by=cast.wellbeing_lead, letter=letter)
    assert "Quite new." in paper_html(letter, letter.referral)
    actions.ask_for_approval(by=cast.wellbeing_lead, referral=letter.referral)
    actions.approve_letter(by=cast.dsl, referral=letter.referral)
    write_wording(by=cast.sendco, agency=gp, route="letter", words="Newer still. [[purpose]]", after=made.number)
    letter.refresh_from_db()
    assert letter.wording == made and "Newer still" not in paper_html(letter, letter.referral)
    for change in (lambda: Wording.objects.update(words="x"), lambda: Wording.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_may_not_be_written_is_refused(cast, furnished):
    gp, hub = Agency.objects.get(code="gp"), Agency.objects.get(code="consultation-hub")
    for words, after in (("[[upn]]", 1), ("Fine.", 0)):
        with pytest.raises(Refused):
            write_wording(by=cast.sendco, agency=gp, route="letter", words=words, after=after)
    with pytest.raises(NotAllowed):
        write_wording(by=cast.sendco, agency=hub, route="telephone", words="Fine.", after=1)
    with pytest.raises(NotAllowed):
        write_wording(by=cast.teacher, agency=gp, route="letter", words="Fine.", after=1)


def test_no_child_is_named_in_what_every_letter_says(cast, furnished):
    words = f"[[purpose]]\n\nWe write as we did about {cast.child.name}."
    with pytest.raises(Refused, match="name a child"):
        write_wording(by=cast.sendco, agency=None, route="letter", words=words, after=1)
    words = "[[purpose]]\n\nWe write as we did before."
    assert write_wording(by=cast.sendco, agency=None, route="letter", words=words, after=1).number == 2


def test_the_page_says_beside_the_box_which_field_there_is_not(client_for, cast, furnished):
    gp = Agency.objects.get(code="gp")
    client, url = client_for(cast.sendco), reverse("referrals:wording_of_agency", args=[gp.public_id])
    shown = client.get(url).content.decode()
    assert "Version 1" in shown and "Robin" in shown
    from stbarts.tests.crawl import PageReader

    form = next(f for f in PageReader(shown).forms if "words" in f["fields"])
    answer = client.post(url, {**form["fields"], "words": "Dear [[doctor]]"}).content.decode()
    assert "There is no field [[doctor]]." in answer
    assert client.post(url, {**form["fields"], "words": "Dear [[agency]]"}).status_code == 302
    assert Wording.objects.of(gp, "letter").first().words == "Dear [[agency]]"
