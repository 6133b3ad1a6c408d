"""The pages of something urgent, as requests: one step, one press, no idling out, no step-up, nothing leaked."""

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as school_settings
from django.utils import timezone

from concerns.actions.urgent import acknowledge_urgent, log_call, open_urgent, stand_down
from concerns.actions.urgent_after import hand_over, name_readers, promise, take_over, write_plan
from concerns.models import Episode, Keeping, Need, Tick, UrgentTrigger
from concerns.tests.test_pages import page
from concerns.tests.world import raise_about, related
from pupils.models import Contact
from staff.accounts import end_account
from staff.models import Notice
from staff.notices import is_still_owed

pytestmark = pytest.mark.usefixtures("friday")
START = "/concerns/urgent/"


def key(**more):
    return {"idempotency_key": str(uuid.uuid4()), **more}


def begin(client, **more):
    answer = client.post(f"{START}open/", key(**more))
    assert answer.status_code == 302
    return Episode.objects.get(public_id=answer.url.split("/")[-2]), answer.url


# U1: one step from anywhere, and nothing in the way


def test_urgent_is_one_step_from_every_page_and_says_what_it_does_not_do(rota, client_for):
    client = client_for(rota.teacher)
    assert f'href="{START}"' in client.get("/concerns/mine/").content.decode()
    words = page(client.get(START))
    assert "Tell a person now" in words
    assert "This form does not call anyone." in words
    assert "Dora Finch" in words
    assert "07700 900011" in words


def test_one_press_begins_it_and_a_double_press_begins_it_once(rota, client_for):
    client, sent = client_for(rota.teacher), key()
    first = client.post(f"{START}open/", sent)
    assert client.post(f"{START}open/", sent).url == first.url
    assert Episode.objects.count() == 1
    assert client.get(first.url).status_code == 200


@pytest.mark.parametrize(
    "junk", [{"pupil": "x"}, {"concern": "9" * 90}, {"trigger": "\x00"}, {"pupil": str(uuid.uuid4())}]
)
def test_nothing_that_goes_along_and_is_wrong_stops_it(rota, client_for, junk):
    episode, _ = begin(client_for(rota.teacher), **junk)
    assert episode.pupil is None


def test_somebody_who_does_not_work_with_children_has_the_telephones_and_no_button(rota, client_for):
    client = client_for(rota.governor)
    assert "07700 900011" in page(client.get(START))
    assert "open/" not in client.get(START).content.decode()
    assert client.post(f"{START}open/", key()).status_code == 403


def test_outside_staffed_hours_it_says_so_and_shows_the_lines(rota, client_for, friday):
    friday.shift(timedelta(hours=5))
    client = client_for(rota.teacher)
    words = page(client.get(START))
    assert "School is not staffed now." in words
    assert "Monday 30 November" in words
    assert "01632 960 999" in words
    _, url = begin(client)
    words = page(client.get(url))
    assert "School is not staffed now." in words
    assert "01632 960 999" in words


# U2: its triggers are data the school edits, and offer the way


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ("She said she cuts herself at night.", "self-harm"),
        ("Mum rang: his dad died on Sunday.", "death in the close family"),
        ("He threw a chair and could not be calmed for an hour.", "severe distress"),
        ("She suddenly stopped talking, at home too.", "much worse"),
    ],
)
def test_each_trigger_of_the_map_offers_the_way_when_a_concern_meets_it(rota, client_for, facts, named):
    concern = raise_about(rota.child, by=rota.teacher, facts=facts)
    client = client_for(rota.teacher)
    words = page(client.get(f"/concerns/{concern.public_id}/receipt/"))
    assert "Is it urgent?" in words
    assert named in words
    episode, _ = begin(client, concern=concern.public_id, trigger="self-harm")
    assert (episode.concern, episode.pupil) == (concern, rota.child)
    assert "Is it urgent?" not in page(client.get(f"/concerns/{concern.public_id}/receipt/"))


def test_an_ordinary_concern_is_not_offered_it(rota, client_for):
    concern = raise_about(rota.child, by=rota.teacher)
    assert "Is it urgent?" not in page(client_for(rota.teacher).get(f"/concerns/{concern.public_id}/receipt/"))


def test_a_need_that_was_ticked_offers_it_too(rota, client_for):
    concern = raise_about(rota.child, by=rota.teacher, needs=[Need.objects.get(code="N2")])
    assert "Is it urgent?" in page(client_for(rota.teacher).get(f"/concerns/{concern.public_id}/receipt/"))


