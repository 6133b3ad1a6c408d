"""The pages: logging, hearing back, what waits, and the record with its decision."""

import re
import time
import uuid
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from audit.models import Entry
from concerns.actions import acknowledge, close, give_feedback
from concerns.actions.briefings import write_briefing
from concerns.actions.changes import tell_change
from concerns.models import ChangeKind, Concern, Decision
from concerns.seed import add_needs
from concerns.tests.world import raise_about
from pupils.models import MonitoringFlag, Relative
from pupils.watching import set_flag
from school.calendar import next_school_day
from staff.models import Draft, Notice
from staff.notices import sweep
from staff.policy import Level

CANARY = "Quietwillow canary words"


def answers(pupil, **more):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "pupil": str(pupil.public_id) if pupil else "",
        "facts": CANARY,
        "happened_at": "2026-01-05T13:05",
        "danger": "no",
        **more,
    }


def has_a_home():
    try:
        return bool(reverse("dashboard:home"))
    except NoReverseMatch:
        return False


def page(response):
    return response.content.decode()


# ---- logging ----


def test_a_teacher_logs_a_concern_and_has_a_receipt(cast, client_for):
    add_needs()
    client = client_for(cast.teacher)
    response = client.post("/concerns/log/", answers(cast.child, needs=["N4", "N9"], place="playground"), follow=True)
    concern = Concern.objects.get()
    assert response.redirect_chain == [(f"/concerns/{concern.public_id}/receipt/", 302)]
    assert concern.text.facts == CANARY
    assert {need.code for need in concern.needs.all()} == {"N4", "N9"}
    assert concern.reference in page(response)
    assert "Not yet seen" in page(response)
    assert "Tell a safeguarding lead" not in page(response)


def test_danger_or_a_trigger_shows_whom_to_tell_in_person(cast, client_for):
    client = client_for(cast.teacher)
    for more in ({"danger": "unsure"}, {"facts": "A bruise on her cheek."}):
        response = client.post("/concerns/log/", answers(cast.child, **more), follow=True)
        assert "Tell a safeguarding lead in person, now" in page(response)
        assert "Dora Finch" in page(response)


