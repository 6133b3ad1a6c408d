"""Words of harm in what is written in passing: the safeguarding leads have them first, as a concern."""

import importlib
import pkgutil
import uuid

import pytest
from django import forms as django_forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

import interventions.forms
from interventions.actions import add_measure
from interventions.actions.charts import start_chart
from interventions.actions.plans import start_plan
from interventions.forms.sessions import SessionForm
from interventions.models import Answer, HelpItem, Move, Placement, Reading, Session, Sheet
from interventions.models.charts import monday_of
from interventions.seed import add_help_lists
from interventions.tests.help_world import CIRCLE, on_programme, programme
from interventions.tests.world import make_area, place
from staff.posting import PostingForm

pytestmark = pytest.mark.django_db
HARM = "He whispered that he wants to die."
OFFERED = "Log a concern with these words"
# Boxes that are read by others and that nothing is held back from, and why.
NOT_HELD = {
    "AddOfferingForm": "the map, about no child", "OfferingForm": "the map, about no child",
    "AreaForm": "the map, about no child", "WaveWordsForm": "the map, about no child",
    "HelpItemForm": "the school’s lists, about no child", "SlotForm": "a room", "CredentialForm": "an adult’s training",
    "StrikeSupervisionForm": "an adult’s supervision", "ProgrammeForm": "a name, which is refused with a child’s in it",
    "LevelForm": "by those who decide, where they make it for fewer", "StrikeForm": "what was wrong with a number",
    "TriedForm": "held by its own rule, as everything the team is told at once",
    "PassportSheetForm": "tells adults what to do", "RiskSheetForm": "tells adults what to do",
}  # fmt: skip
NO_WORDS = {"waits_for", "rater_name", "pupil_name"}  # who, from a list or by name


def key(**more):
    return {"idempotency_key": str(uuid.uuid4()), **more}


def url(name, *args):
    return reverse(f"interventions:{name}", args=args)


def every_form():
    for module in pkgutil.iter_modules(interventions.forms.__path__):
        importlib.import_module(f"interventions.forms.{module.name}")
    found, ahead = set(), [PostingForm]
    while ahead:
        for one in ahead.pop().__subclasses__():
            ahead.append(one)
            if one.__module__.startswith("interventions.forms"):
                found.add(one)
    return sorted(found, key=lambda one: one.__name__)


def _held(form):
    """The boxes that a form holds words back from; those of a sheet are said by its kind."""
    if form.__name__.endswith("SheetForm"):
        return set(form.base_fields) if form.kind.of_life else set()
    return set(getattr(form, "lines", ())) | ({"objective"} if form is SessionForm else set())


def test_every_box_for_words_of_this_room_holds_them_back_or_says_why_not():
    seen, loose = set(), []
    for form in every_form():
        words = {
            name for name, box in form.base_fields.items()
            if type(box) is django_forms.CharField and not box.widget.is_hidden and name not in NO_WORDS
        }  # fmt: skip
        if words and form.__name__ in NOT_HELD:
            seen.add(form.__name__)
        elif words:
            loose += [f"{form.__name__}.{name}" for name in sorted(words - _held(form))]
    assert not loose, f"These boxes are read by others, and words of harm in them go to everybody: {loose}"
    assert seen == set(NOT_HELD)


def test_a_sessions_line_that_speaks_of_harm_goes_on_as_a_concern(cast, client_for):
    run = programme(cast.support, by=cast.sendco, code=CIRCLE, room_for=3, slots=[])
    children = [cast.child, cast.other_child]
    for child in children:
        on_programme(child, run, by=cast.sendco)
    sam, page = client_for(cast.support), url("log_sessions", run.public_id)
    told = {"on": timezone.localdate(), "how_0": "came", "how_1": "came", "rating_0": "7", "rating_1": "3"}
    harm_at = sorted(children, key=lambda one: one.sort_name).index(cast.child)
    answer = sam.post(page, key(**told, **{f"line_{harm_at}": HARM})).content.decode()
    assert "go to the safeguarding leads first" in answer and not Session.objects.exists()
    assert f"<summary>{date_format(timezone.localdate(), 'l j F')}" in answer
    assert f"{OFFERED}: {cast.child.name}" in answer and f"{OFFERED}: {children[1].name}" not in answer
    concern = sam.post(
        reverse("concerns:log_about", args=[cast.child.public_id]),
        {"choose": cast.child.public_id, "facts": HARM, "source": "saw"},
    )
    assert HARM in concern.content.decode()
    assert sam.post(page, key(**told)).status_code == 302
    assert Session.objects.count() == 2