def test_the_school_adds_changes_and_puts_away_what_is_urgent(rota, client_for):
    client = client_for(rota.office)
    client.post(f"{START}triggers/add/", key(name="Missing from school", words="gone from site\nmissing*", order=5))
    made = UrgentTrigger.objects.get(name="Missing from school")
    concern = raise_about(rota.child, by=rota.teacher, facts="He is missing since lunch.")
    receipt = f"/concerns/{concern.public_id}/receipt/"
    assert "missing from school" in page(client_for(rota.teacher).get(receipt))
    changed = key(name="Gone", words="vanish*", order=5, version=made.version)
    assert client.post(f"{START}triggers/{made.public_id}/", changed).status_code == 302
    assert "Is it urgent?" not in page(client_for(rota.teacher).get(receipt))
    client.post(f"{START}triggers/{made.public_id}/retire/", key())
    assert "Put away: 1" in page(client.get(f"{START}triggers/"))
    client.post(f"{START}triggers/{made.public_id}/restore/", key())
    assert UrgentTrigger.objects.current().count() == 5
    assert client_for(rota.teacher).get(f"{START}triggers/").status_code == 403


# U3: direct word to the parents, and the agency they are directed to


def test_word_to_the_parents_is_written_down_with_the_agency(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    client, url = client_for(rota.dsl), f"{START}{open_url(episode)}"
    assert "could telling them put the child at more risk?" in page(client.get(url))
    from school.models import Agency

    agency = Agency.objects.get(code="nhs-111")
    sent = key(kind="told", who="Her mother", words="Is on her way.", directed_to=agency.public_id)
    assert client.post(f"{url}parents/", sent).status_code == 302
    words = page(client.get(url))
    assert "Directed to NHS 111" in words
    assert client.post(f"{url}parents/", key(kind="not_safe", words="He may be the reason.")).status_code == 302
    assert "Not told: it may not be safe" in page(client.get(url))


def open_url(episode):
    return f"{episode.public_id}/"


# U4: a person is told and acknowledges; nothing blocks it


def test_the_banner_is_on_every_page_of_those_called_and_answers_in_one_press(rota, client_for, friday):
    episode, _ = begin(client_for(rota.teacher), pupil=rota.child.public_id)
    lead, deputy = client_for(rota.dsl), client_for(rota.deputy)
    for path in ("/", "/concerns/waiting/", "/staff/notices/", START):
        assert "Urgent: somebody needs you." in page(lead.get(path))
        assert "Urgent: somebody needs you." not in page(deputy.get(path))
    friday.shift(300)  # no worker has run: the pages count for themselves
    assert "Urgent: somebody needs you." in page(deputy.get("/staff/notices/"))
    answer = deputy.post(f"{START}{open_url(episode)}coming/", key())
    assert answer.url == f"{START}{open_url(episode)}"
    assert "Urgent: somebody needs you." not in page(lead.get("/staff/notices/"))
    assert "Dev Swift is coming" in page(client_for(rota.teacher).get(answer.url))


def test_the_banner_and_the_title_say_nothing_about_anybody(rota, client_for):
    begin(client_for(rota.teacher), pupil=rota.child.public_id)
    html = client_for(rota.dsl).get("/staff/notices/").content.decode()
    aside = html[html.index('<aside class="calling') :]
    aside = aside[: aside.index("</aside>")]
    for secret in ("Ana", "García", "Oak", "Tilly"):
        assert secret not in aside


def test_nobody_else_has_a_banner(rota, client_for):
    begin(client_for(rota.teacher))
    for part in ("teacher", "sendco", "office", "governor", "technical"):
        assert "somebody needs you" not in page(client_for(getattr(rota, part)).get("/staff/notices/"))


def test_the_page_says_whom_to_ring_as_time_goes_by(rota, client_for, friday):
    client = client_for(rota.teacher)
    _, url = begin(client)
    for seconds, first in ((0, "07700900011"), (300, "07700900012"), (300, "07700900010")):
        friday.shift(seconds)
        html = client.get(url).content.decode()
        assert f'<a class="ring-big" href="tel:{first}">' in html
        assert "Nobody has answered. Ring:" in html


def test_it_says_when_messages_are_not_going_out(rota, client_for, friday):
    client = client_for(rota.teacher)
    _, url = begin(client)
    alone = '<p class="urgent-alone" data-no-messages>'
    assert alone not in client.get(url).content.decode()
    friday.shift(90)
    assert alone in client.get(url).content.decode()


def test_the_page_is_told_nothing_when_nothing_has_changed(rota, client_for, friday):
    client = client_for(rota.teacher)
    episode, url = begin(client)
    state = client.get(f"{url}state/")
    version = state.content.decode().split('data-version="')[1].split('"')[0]
    assert client.get(f"{url}state/?version={version}").status_code == 204
    acknowledge_urgent(by=rota.dsl, episode=episode)
    assert "Dora Finch is coming" in page(client.get(f"{url}state/?version={version}"))


def test_a_tick_is_one_press_with_a_script_and_without(rota, client_for):
    client = client_for(rota.teacher)
    _, url = begin(client)
    assert client.post(f"{url}tick/", key(step="means", ticked_at="")).url == f"{url}#steps"
    answer = client.post(f"{url}tick/", key(step="first_aid", ticked_at="rubbish"), headers={"HX-Request": "true"})
    assert 'data-zone="steps"' in answer.content.decode()
    again = key(step="adult", ticked_at=(timezone.now() - timedelta(days=3)).isoformat())
    for _ in range(2):
        client.post(f"{url}tick/", again)
    assert Tick.objects.count() == 3


def test_it_does_not_idle_out_and_other_pages_do(rota, client_for, friday):
    client = client_for(rota.teacher)
    _, url = begin(client)
    friday.shift(timedelta(minutes=50))
    assert client.get(url).status_code == 200
    friday.shift(timedelta(minutes=50))
    assert client.post(f"{url}tick/", key(step="means")).status_code == 302
    assert Tick.objects.count() == 1
    friday.shift(timedelta(minutes=50))
    assert "/account/login/" in client.get("/concerns/mine/").url


def test_the_page_asking_by_itself_keeps_nobody_signed_in(rota, client_for, friday):
    client = client_for(rota.teacher)
    _, url = begin(client)
    for _ in range(5):
        friday.shift(timedelta(minutes=5))
        assert client.get(f"{url}state/").status_code == 200
    assert "/account/login/" in client.get("/concerns/mine/").url


def test_no_step_up_while_it_goes_on_and_one_when_it_is_over(rota, client_for):
    client = client_for(rota.teacher)
    episode, url = begin(client)
    lead = client_for(rota.dsl, second_factor=True)
    session = lead.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - school_settings.STEP_UP_SECONDS - 60}
        for record in session["account_authentication_methods"]
    ]
    session.save()
    assert lead.get(url).status_code == 200
    assert lead.post(f"{url}coming/", key()).url == url
    assert lead.post(f"{url}tick/", key(step="means")).status_code == 302
    stand_down(by=rota.dsl, episode=episode, outcome="home")
    assert "/2fa/" in lead.get(url).url
    assert lead.get(f"{url}state/").status_code == 204


