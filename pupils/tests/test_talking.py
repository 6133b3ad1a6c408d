"""The log of contacts with families: written in a moment, read by the right people, and the next one owed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.actions import Refused
from concerns.actions import trigger_list
from interventions.tests.world import place
from pupils.actions import block_relative
from pupils.contacts import add_contact
from pupils.forms import ContactForm
from pupils.models import ContactNote
from pupils.talking import finish_next_contact, log_contact
from school.calendar import add_school_days
from staff.models import Notice
from staff.notices import is_still_owed, sweep
from staff.policy import Level


@pytest.fixture
def mother(cast):
    facts = {"name": "Lucía López", "relationship": "Mother", "phones": ["07700 900101"], "responsibility": "yes"}
    return add_contact(by=cast.office, pupil=cast.child, facts=facts)


@pytest.fixture
def father(cast):
    facts = {
        "name": "Tomás García", "relationship": "Father", "receives_information": False, "phones": ["07700 900199"],
        "receives_information_reason": "A court says so", "address": "9 Hidden Row", "address_confidential": True,
    }  # fmt: skip
    return add_contact(by=cast.office, pupil=cast.child, facts=facts)


def words(mother, **more):
    return {"how": "gate", "said": "She slept well.", "at": timezone.now(), "contact": mother, **more}


def posted(mother, client, child):
    page = client.get(f"/pupils/{child.public_id}/family/write/")
    key = page.context["form"]["idempotency_key"].value()
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {
        "idempotency_key": key, "whom": mother.public_id, "how": "gate", "said": "She slept well.", "at": at,
        "readers": "team",
    }  # fmt: skip


def test_who_logs_a_concern_is_led_to_the_contact_log_where_it_is_open_to_them(cast, client_for):
    about, write = (f"/concerns/log/{cast.child.public_id}/", f"/pupils/{cast.child.public_id}/family/write/")
    assert write in client_for(cast.teacher).get(about).content.decode()
    assert write not in client_for(cast.other_teacher).get(about).content.decode()


def test_a_language_typed_before_there_was_a_list_is_kept(cast, mother):
    mother.language, mother.format = "Urdu and Punjabi", "large print"
    mother.save()
    form = ContactForm(by=cast.office, instance=mother)
    kept = {"language": "other", "language_other": "Urdu and Punjabi", "format": "Large print"}
    assert {name: form.initial[name] for name in kept} == kept
    typed = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    typed |= {"lives_with": "unknown", "idempotency_key": str(typed["idempotency_key"])}
    sent = ContactForm(
        {name: value for name, value in typed.items() if value is not None}, by=cast.office, instance=mother
    )
    assert sent.is_valid(), sent.errors
    assert (sent.facts()["language"], sent.facts()["format"]) == ("Urdu and Punjabi", "Large print")
    empty = ContactForm(sent.data | {"language_other": ""}, by=cast.office, instance=mother)
    assert "language_other" in empty.errors


def test_a_word_at_the_gate_takes_only_its_words(cast, client_for, mother):
    client = client_for(cast.teacher)
    data = posted(mother, client, cast.child)
    address = f"/pupils/{cast.child.public_id}/family/write/"
    assert client.post(address, data).status_code == client.post(address, data).status_code == 302
    note = ContactNote.objects.get()
    assert (note.who, note.made_by, note.level) == ("Lucía López", cast.teacher, "team")
    assert "She slept well." in client.get(f"/pupils/{cast.child.public_id}/family/").content.decode()
    assert "A word at the gate: Lucía López" in client.get(cast.child.get_absolute_url()).content.decode()
    found = client.post(f"/child/{cast.child.public_id}/search/", {"q": "slept"})
    assert found.status_code == 200 and "Contact with home" in found.content.decode()


def test_who_may_be_told_is_shown_before_one_writes_and_no_hidden_address_ever_is(cast, client_for, mother, father):
    page = client_for(cast.teacher).get(f"/pupils/{cast.child.public_id}/family/write/").content.decode()
    assert "Tell them nothing: A court says so" in page and "07700 900101" in page
    assert "Never say where they live" in page
    assert "9 Hidden Row" not in page and "07700 900199" not in page


def test_for_a_child_at_wave_3_it_is_asked_first_whether_it_is_safe(cast, client_for, mother):
    place(cast.child, by=cast.sendco, wave=3, level=Level.WELLBEING)
    lead, teacher = client_for(cast.wellbeing_lead), client_for(cast.teacher)
    address = f"/pupils/{cast.child.public_id}/family/write/"
    assert "Is it safe to tell them?" in lead.get(address).content.decode()
    assert "Do not tell them yet" in lead.get(f"{address}?safe=no").content.decode()
    writing = lead.get(f"{address}?safe=yes")
    assert writing.context["form"].initial["safe"] is True
    assert "Now, for those who look after wellbeing, and you." in writing.content.decode()
    # Who may not know of that help is not asked: the question would tell of it.
    assert "Now, for the adults around the child." in teacher.get(address).content.decode()
    with pytest.raises(Refused, match="safe to tell"):
        log_contact(by=cast.wellbeing_lead, pupil=cast.child, **words(mother))
    note = log_contact(by=cast.wellbeing_lead, pupil=cast.child, **words(mother, safe=True, level=Level.WELLBEING))
    assert note.asked_if_safe


def test_what_is_not_for_everybody_is_read_by_those_who_look_after_wellbeing(cast, client_for, mother):
    log_contact(by=cast.sendco, pupil=cast.child, **words(mother, said="A quiet word.", level=Level.WELLBEING))
    log_contact(by=cast.office, pupil=cast.child, **words(mother, said="Late tomorrow."))
    page = f"/pupils/{cast.child.public_id}/family/"
    shown = {part: client_for(getattr(cast, part)).get(page).content.decode() for part in ("teacher", "dsl", "office")}
    assert "A quiet word." in shown["dsl"] and "A quiet word." not in shown["teacher"] + shown["office"]
    assert all("Late tomorrow." in said for said in shown.values())


def test_the_next_contact_is_owed_to_its_author_once_until_it_is_ticked_off(cast, client_for, mother):
    today = timezone.localdate()
    day = add_school_days(today, 2)
    note = log_contact(by=cast.teacher, pupil=cast.child, **words(mother, next_on=day))
    sweep(add_school_days(today, 1))
    assert not Notice.objects.filter(kind="next_contact").exists()
    sweep(day)
    sweep(add_school_days(day, 1))
    assert Notice.objects.get(kind="next_contact").user == cast.teacher
    client = client_for(cast.teacher)
    assert "Lucía López" in client.get("/pupils/speak-again/").content.decode()
    finish_next_contact(by=cast.teacher, note=note)
    assert Notice.objects.get(kind="next_contact").settled_at
    assert "Lucía López" not in client.get("/pupils/speak-again/").content.decode()


def test_words_of_harm_are_not_filed_but_go_on_as_a_concern(cast, client_for, mother):
    client, address = client_for(cast.teacher), f"/pupils/{cast.child.public_id}/family/write/"
    data = posted(mother, client, cast.child) | {
        "how": "call",
        "said": "She said she wants to die.",
        "agreed": "Ring at six.",
    }
    page = client.post(address, data | {"readers": "wellbeing"})
    assert page.status_code == 200 and not ContactNote.objects.exists()
    said = page.content.decode()
    assert "It may speak of self-harm. Such words go to the safeguarding leads first" in said
    onward = client.post(
        f"/concerns/log/{cast.child.public_id}/",
        {"choose": cast.child.public_id, "facts": page.context["form"].held, "source": "parent_told"},
    ).content.decode()
    assert "Log a concern with these words" in said and 'name="source" value="parent_told"' in said
    assert "A phone call: Lucía López, Mother." in onward and "She said she wants to die." in onward
    assert "Ring at six." in onward
    for box in ("said", "agreed", "reason"):
        with pytest.raises(Refused, match="safeguarding leads first"):
            log_contact(by=cast.office, pupil=cast.child, **words(mother, **{box: "Her dad hits her."}))
    assert client.post(address, data | {"said": "We spoke again. See the safeguarding lead."}).status_code == 302


def test_what_may_be_urgent_at_this_school_is_kept_and_said_so(cast, client_for, mother):
    trigger_list.add_triggers()
    client, address = client_for(cast.teacher), f"/pupils/{cast.child.public_id}/family/write/"
    data = posted(mother, client, cast.child) | {"said": "Her grandad died on Sunday."}
    page = client.post(address, data, follow=True).content.decode()
    assert ContactNote.objects.get().said == "Her grandad died on Sunday."
    assert "Death in the close family: that can be urgent here." in page


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"said": " "}, "what was said"),
        ({"contact": None}, "whom you spoke to"),
        ({"next_on": timezone.localdate()}, "in the future"),
        ({"at": timezone.now() + timedelta(hours=3)}, "up to now"),
        ({"level": Level.SAFEGUARDING}, "safeguarding file"),
    ],
)
def test_a_contact_is_refused(cast, mother, wrong, why):
    with pytest.raises(Refused, match=why):
        log_contact(by=cast.teacher, pupil=cast.child, **words(mother, **wrong))


def test_who_may_not_see_the_child_any_more_owes_no_next_contact(cast, mother):
    day = add_school_days(timezone.localdate(), 1)
    log_contact(by=cast.teacher, pupil=cast.child, **words(mother, next_on=day))
    sweep(day)
    owed = Notice.objects.get(kind="next_contact")
    assert is_still_owed(owed)
    block_relative(by=cast.office, pupil=cast.child, user=cast.teacher)
    assert not is_still_owed(owed)