def test_no_adult_of_the_team_reads_of_harm_in_an_answer_a_number_a_plan_or_a_week(cast, client_for):
    add_help_lists()
    held = place(cast.child, by=cast.sendco)
    measure = add_measure(by=cast.sendco, placement=held, kind="rating", name="Calm mornings", better="higher")
    item = HelpItem.objects.filter(kind=HelpItem.Kind.PLAN).first()
    plan = start_plan(by=cast.teacher, pupil=cast.child, owner=cast.teacher, lines={item: ""})
    chart = start_chart(by=cast.teacher, pupil=cast.child, about="Asking for help", sessions=["Morning"])
    week = monday_of(timezone.localdate())
    pages = {
        url("answer", held.public_id): {"how": "same", "words": HARM},
        url("measure", measure.public_id): {
            "value": "4", "rater": "child", "measured_on": timezone.localdate(), "note": HARM
        },
        url("look_at_plan", plan.public_id): {"version": plan.version, "words": HARM},
        url("end_plan", plan.public_id): {"version": plan.version, "words": HARM},
        url("type_week", chart.public_id, week.isoformat()): {"version": 0, "child_0_0": "2", "helped": HARM},
        url("end_chart", chart.public_id): {"came_of_it": HARM},
        url("propose_target", held.public_id): {"childs_words": HARM},
        url("ask_for_place", cast.child.public_id): {"why": HARM},
    }  # fmt: skip
    tilly = client_for(cast.teacher)
    for page, typed in pages.items():
        answer = tilly.post(page, key(**typed)).content.decode()
        assert answer.count(OFFERED) == 1, page
        assert "go to the safeguarding leads first" in answer, page
    assert not Answer.objects.exists() and not Reading.objects.exists()
    assert not chart.weeks.exists() and plan.steps.count() == 1


def test_what_is_for_fewer_than_the_team_may_speak_of_harm(cast, client_for):
    area = make_area()
    sunita, page = client_for(cast.sendco), url("place", cast.child.public_id)
    typed = {"wave": 3, "area": area.pk, "reason": "She hurts herself when she is alone.", "hoped_for": "She is calm."}
    answer = sunita.post(page, key(**typed, level="team")).content.decode()
    assert "or let fewer people read it" in answer and OFFERED in answer
    assert '<details class="more" open><summary>Who may read this?' in answer
    assert sunita.post(page, key(**typed, level="wellbeing")).status_code == 302
    made = Placement.objects.get(ended_on=None)
    review = url("review", made.public_id)
    told = {"version": made.version, "decision": "continue", "why": "She hurt herself once since.", "then": "rule"}
    assert sunita.post(review, key(**told)).status_code == 302
    assert Move.objects.filter(why__contains="hurt herself").exists()


def test_what_a_child_has_lived_through_is_not_for_everybody_and_a_plan_of_what_to_do_is(cast, client_for):
    tilly = client_for(cast.teacher)
    roots = url("start_sheet", cast.child.public_id, "roots")
    typed = {"version": 0, "hard_roots": "Dad hit his mum."}
    assert "or let fewer people read it" in tilly.post(roots, key(**typed, level="team")).content.decode()
    assert not Sheet.objects.exists()
    assert tilly.post(roots, key(**typed, level="wellbeing")).status_code == 302
    risk = url("start_sheet", cast.child.public_id, "risk")
    told = {"version": 0, "early": "He begins to bang his head.", "level": "team"}
    assert tilly.post(risk, key(**told)).status_code == 302