# The rest of it


def test_a_child_is_found_by_three_letters_and_chosen_in_one_press(rota, client_for):
    client = client_for(rota.teacher)
    episode, url = begin(client)
    assert "Type at least three letters" in page(client.post(f"{url}child/", key(pupil_name="an", find="1")))
    found = client.post(f"{url}child/", {"pupil_name": "ana"}, headers={"HX-Request": "true"})
    assert str(rota.child.public_id) in found.content.decode()
    client.post(f"{url}child/", key(choose=str(rota.child.public_id)))
    episode.refresh_from_db()
    assert episode.pupil == rota.child


def test_whoever_began_it_keeps_their_words_and_where_it_stands(rota, client_for):
    client = client_for(rota.teacher)
    episode, url = begin(client)
    client.post(f"{url}note/", key(words="By the gate, crying."))
    episode.refresh_from_db()
    acknowledge_urgent(by=rota.dsl, episode=episode)
    lead = client_for(rota.dsl)
    lead.post(f"{url}note/", key(words="Quietwillow is on the plan."))
    stand_down(by=rota.dsl, episode=episode, outcome="home", words="Quietwillow again.")
    words = page(client.get(url))
    assert "By the gate, crying." in words
    assert "It is over" in words
    assert "Quietwillow" not in words
    assert client.post(f"{url}note/", key(words="")).status_code == 200
    assert client.post(f"{url}note/", key(words="She had told her sister.")).status_code == 302
    assert "She had told her sister." in page(client.get(url))
    assert client_for(rota.other_teacher).post(f"{url}note/", key(words="more")).status_code == 404