def test_nobody_is_asked_whom_they_told_once_it_has_been_seen(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    url, client = f"/concerns/{concern.public_id}/receipt/", client_for(cast.teacher)
    assert "I have told them" in page(client.get(url))
    acknowledge(by=cast.dsl, concern=concern)
    assert "I have told them" not in page(client.get(url))


def test_a_repeated_post_finds_the_first_concern(cast, client_for):
    client, posted = client_for(cast.teacher), answers(cast.child)
    assert client.post("/concerns/log/", posted).url == client.post("/concerns/log/", posted).url
    assert Concern.objects.count() == 1


@pytest.mark.parametrize(("number", "kept"), [(25, True), (41, False)])
def test_no_child_of_a_whole_class_is_left_out_without_a_word(number, kept, cast, client_for):
    from pupils.tests.world import make_pupil

    there = [make_pupil(f"Una{n} Tern", school_class=cast.oak) for n in range(number)]
    others = {"others": [str(one.public_id) for one in there], "parts": ["witness"] * number}
    answer = client_for(cast.teacher).post("/concerns/log/", answers(cast.child) | others)
    assert (answer.status_code == 302) == kept
    assert [one.parts.count() for one in Concern.objects.all()] == ([number + 1] if kept else [])
    assert kept or "That is more than 40" in page(answer)


WRITTEN_ON = ["/concerns/log/", "/concerns/short/", "/concerns/paper/"]


@pytest.mark.parametrize("url", WRITTEN_ON)
def test_the_adult_question_comes_before_anything_else_on_the_form(url, cast, client_for):
    html = page(client_for(cast.teacher).get(url))
    content = html[html.index('id="content"') :]
    assert content.index("an adult who works here") < content.index("<label")


@pytest.mark.parametrize("url", WRITTEN_ON)
def test_yes_it_is_about_an_adult_keeps_nothing_and_says_whom_to_tell(url, cast, client_for):
    client = client_for(cast.teacher)
    html = page(client.get(url))
    question, form = (html[html.index(start) :] for start in ('class="adult-question"', "data-draft-url"))
    named = [re.search(r'name="draft_form" value="([^"]+)"', part).group(1) for part in (question, form)]
    assert named[0] == named[1]
    client.post("/staff/drafts/save/", {"draft_form": named[1], "facts": CANARY})
    assert Draft.objects.exists()
    before = Entry.objects.count()
    response = client.post("/concerns/adult/", {"draft_form": named[0], "draft_about": ""})
    assert response.status_code == 200
    assert not Draft.objects.exists()
    assert not Concern.objects.exists()
    assert Entry.objects.count() == before
    assert CANARY not in page(response)
    for whom in ("headteacher", "chair of governors", "LADO"):
        assert whom.lower() in page(response).lower()


def test_a_child_is_found_by_three_letters_ones_own_class_first(cast, client_for):
    from pupils.tests.world import make_pupil

    make_pupil("Anabel Abara", school_class=cast.willow)
    assert "three letters" in page(client_for(cast.teacher).post("/concerns/log/find/", {"pupil_name": "an"}))
    for user, first in ((cast.teacher, "Ana-María García-López"), (cast.other_teacher, "Anabel Abara")):
        response = client_for(user).post("/concerns/log/find/", {"pupil_name": "ana"})
        names = re.findall(r"<strong>(.*?)</strong>", page(response))
        assert len(names) == 2 and names[0] == first
    response = client_for(cast.teacher).post("/concerns/log/find/", {"pupil_name": "gar"})
    assert "Ana-María García-López" in page(response)
    twins = page(client_for(cast.teacher).post("/concerns/log/find/", {"pupil_name": "zuz"}))
    assert "Zuzanna" in twins and "Zofia" not in twins


def test_leavers_are_not_found(cast, client_for):
    assert "Ottilie" not in page(client_for(cast.teacher).post("/concerns/log/find/", {"pupil_name": "otti"}))


def test_choosing_shows_the_child_and_carries_her_id(cast, client_for):
    html = page(client_for(cast.teacher).post("/concerns/log/find/", {"choose": str(cast.child.public_id)}))
    assert f'name="pupil" value="{cast.child.public_id}"' in html
    assert "Ana-María García-López" in html


@pytest.mark.parametrize("strange", ["", "x", "1 OR 1=1", "\x00", "é" * 3000, "11111111-2222-4333-8444-555555555555"])
def test_a_strange_choice_finds_nobody(cast, client_for, strange):
    response = client_for(cast.teacher).post("/concerns/log/find/", {"choose": strange, "pupil_name": strange})
    assert response.status_code == 200
    assert 'name="pupil"' not in page(response)


def test_without_a_script_finding_and_choosing_loses_no_words(cast, client_for):
    client = client_for(cast.teacher)
    typed = {"facts": CANARY, "danger": "unsure", "place": "hall", "happened_at": "2026-01-05T13:05"}
    found = page(client.post("/concerns/log/", {**typed, "pupil_name": "ana", "find": "1"}))
    assert "Ana-María García-López" in found and CANARY in found
    assert "Error:" not in found
    chosen = page(client.post("/concerns/log/", {**typed, "pupil_name": "ana", "choose": str(cast.child.public_id)}))
    assert f'name="pupil" value="{cast.child.public_id}"' in chosen and CANARY in chosen
    assert re.search(r'value="unsure"[^>]*checked', chosen)
    assert '<option value="hall" selected>' in chosen
    assert not Concern.objects.exists()


def test_what_is_being_typed_wins_over_an_older_draft(cast, client_for):
    client = client_for(cast.teacher)
    client.post("/staff/drafts/save/", {"draft_form": "concerns:log", "facts": "An older text"})
    chosen = page(client.post("/concerns/log/", {"facts": CANARY, "choose": str(cast.child.public_id)}))
    assert CANARY in chosen and "An older text" not in chosen


def test_a_concern_without_a_child_asks_which_and_keeps_the_words(cast, client_for):
    response = client_for(cast.teacher).post("/concerns/log/", {**answers(None), "pupil_name": "jon"})
    assert "Which child? Please choose one" in page(response)
    assert "Jonah Fairweather" in page(response)
    assert CANARY in page(response)


def test_the_child_may_be_in_the_address_but_never_the_name(cast, client_for):
    html = page(client_for(cast.teacher).get(f"/concerns/log/{cast.child.public_id}/"))
    assert "Ana-María García-López" in html
    assert "Ana" not in re.search("<title>(.*?)</title>", html).group(1)
    assert client_for(cast.teacher).get(f"/concerns/log/{uuid.uuid4()}/").status_code == 404


@pytest.mark.skipif(not has_a_home(), reason="the home page has not landed")
def test_a_draft_survives_the_end_of_a_session_and_is_offered_only_to_its_author(cast, client_for, settings):
    client = client_for(cast.teacher)
    client.get("/concerns/log/")
    session = client.session
    session["seen_at"] = int(time.time()) - settings.IDLE_SECONDS - 5
    session.save()
    posted = {**answers(cast.child), "draft_form": "concerns:log", "draft_about": ""}
    response = client.post("/concerns/log/", posted)
    assert "/account/" in response.url
    assert not Concern.objects.exists()
    html = page(client_for(cast.teacher).get("/concerns/log/"))
    assert CANARY in html and "unfinished draft" in html and "Ana-María García-López" in html
    assert CANARY not in page(client_for(cast.other_teacher).get("/concerns/log/"))


# ---- bad input ----


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"facts": ""}, "What did you see or hear?"),
        ({"facts": "   "}, "What did you see or hear?"),
        ({"facts": "a" * 1_000_000}, "shorten"),
        ({"facts": "bad \x00 words"}, "unreadable character"),
        ({"childs_words": "a" * 30_000}, "shorten"),
        ({"danger": ""}, "Is anyone in danger now?"),
        ({"danger": "perhaps"}, "that answer is not there any more"),
        ({"happened_at": "yesterday"}, "day and a time"),
        ({"happened_at": "2999-01-01T10:00"}, "look at the year again"),
        ({"place": "moon"}, "that answer is not there any more"),
        ({"needs": ["N99"]}, "that answer is not there any more"),
        ({"pupil": "x"}, "Which child"),
        ({"idempotency_key": "x"}, ""),
    ],
)
def test_bad_input_gets_a_plain_answer_and_keeps_what_was_typed(cast, client_for, change, says):
    posted = {**answers(cast.child, where_now=CANARY), **change}
    response = client_for(cast.teacher).post("/concerns/log/", posted)
    assert response.status_code == 200
    assert says in page(response)
    assert CANARY in page(response)
    assert not Concern.objects.exists()


