"""One concern after another on one page: what is decided, what follows, and the next one without the list."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from audit.models import Entry
from concerns.actions import give_feedback, triage, why_not_close
from concerns.actions.adding import refile
from concerns.actions.following import ask_colleague, ask_to_do, finish
from concerns.models import Concern, Decision
from concerns.tests.world import raise_about
from pupils.models import FollowUp, MonitoringFlag, Relative
from pupils.watching import clear_flag
from school.calendar import SIX_WEEKS, next_school_day
from staff.models import Draft
from staff.policy import Level


def decide(concern, by, decision="nfa", **more):
    newest = concern.decisions.order_by("-pk").first()
    answers = {"rationale": "Talked it through; not more, because it was once.", "seen": newest and newest.pk, **more}
    return triage(by=by, concern=concern, decision=decision, **answers)


def test_keeping_an_eye_on_it_sets_the_childs_flag_for_that_day(cast):
    until = timezone.localdate() + timedelta(days=14)
    concern = raise_about(cast.child, by=cast.teacher)
    decide(concern, cast.sendco, "monitor", until=until)
    flag = MonitoringFlag.objects.get(pupil=cast.child)
    assert (flag.review_on, flag.level, flag.set_by) == (until, Level.WELLBEING, cast.sendco)
    assert concern.reference in flag.reason
    assert concern.text.facts not in flag.reason


def test_a_concern_leads_on_to_the_eye_that_is_kept_until_nobody_needs_to(cast, client_for):
    until = timezone.localdate() + timedelta(days=14)
    concern = raise_about(cast.child, by=cast.teacher)
    decide(concern, cast.sendco, "monitor", until=until)
    flag, url, client = MonitoringFlag.objects.get(), f"/concerns/{concern.public_id}/", client_for(cast.sendco)
    shown = client.get(url).content.decode().split("What came of it")[1]
    assert f"/concerns/flags/{flag.public_id}/" in shown and f"look again on {date_format(until, 'j F Y')}" in shown
    assert f'href="{url}"' in client.get(f"/concerns/flags/{flag.public_id}/").content.decode()
    clear_flag(by=cast.sendco, flag=flag, reason="She is well.")
    assert f"until {date_format(timezone.localdate(), 'j F')}<" in client.get(url).content.decode()
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.classmate, reason="It was her friend.")
    decide(raise_about(cast.child, by=cast.teacher), cast.sendco, "monitor", until=until)  # another's eye is not shown
    assert client.get(url).content.decode().count("/concerns/flags/") == 1


def test_an_eye_on_a_safeguarding_concern_is_the_safeguarding_leads_own(cast):
    until = timezone.localdate() + timedelta(days=14)
    decide(raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING), cast.dsl, "monitor", until=until)
    assert MonitoringFlag.objects.get().level == Level.SAFEGUARDING


def way(page):
    """Where "Previous" and "Next" lead on this page."""
    lines = page.split('<p class="way">')[1].split("</p>")[0].split("<a ")
    return {line.split(">")[1].split("<")[0]: line.split('href="')[1].split('"')[0] for line in lines[1:]}


def test_the_next_concern_is_one_press_away_before_and_after_deciding(cast, client_for):
    first, second, third = [raise_about(cast.child, by=cast.teacher) for _ in range(3)]
    client = client_for(cast.sendco)
    url = "/concerns/{}/".format
    assert way(client.get(url(second.public_id)).content.decode()) == {
        "Previous": url(first.public_id),
        "Next": url(third.public_id),
    }
    decide(second, cast.sendco)
    assert way(client.get(url(second.public_id)).content.decode())["Next"] == url(third.public_id)
    assert way(client.get(url(third.public_id)).content.decode())["End of the list"] == "/concerns/waiting/"


def test_the_next_one_is_of_the_list_one_came_from_and_never_one_that_is_not_ours(cast, client_for):
    decided = [raise_about(cast.child, by=cast.teacher) for _ in range(2)]
    for one in decided:
        decide(one, cast.sendco)
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    client = client_for(cast.sendco)
    page = client.get(f"/concerns/{decided[1].public_id}/?show=open").content.decode()
    assert way(page)["Next"] == f"/concerns/{decided[0].public_id}/?show=open"
    posted = {"idempotency_key": str(uuid.uuid4()), "words": "A line."}
    answer = client.post(f"/concerns/{decided[1].public_id}/feedback/?show=open", posted)
    assert answer.url.endswith("?show=open")
    waiting = client.get(f"/concerns/{decided[1].public_id}/").content.decode()
    assert way(waiting) == {"End of the list": "/concerns/waiting/"}


def test_those_who_triage_say_that_a_follow_up_is_done(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)
    soon = timezone.localdate() + timedelta(days=2)
    ask_to_do(by=cast.sendco, concern=concern, who=cast.support, words="Ring home.", due_on=soon)
    client = client_for(cast.sendco)
    page = client.get(f"/concerns/{concern.public_id}/").content.decode()
    assert "Sam Reed: Ring home." in page and "One follow-up is not done." in page
    follow_up = FollowUp.objects.get()
    posted = {"idempotency_key": str(uuid.uuid4()), "follow_up": follow_up.pk}
    assert client.post(f"/concerns/{concern.public_id}/to-do/done/", posted).status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.done_by == cast.sendco
    assert "A follow-up is done" not in client.get(f"/concerns/{concern.public_id}/").content.decode()


def test_closing_calls_optional_only_what_may_be_left_out(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)

    def closing():
        page = client_for(cast.sendco).get(f"/concerns/{concern.public_id}/").content.decode()
        return page.split(f'action="/concerns/{concern.public_id}/close/')[1].split("</form>")[0]

    assert "(optional)" not in closing()
    give_feedback(by=cast.sendco, concern=concern, words="Thank you.")
    assert closing().count("(optional)") == 1


def test_nobody_changes_who_reads_it_by_a_reason_alone(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    client, url = client_for(cast.sendco), f"/concerns/{concern.public_id}/"
    offered = list(client.get(url).context["more"])
    form = next(one["form"] for one in offered if one["key"] == "l")
    chosen = form["level"].value() or form.fields["level"].choices[0][0]  # as a browser sends what nobody touched
    client.post(f"{url}level/", {"idempotency_key": uuid.uuid4(), "level": chosen, "reason": "Her teacher asks."})
    concern.refresh_from_db()
    assert concern.level == Level.WELLBEING


def test_a_follow_up_of_another_concern_is_refused(cast):
    concern, other = [raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco) for _ in range(2)]
    ask_to_do(by=cast.sendco, concern=other, who=cast.support, words="Ring home.", due_on=timezone.localdate())
    with pytest.raises(Exception, match="another record"):
        finish(by=cast.sendco, concern=concern, follow_up=FollowUp.objects.get())


def choices(client, concern):
    """What each concern that this one may be part of is known by, in order: {its reference: the words}."""
    html = client.get(f"/concerns/{concern.public_id}/").content.decode()
    labels = re.findall(r'name="joined_with".*?<label[^>]*>(.*?)</label>', html, re.DOTALL)
    said = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", label)).strip() for label in labels]
    return {re.search(r"([A-Z0-9]{4}-[A-Z0-9]{4}), from", one).group(1): one for one in said}


def test_what_it_may_be_part_of_is_known_by_day_children_and_first_words_newest_first(cast, client_for):
    long = "Had no lunch again and said that " + "nobody had made any for him " * 9
    first = raise_about(cast.child, by=cast.teacher, facts=long)
    newer = raise_about(cast.child, by=cast.office, facts="Fell out over a kite.", others=[(cast.twin, "affected")])
    here = raise_about(cast.child, by=cast.teacher)
    said = choices(client_for(cast.sendco), here)
    assert list(said) == [newer.reference, first.reference]
    day = timezone.localtime(first.recorded_at)
    assert said[first.reference].startswith(f"{day.day} {day:%B %Y}: {cast.child.name} “Had no lunch again and said")
    assert "…” " in said[first.reference] and len(said[first.reference]) < 220
    assert f"{cast.child.name}, {cast.twin.name} “Fell out over a kite.”" in said[newer.reference]
    opened = Entry.objects.filter(verb="concern.beginning_read", pupil=cast.child.public_id)
    assert {entry.subject for entry in opened} == {str(first.public_id), str(newer.public_id)}


def test_a_choice_never_says_more_than_its_reader_may_read(cast, client_for):
    grave = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, facts="Zebrafinch: she cuts herself.")
    calm = raise_about(cast.child, by=cast.teacher, facts="A wagtail lunch.", others=[(cast.classmate, "affected")])
    Relative.objects.create(user=cast.dsl, pupil=cast.classmate, added_by=cast.office)
    here = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    said = choices(client_for(cast.deputy), here)
    assert set(said) == {grave.reference, calm.reference}
    assert all(f"{cast.child.name}" in one and "Its words are not shown here." in one for one in said.values())
    assert not any("Zebrafinch" in one or "wagtail" in one for one in said.values())
    assert calm.reference not in choices(client_for(cast.dsl), here)
    assert not Entry.objects.filter(verb="concern.beginning_read").exists()


def test_two_that_belong_together_lead_to_each_other(cast, client_for):
    first, second = [raise_about(cast.child, by=cast.teacher) for _ in range(2)]
    decide(second, cast.sendco, "join", joined_with=first)
    client = client_for(cast.sendco)
    for here, there in ((first, second), (second, first)):
        assert (
            f'href="/concerns/{there.public_id}/">{there.reference}'
            in client.get(f"/concerns/{here.public_id}/").content.decode()
        )


def test_a_concern_one_may_not_open_is_not_named_beside_the_other(cast, client_for):
    first, second = [raise_about(cast.child, by=cast.teacher) for _ in range(2)]
    decide(second, cast.dsl, "join", joined_with=first)
    Concern.objects.filter(pk=second.pk).update(level=Level.SAFEGUARDING)
    assert second.reference not in client_for(cast.sendco).get(f"/concerns/{first.public_id}/").content.decode()


def test_what_stands_in_the_way_of_closing_stands_beside_its_box(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    decide(concern, cast.sendco)
    ask_to_do(by=cast.sendco, concern=concern, who=cast.teacher, words="Ring home.", due_on=timezone.localdate())
    posted = {"idempotency_key": uuid.uuid4(), "feedback": "", "parents_told": ""}
    page = client_for(cast.sendco).post(f"/concerns/{concern.public_id}/close/", posted)
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {
        "feedback": ["Please write a closing line for the person who told us."],
        "parents_told": ["Please say whether the parents have been told."],
        "__all__": ["One follow-up is not done."],
    }
    assert page.content.decode().count("One follow-up is not done.") == 1


def test_a_closed_one_is_opened_again_by_a_decision(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status="closed", lead=cast.sendco)
    page = client_for(cast.sendco).get(f"/concerns/{concern.public_id}/").content.decode()
    assert "Open it again" in page and "Save the decision" not in page
    decide(concern, cast.sendco)
    page = client_for(cast.sendco).get(f"/concerns/{concern.public_id}/").content.decode()
    kinds = re.findall(r'<span class="kind">([^<]*)', page)
    assert kinds[-2:] == ["Opened again", "No further action"]


def test_one_that_was_opened_again_is_closed_with_a_new_line_to_its_author(cast):
    concern = raise_about(cast.child, by=cast.teacher, status="closed", lead=cast.sendco)
    decide(concern, cast.sendco)
    concern = Concern.objects.get(pk=concern.pk)
    assert "feedback" in why_not_close(concern)
    give_feedback(by=cast.sendco, concern=concern, words="We looked again.")
    assert why_not_close(Concern.objects.get(pk=concern.pk)) == {}


def test_two_people_at_once_on_twenty_concerns_lose_nobodys_text(committed_db, cast, client_for):
    """Both pages were open before either sent: one decision is saved, the other comes back whole beside it."""
    concerns = [raise_about(cast.child, by=cast.teacher) for _ in range(20)]
    words = {
        cast.sendco: "A buddy first; not a group, it is too soon.",
        cast.wellbeing_lead: "A group; a buddy was tried.",
    }
    clients, answers, problems = {user: client_for(user) for user in words}, {user: [] for user in words}, []
    gate = threading.Barrier(2)

    def send(user):
        try:
            for concern in concerns:
                gate.wait()
                posted = {"idempotency_key": str(uuid.uuid4()), "decision": "nfa", "rationale": words[user], "seen": ""}
                answer = clients[user].post(f"/concerns/{concern.public_id}/triage/", posted)
                answers[user].append((answer.status_code, answer.content.decode()))
        except Exception as problem:  # told to the test's own thread below
            problems.append(problem)
            gate.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[user]) for user in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert Decision.objects.count() == 20
    for number, concern in enumerate(concerns):
        saved = concern.decisions.get()
        other = next(user for user in words if user != saved.decided_by)
        status, page = answers[other][number]
        assert status == 200
        assert words[other] in page and saved.rationale in page and str(saved.decided_by) in page
    assert not Draft.objects.exists()


def test_one_concern_with_everything_asks_the_database_forty_questions_at_most(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, others=[(cast.classmate, "witness")])
    ask_to_do(by=cast.sendco, concern=concern, who=cast.support, words="Ring home.", due_on=timezone.localdate())
    ask_colleague(by=cast.sendco, concern=concern, who=cast.support, words="Was she in?")
    decide(concern, cast.sendco)
    raise_about(cast.child, by=cast.teacher)
    client, url = client_for(cast.dsl), f"/concerns/{concern.public_id}/"
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert sum(q["sql"].startswith(("SELECT", "INSERT", "UPDATE", "WITH", "(")) for q in asked) <= 40


def test_a_form_that_no_longer_applies_comes_back_with_what_was_typed(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status="closed", lead=cast.sendco)
    posted = {"idempotency_key": str(uuid.uuid4()), "feedback": "My closing line.", "parents_told": "told"}
    page = client_for(cast.sendco).post(f"/concerns/{concern.public_id}/close/", posted).content.decode()
    assert "My closing line." in page


def test_only_what_is_urgent_is_red(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, facts="He cut his arm at home.")
    decide(concern, cast.dsl)
    for reader, url in (
        (cast.dsl, concern.get_absolute_url()),
        (cast.teacher, f"/concerns/{concern.public_id}/receipt/"),
    ):
        page = client_for(reader).get(url).content.decode()
        assert "urgent" in page and 'btn-primary">' in page
        assert not [words for words in page.split("btn-danger")[1:] if "rgent" not in words.split("<")[0]]


def test_a_day_to_look_again_is_proposed(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    page = client_for(cast.dsl).get(concern.get_absolute_url()).content.decode()
    day = page.split('name="until"')[1].split(">")[0]
    assert f'value="{next_school_day(timezone.localdate() + SIX_WEEKS)}"' in day
    assert "(optional)" not in page.split("Keep an eye on it until</label")[-1].split('name="until"')[0][-400:]


def test_whoever_decides_sees_there_what_this_concern_and_others_make_together(cast, client_for):
    """The chronology says it as well, but nobody opens that for a third small thing."""
    for _ in range(2):
        concern = raise_about(cast.child, by=cast.teacher)
    url = f"/concerns/{concern.public_id}/"
    sendco = client_for(cast.sendco)
    assert "Worth a look" not in sendco.get(url).content.decode()
    third = raise_about(cast.child, by=cast.teacher)
    html = sendco.get(url).content.decode()
    assert "3 concerns below safeguarding level" in html and third.reference in html
    assert "Worth a look" not in client_for(cast.teacher).get(url).content.decode()