def test_two_who_press_about_one_child_are_shown_each_other(rota, client_for):
    first, second = (open_urgent(by=by, pupil=rota.child) for by in (rota.support, rota.teacher))
    acknowledge_urgent(by=rota.deputy, episode=first)
    lead = client_for(rota.dsl)
    said = page(lead.get(second.get_absolute_url()))
    assert "goes on already" in said and "Dev Swift has it" in said and first.get_absolute_url() in said
    assert "nobody has answered yet" in page(lead.get(first.get_absolute_url()))
    assert "goes on already" not in page(client_for(rota.teacher).get(second.get_absolute_url()))  # theirs alone
    stand_down(by=rota.dsl, episode=first, outcome="class")
    assert "goes on already" not in page(lead.get(second.get_absolute_url()))


def test_what_is_urgent_again_after_it_was_stood_down_is_one_press_away_and_leads_back(rota, client_for):
    """The safety plan, and who was told what, are on the page of the first time."""
    concern = raise_about(rota.child, by=rota.teacher, level="safeguarding")
    first = open_urgent(by=rota.teacher, concern=concern)
    acknowledge_urgent(by=rota.dsl, episode=first)
    stand_down(by=rota.dsl, episode=first, outcome="home")
    lead = client_for(rota.deputy)
    assert "It is urgent again" in page(lead.get(first.get_absolute_url()))
    form = re.search(
        r"It is urgent again</summary>(.*?)</form>", lead.get(first.get_absolute_url()).content.decode(), re.S
    )
    sent = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form[1]))
    again, url = begin(lead, **sent)
    assert (again.pupil, again.concern) == (rota.child, concern)
    said = page(lead.get(url))
    assert "was stood down on" in said and first.get_absolute_url() in said
    assert "was stood down on" not in page(
        client_for(rota.support).get(open_urgent(by=rota.support, pupil=rota.child).get_absolute_url())
    )


def test_what_somebody_had_who_has_left_says_that_nobody_has_it(rota, client_for):
    episode = open_urgent(by=rota.teacher, pupil=rota.child)
    acknowledge_urgent(by=rota.dsl, episode=episode)
    take_over(by=rota.deputy, note=hand_over(by=rota.dsl, episode=episode, to=rota.deputy, words="From four o'clock."))
    lead = client_for(rota.dsl)
    assert "Dev Swift has it from here" in page(lead.get(episode.get_absolute_url()))
    for here in ("/", START):
        assert "Dev Swift has it" in page(lead.get(here))
    end_account(by=rota.head, person=rota.deputy, version=rota.deputy.version)
    words = page(lead.get(episode.get_absolute_url()))
    assert "Dev Swift has left. Who has it now?" in words and "Call everybody again" in words
    assert "Dev Swift has left" in page(lead.get(START))
    assert "Nobody has it now" in page(lead.get("/"))


def test_whoever_had_it_hears_that_somebody_else_stood_it_down(rota):
    episode = open_urgent(by=rota.teacher, pupil=rota.child)
    acknowledge_urgent(by=rota.dsl, episode=episode)
    take_over(by=rota.deputy, note=hand_over(by=rota.dsl, episode=episode, to=rota.deputy, words="From four o'clock."))
    stand_down(by=rota.dsl, episode=episode, outcome="home")
    told = Notice.objects.filter(kind="urgent_closed")
    assert {notice.user for notice in told} == {rota.teacher, rota.deputy}
    assert all(is_still_owed(notice) for notice in told)


def test_a_page_left_open_hears_that_it_is_over_and_a_late_tick_is_kept(rota, client_for):
    client = client_for(rota.teacher)
    episode, url = begin(client)
    episode.refresh_from_db()
    acknowledge_urgent(by=rota.dsl, episode=episode)
    stand_down(by=rota.dsl, episode=episode, outcome="home", words="Quietwillow.")
    state = client.get(f"{url}state/")
    assert state.status_code == 200
    assert "It is over" in page(state)
    assert "Quietwillow" not in page(state)
    assert client.get(f"{url}state/?version=receipt-closed").status_code == 204
    answer = client.post(f"{url}tick/", key(step="not_alone"), headers={"HX-Request": "true"})
    assert (answer.status_code, episode.ticks.filter(by=rota.teacher).count()) == (200, 1)
    assert client.post(f"{url}tick/", key(step="nonsense"), headers={"HX-Request": "true"}).status_code == 422