def test_bytes_in_another_encoding_are_no_crash(cast, client_for):
    client = client_for(cast.teacher)
    body = f"idempotency_key={uuid.uuid4()}&pupil={cast.child.public_id}&danger=no&happened_at=2026-01-05T10:00&facts="
    raw = body.encode() + b"caf\xe9 %E9%FF"
    response = client.post("/concerns/log/", raw, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 302, 400)


# ---- hearing back ----


def test_the_author_sees_status_and_the_line_back_and_no_more(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, facts=f"A bruise. {CANARY}")
    from concerns.actions import give_feedback, triage

    triage(by=cast.dsl, concern=concern, decision="urgent", rationale="Rationale secret words")
    give_feedback(by=cast.dsl, concern=concern, words="Thank you, it is in hand.")
    client = client_for(cast.teacher)
    response = client.get(f"/concerns/{concern.public_id}/", follow=True)
    html = page(response)
    assert response.redirect_chain[0][0].endswith("/receipt/")
    assert "by the safeguarding team" in html and "it is in hand" in html and CANARY in html
    for hidden in ("Rationale secret", "Urgent: outside help", "Safeguarding:", "Held because"):
        assert hidden not in html
    assert CANARY not in page(client.get("/concerns/mine/"))
    assert Entry.objects.filter(verb="concern.own_words_read", actor_label="Tilly Marsh").count() == 1