def test_a_relative_who_began_it_has_their_receipt_and_nothing_more(rota, client_for):
    related(rota, rota.sendco, rota.child)
    client = client_for(rota.sendco)
    episode, url = begin(client, pupil=rota.child.public_id)
    words = page(client.get(url))
    assert "Nobody has answered yet. Ring." in words
    assert "07700 900011" in words
    assert "What has to happen" not in words
    state = page(client.get(f"{url}state/"))
    assert "This is closed to you now" in state
    assert "What has to happen" not in state
    assert rota.child.name not in state


def test_a_plan_is_shared_read_and_receipted_and_opens_nothing_else(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    lead, url = client_for(rota.dsl), f"{START}{open_url(episode)}"
    assert lead.post(f"{url}plan/", key(version=0, helps="A walk with Sam.")).status_code == 302
    assert lead.post(f"{url}readers/", key(people=[str(rota.teacher.public_id)])).status_code == 302
    assert "Has not read it yet" in page(lead.get(url))
    client = client_for(rota.teacher)
    assert "Ana-María" in page(client.get(f"{START}plans/"))
    plan = episode.plans.get()
    assert "A walk with Sam." in page(client.get(f"{START}plans/{plan.public_id}/"))
    assert "Has not read it yet" in page(lead.get(url))  # opening is not reading
    client.post(f"{START}plans/{plan.public_id}/read/", key())
    assert "Has read it" in page(lead.get(url))
    assert client.get(url).status_code == 404
    assert client_for(rota.other_teacher).get(f"{START}plans/{plan.public_id}/").status_code == 404


def test_a_plan_refused_because_of_a_newer_one_keeps_what_was_typed(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    write_plan(by=rota.deputy, episode=episode, boxes={"helps": "Deputy words."})
    client, url = client_for(rota.dsl), f"{START}{open_url(episode)}plan/"
    words = page(client.post(url, key(version=0, helps="My own words.")))
    assert "Deputy words." in words
    assert "My own words." in words
    assert client.post(url, key(version=1, helps="My own words.")).status_code == 302


def test_every_version_of_a_plan_can_be_read_by_those_who_answer_for_it(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    first = write_plan(by=rota.deputy, episode=episode, boxes={"helps": "Deputy words."})
    write_plan(by=rota.dsl, episode=episode, boxes={"helps": "Newer words."}, version=1)
    name_readers(by=rota.dsl, episode=episode, people=[rota.teacher])
    client, url = client_for(rota.dsl), f"{START}{open_url(episode)}"
    old = f"{START}plans/{first.public_id}/"
    assert f'href="{old}"' in client.get(url).content.decode()
    words = page(client.get(old))
    assert "Deputy words." in words
    assert "This version is not the newest." in words
    assert client_for(rota.teacher).get(old).status_code == 404


def test_where_words_are_kept_elsewhere_nobody_is_asked_for_words_that_would_be_refused(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    log_call(by=rota.dsl, episode=episode, name="The GP")
    client, url = client_for(rota.dsl), f"{START}{open_url(episode)}"
    Keeping.objects.update_or_create(defaults={"kept_in": "Another System"})
    html = client.get(url).content.decode()
    assert 'name="words"' not in html
    assert f"{url}plan/" not in html
    stale = page(client.post(f"{url}over/", key(outcome="class", words="Calm now.")))
    assert "Another System" in stale and "Calm now." in stale  # a page from before: nothing is lost without a word
    for path, sent in (
        ("hand-over/", {"to": rota.deputy.public_id}),
        ("parents/", {"kind": "told"}),
        ("over/", {"outcome": "class"}),
    ):
        assert client.post(f"{url}{path}", key(**sent)).status_code == 302
    assert (Episode.objects.get().state, episode.hand_overs.get().words) == ("closed", "See Another System.")


def test_it_is_over_only_in_a_way_that_somebody_chose(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    client, url = client_for(rota.dsl), f"{START}{open_url(episode)}"
    field = client.get(url).context["forms"]["stand_down"].fields["outcome"]
    assert field.choices[0] == ("", "Please choose")
    for outcome in ("", "perhaps"):
        refused = client.post(f"{url}over/", key(outcome=outcome, words="Her aunt came."))
        assert refused.context["forms"]["stand_down"].errors["outcome"]
        assert "Her aunt came." in page(refused)
    assert Episode.objects.get().state == "answered"


@pytest.mark.parametrize(
    ("path", "box", "form", "sent"),
    [
        ("parents/", "told_at", "tell_parents", {"kind": "told", "who": "Her aunt", "words": "She comes at three."}),
        ("call/", "called_at", "log_call", {"name": "The GP", "who": "Her aunt", "words": "She comes at three."}),
    ],
)
def test_a_time_that_lies_ahead_is_said_beside_its_box_and_nothing_typed_is_lost(
    rota, client_for, path, box, form, sent
):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client_for(rota.dsl).post(f"{START}{open_url(episode)}{path}", key(**sent, **{box: tomorrow}))
    words = page(answer)
    assert "has not come yet" in answer.context["forms"][form].errors[box][0]
    assert "Her aunt" in words and "She comes at three." in words and tomorrow in words
    assert not episode.words_home.exists() and not episode.calls.exists()


def test_who_may_not_be_told_and_a_court_order_are_said_beside_the_telephone(rota, client_for):
    order = {"order_type": "molestation", "order_note": "Stays away from the school."}
    Contact.objects.create(pupil=rota.child, name="Ben Abara", relationship="Father", phones=["07700 900555"], **order)
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    words = page(client_for(rota.dsl).get(f"{START}{open_url(episode)}"))
    assert "07700 900555" in words
    assert "Non-molestation order: Stays away from the school." in words


def test_what_nobody_has_answered_stands_before_everything_that_goes_on(rota, client_for):
    for _ in range(6):
        acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    new = open_urgent(by=rota.teacher)
    for url in ("/", START):
        found = re.findall(r"/concerns/urgent/([0-9a-f-]{36})/\"", client_for(rota.head).get(url).content.decode())
        going_on = [one for one in found if one in map(str, Episode.objects.values_list("public_id", flat=True))]
        assert going_on[0] == str(new.public_id)


def test_the_deputy_is_told_of_the_hand_over_on_every_page_and_takes_it(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    note = hand_over(by=rota.dsl, episode=episode, to=rota.deputy, words="Ring on Saturday.")
    client, url = client_for(rota.deputy), f"{START}{open_url(episode)}"
    assert "Something urgent is handed over to you." in page(client.get("/staff/notices/"))
    assert "Ring on Saturday." in page(client.get(url))
    client.post(f"{url}hand-over/{note.public_id}/", key())
    assert "handed over to you" not in page(client.get("/concerns/waiting/"))
    assert "Dev Swift has it from here" in page(client_for(rota.dsl).get(url))


def test_what_was_promised_is_on_the_list_of_whoever_promised(rota, client_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    due = timezone.localdate() + timedelta(days=3)
    one = promise(by=rota.dsl, episode=episode, kind="return", who=rota.support, due_on=due, words="Front door.")
    client = client_for(rota.support)
    assert "Plan the return to school: Front door." in page(client.get("/concerns/asked/"))
    client.post(f"{START}to-do/{one.public_id}/done/", key())
    assert "Front door." not in page(client.get("/concerns/asked/"))


def test_what_was_urgent_before_is_listed_for_those_who_answer_for_it(rota, client_for):
    open_urgent(by=rota.support, pupil=rota.child)
    assert "Ana-María" in page(client_for(rota.head).get(f"{START}before/"))
    assert "Ana-María" not in page(client_for(rota.support).get(f"{START}before/"))
    related(rota, rota.head, rota.child)
    assert "Ana-María" not in page(client_for(rota.head).get(f"{START}before/"))


def test_a_name_is_never_in_an_address_or_a_title(rota, client_for):
    client = client_for(rota.dsl)
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
    plan = write_plan(by=rota.dsl, episode=episode, boxes={"helps": "x"})
    name_readers(by=rota.dsl, episode=episode, people=[rota.teacher])
    for path in ("", f"{open_url(episode)}", f"{open_url(episode)}plan/", "before/", f"plans/{plan.public_id}/"):
        html = client.get(START + path).content.decode()
        title = html[html.index("<title>") : html.index("</title>")]
        assert "Garc" not in title
        assert "Ana" not in title


def test_the_lists_ask_a_few_questions_however_much_happened(rota, client_for, django_assert_max_num_queries):
    for _ in range(6):
        episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support, pupil=rota.child))
        write_plan(by=rota.dsl, episode=episode, boxes={"helps": "x"})
        name_readers(by=rota.dsl, episode=episode, people=[rota.teacher])
    for part, path in (
        ("dsl", START),
        ("dsl", f"{START}before/"),
        ("teacher", f"{START}plans/"),
        ("office", f"{START}triggers/"),
    ):
        client = client_for(getattr(rota, part))
        with django_assert_max_num_queries(22):
            client.get(path)
        with django_assert_max_num_queries(15):
            client.get(path)