def test_nobody_else_opens_a_receipt(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    for user in (cast.dsl, cast.sendco, cast.other_teacher):
        assert client_for(user).get(f"/concerns/{concern.public_id}/receipt/").status_code == 404


def test_an_author_who_is_a_relative_keeps_the_receipt_without_the_words(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, facts=CANARY)
    Relative.objects.create(pupil=cast.child, user=cast.teacher, added_by=cast.head)
    html = page(client_for(cast.teacher).get(f"/concerns/{concern.public_id}/receipt/"))
    assert concern.reference in html and CANARY not in html


def test_a_safeguarding_concern_changes_nothing_for_the_class_teacher(cast, client_for):
    """Nothing differs by its existence: no count, no row, no other answer."""
    client = client_for(cast.teacher)
    before = [self_same(page(client.get(url))) for url in ("/concerns/mine/", "/concerns/log/")]
    concern = raise_about(cast.child, by=cast.office, level=Level.SAFEGUARDING)
    after = [self_same(page(client.get(url))) for url in ("/concerns/mine/", "/concerns/log/")]
    assert before == after
    missing = client.get(f"/concerns/{uuid.uuid4()}/")
    theirs = client.get(f"/concerns/{concern.public_id}/")
    assert missing.status_code == theirs.status_code == 404
    assert self_same(page(missing)) == self_same(page(theirs))


def self_same(html):
    """Without what differs on every page: tokens and keys."""
    html = re.sub(r'name="(csrfmiddlewaretoken|idempotency_key)"\s+value="[^"]*"', "", html)
    return re.sub(r'value="[^"]*"\s+id="id_idempotency_key"|T\d\d:\d\d', "", html)


# ---- what waits ----


def test_each_triager_sees_what_is_theirs_danger_first(cast, client_for):
    calm = raise_about(cast.child, by=cast.teacher)
    grave = raise_about(cast.classmate, by=cast.teacher, level=Level.SAFEGUARDING)
    danger = raise_about(cast.other_child, by=cast.office, danger="yes")
    html = page(client_for(cast.dsl).get("/concerns/waiting/"))
    places = [html.index(str(c.public_id)) for c in (danger, calm, grave)]
    assert places == sorted(places)
    html = page(client_for(cast.sendco).get("/concerns/waiting/"))
    assert str(calm.public_id) in html
    for hidden in (grave, danger):
        assert str(hidden.public_id) not in html and hidden.reference not in html
    assert "Fairweather" not in html


def test_a_teacher_has_no_queue(cast, client_for):
    assert client_for(cast.teacher).get("/concerns/waiting/").status_code == 403


def test_the_queue_holds_no_words_and_costs_the_same_for_many(cast, client_for):
    client = client_for(cast.dsl)
    counts = []
    for more in (5, 60):
        for number in range(more):
            raise_about(cast.child, by=cast.teacher, facts=f"{CANARY} {number}", danger="no")
        client.get("/concerns/waiting/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get("/concerns/waiting/")
        counts.append(len(queries))
        assert CANARY not in page(response)
        assert not any("concerns_concerntext" in q["sql"] for q in queries)
    assert counts[0] == counts[1] <= 15


def test_the_queue_goes_on_where_it_stopped_and_loses_nobody(cast, client_for):
    made = {str(raise_about(cast.child, by=cast.teacher).public_id) for _ in range(53)}
    client = client_for(cast.dsl)
    first = page(client.get("/concerns/waiting/"))
    after = re.search(r"after=([0-9a-f-]{36})", first).group(1)
    second = page(client.get("/concerns/waiting/", {"after": after}))
    seen = [set(re.findall(r"/concerns/([0-9a-f-]{36})/", html)) for html in (first, second)]
    assert seen[0] | seen[1] == made and not seen[0] & seen[1]


@pytest.mark.parametrize("show", ["seen", "open", "closed", "nonsense"])
def test_the_other_lists_open(cast, client_for, show):
    assert client_for(cast.dsl).get("/concerns/waiting/", {"show": show, "after": "x"}).status_code == 200


# ---- the record ----


def test_reading_is_entered_once_in_ten_minutes(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, facts=CANARY)
    client = client_for(cast.sendco)
    for _ in range(3):
        assert CANARY in page(client.get(f"/concerns/{concern.public_id}/"))
    entry = Entry.objects.get(verb="concern.read")
    assert entry.pupil == str(cast.child.public_id)


def test_safeguarding_words_come_only_by_a_request_of_their_own(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, facts=f"A bruise. {CANARY}")
    client = client_for(cast.dsl)
    with CaptureQueriesContext(connection) as queries:
        html = page(client.get(f"/concerns/{concern.public_id}/"))
    assert CANARY not in html
    assert f'hx-get="/concerns/{concern.public_id}/text/"' in html
    assert not any("concerns_concerntext" in q["sql"] for q in queries)
    assert not Entry.objects.filter(verb="concern.text_read").exists()
    assert CANARY in page(client.get(f"/concerns/{concern.public_id}/text/"))
    assert Entry.objects.filter(verb="concern.text_read").count() == 1


def test_after_five_minutes_safeguarding_words_ask_again_who_you_are(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, facts=f"A bruise. {CANARY}")
    client = client_for(cast.dsl)
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 301
    session.save()
    html = page(client.get(f"/concerns/{concern.public_id}/"))
    assert "hx-get" not in html[html.index('id="words"') :][:200]
    url = f"/concerns/{concern.public_id}/text/"
    response = client.get(url)
    assert response.status_code == 302 and "next=" in response.url
    response = client.get(url, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == url and not response.content
    assert not Entry.objects.filter(verb="concern.text_read").exists()


def test_the_head_says_why_before_safeguarding_words_and_it_is_kept(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, facts=f"A bruise. {CANARY}")
    client, url = client_for(cast.head), f"/concerns/{concern.public_id}/text/"
    assert CANARY not in page(client.get(url))
    key = str(uuid.uuid4())
    assert CANARY not in page(client.post(url, {"idempotency_key": key, "purpose": ""}))
    assert CANARY in page(client.post(url, {"idempotency_key": key, "purpose": "The parents rang me."}))
    assert Entry.objects.get(verb="concern.text_read").reason == "The parents rang me."


@pytest.mark.parametrize("part", ["teacher", "support", "other_teacher", "office", "sendco", "wellbeing_lead"])
def test_who_may_not_know_gets_the_answer_of_a_missing_record(cast, client_for, part):
    concern = raise_about(cast.child, by=cast.deputy, level=Level.SAFEGUARDING)
    client = client_for(getattr(cast, part))
    for name in ("read", "text"):
        response = client.get(reverse(f"concerns:{name}", args=[concern.public_id]))
        missing = client.get(reverse(f"concerns:{name}", args=[uuid.uuid4()]))
        assert response.status_code == missing.status_code == 404
        assert self_same(page(response)) == self_same(page(missing))
    for name in ("acknowledge", "triage", "change_level", "give_feedback", "close"):
        response = client.post(reverse(f"concerns:{name}", args=[concern.public_id]), {})
        assert response.status_code in (403, 404)
    concern.refresh_from_db()
    assert concern.status == "submitted"


def test_a_child_one_may_not_open_is_another_pupil(cast, client_for):
    concern = raise_about(
        cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco, others=[(cast.other_child, "witness")]
    )
    html = page(client_for(cast.teacher).get(f"/concerns/{concern.public_id}/"))
    assert "Ana-María" in html and "another pupil" in html and "O&#x27;Leary" not in html
    assert re.findall(r'href="/child/([^/]+)/">', html.split('<dl class="facts">')[1].split("</dl>")[0]) == [
        str(cast.child.public_id)
    ]
    assert "O&#x27;Leary" in page(client_for(cast.sendco).get(f"/concerns/{concern.public_id}/"))


def test_acknowledging_from_the_page(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    client = client_for(cast.dsl)
    client.post(f"/concerns/{concern.public_id}/acknowledge/", {"idempotency_key": str(uuid.uuid4())})
    concern.refresh_from_db()
    assert concern.acknowledged_by == cast.dsl
    html = page(client_for(cast.teacher).get("/concerns/mine/"))
    assert re.search(r"Seen at \d\d:\d\d by the safeguarding team", html)


def test_deciding_from_the_page(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    posted = {"idempotency_key": str(uuid.uuid4()), "seen": "", "decision": "wave2", "rationale": CANARY}
    response = client_for(cast.sendco).post(f"/concerns/{concern.public_id}/triage/", posted, follow=True)
    assert Decision.objects.get().rationale == CANARY
    assert CANARY in page(response)


def test_two_who_decide_at_once_keep_both_texts(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    url = f"/concerns/{concern.public_id}/triage/"
    first = {"idempotency_key": str(uuid.uuid4()), "seen": "", "decision": "wave1", "rationale": "First words"}
    client_for(cast.sendco).post(url, first)
    client = client_for(cast.dsl)
    second = {"idempotency_key": str(uuid.uuid4()), "seen": "", "decision": "wave3", "rationale": "Second words"}
    html = page(client.post(url, second))
    assert "Sunita Rao decided" in html and "First words" in html and "Second words" in html
    seen = re.search(r'name="seen" value="(\d+)"', html).group(1)
    client.post(url, {**second, "seen": seen})
    assert [d.rationale for d in Decision.objects.all()] == ["First words", "Second words"]


def test_raising_the_level_away_from_oneself_goes_back_to_the_list(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    posted = {"idempotency_key": str(uuid.uuid4()), "level": "safeguarding", "reason": "There is more to it."}
    response = client_for(cast.sendco).post(f"/concerns/{concern.public_id}/level/", posted)
    assert response.url == "/concerns/waiting/"


def test_closing_from_the_page_says_what_is_missing_and_keeps_the_line(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)
    client, url = client_for(cast.sendco), f"/concerns/{concern.public_id}/close/"
    posted = {"idempotency_key": str(uuid.uuid4()), "feedback": CANARY, "parents_told": ""}
    html = page(client.post(url, posted))
    assert "whether the parents have been told" in html and CANARY in html
    assert client.post(url, {**posted, "parents_told": "told"}).url == "/concerns/waiting/"
    concern.refresh_from_db()
    assert concern.status == "closed"


# ---- urgent ----


@pytest.mark.parametrize(
    "part", ["teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office", "governor", "technical"]
)
def test_everybody_with_an_account_reaches_urgent_in_one_step(cast, client_for, part):
    response = client_for(getattr(cast, part)).get("/concerns/urgent/")
    assert "Tell a person now" in page(response)
    assert "This form does not call anyone" in page(response)
    assert "Dora Finch" in page(response)


def test_the_urgent_page_does_not_idle_out(cast, client_for, settings):
    client = client_for(cast.teacher)
    client.get("/concerns/urgent/")
    session = client.session
    session["seen_at"] = int(time.time()) - settings.IDLE_SECONDS - 600
    session.save()
    response = client.get("/concerns/urgent/")
    assert response.status_code == 200
    assert 'data-idle-minutes="0"' in page(response)


def test_the_notice_names_the_child_and_leads_to_the_concern_itself(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    notice = Notice.objects.filter(user=cast.dsl, kind="concern_to_acknowledge").get()
    response = client_for(cast.dsl).post(f"/staff/notices/{notice.public_id}/open/", follow=True)
    assert response.status_code == 200 and concern.reference in page(response)
    assert cast.child.name in page(client_for(cast.dsl).get("/staff/notices/concern_to_acknowledge/"))


def test_word_back_says_whose_and_leads_to_what_was_said_though_the_concern_is_kept_from_them(cast, client_for):
    told = [
        raise_about(child, by=cast.teacher, level=Level.SAFEGUARDING, status=Concern.Status.CLOSED, lead=cast.dsl)
        for child in (cast.child, cast.classmate)
    ]
    teacher = client_for(cast.teacher)
    back = page(teacher.get("/staff/notices/concern_feedback/"))
    assert cast.child.name in back and cast.classmate.name in back
    notice = Notice.objects.get(user=cast.teacher, kind="concern_feedback", subject_id=told[0].pk)
    opened = teacher.post(f"/staff/notices/{notice.public_id}/open/", follow=True)
    assert opened.redirect_chain[0][0] == f"/concerns/{told[0].public_id}/receipt/"
    assert "Thank you. We have spoken to them." in page(opened)


def test_the_notice_the_list_and_the_receipt_say_that_it_is_closed(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status=Concern.Status.TRIAGED, lead=cast.dsl)
    give_feedback(by=cast.dsl, concern=concern, words="We are on it.")
    close(by=cast.dsl, concern=concern, parents_told="told")
    teacher = client_for(cast.teacher)
    assert "A concern you logged is closed." in page(teacher.get("/"))
    assert "Closed at" in page(teacher.get("/concerns/mine/"))
    notice = Notice.objects.get(user=cast.teacher, kind="concern_closed")
    opened = page(teacher.post(f"/staff/notices/{notice.public_id}/open/", follow=True))
    assert "Closed at" in opened and "We are on it." in opened
    assert "A concern you logged is closed." not in page(teacher.get("/"))


def test_what_is_owed_of_a_flag_a_briefing_and_a_change_names_the_child_and_leads_there(cast, client_for):
    today = timezone.localdate()
    told = {"kind": ChangeKind.objects.create(name="A move"), "said_by": "parent", "on": today}
    tell_change(by=cast.office, pupil=cast.child, words="They move on Friday.", **told)
    briefing = write_briefing(
        by=cast.sendco, pupil=cast.child, words="Greet her first.", readers=[cast.teacher], until_on=today
    )
    again = next_school_day(today + timedelta(days=1))
    set_flag(by=cast.teacher, pupil=cast.child, reason="Quieter.", review_on=again, level="team")
    flag = MonitoringFlag.objects.get()
    sweep(flag.review_on)
    teacher = client_for(cast.teacher)
    for kind, where in (
        ("change_told", cast.child.get_absolute_url()),
        ("briefing_to_read", f"/concerns/briefings/{briefing.public_id}/"),
        ("flag_due", f"/concerns/flags/{flag.public_id}/"),
    ):
        assert cast.child.name in page(teacher.get(f"/staff/notices/{kind}/"))
        notice = Notice.objects.get(user=cast.teacher, kind=kind)
        assert teacher.post(f"/staff/notices/{notice.public_id}/open/").headers["Location"] == where
