"""What was urgent at the demo school: one that is over, one that somebody has, one that was a mistake."""

from datetime import timedelta

from concerns.actions import raise_concern, triage, urgent, urgent_after
from concerns.models import Alert, Concern, Decision, Episode, Need, Step, UrgentTrigger
from pupils.models import Contact
from pupils.watching import finish_follow_up
from school import calendar
from school.models import Agency
from stbarts.demo.clock import at, on


def tell(world):
    """Through the same presses as anybody's. Nothing is left calling: the demo would never be quiet."""
    _decided(world)
    _over(world)
    _mistake(world)
    _being_dealt_with(world)


def sent(episode, moment):
    """The first call went out at once, as it would have."""
    Alert.objects.filter(episode=episode, minute=0).update(
        email_state=Alert.Email.SENT, sent_at=moment + timedelta(seconds=6)
    )


def _tick(world, part, episode, moment, step, words=""):
    with at(moment):
        urgent.tick(by=world.people[part], episode=episode, step=step, words=words)


def _decided(world):
    """What the story decided to be urgent: the deputy answered at once, and it was over by the evening."""
    episode = Episode.objects.get(decisions__decision=Decision.Kind.URGENT)
    start, deputy = episode.opened_at, world.people["deputy"]
    sent(episode, start)
    with at(start + timedelta(seconds=50)):
        urgent.acknowledge_urgent(by=deputy, episode=episode)
    with at(start + timedelta(hours=5)):
        urgent.stand_down(
            by=deputy, episode=episode, outcome="agency", words="With his grandmother; Children’s Services know."
        )


def _over(world):
    """A Friday in the autumn: Elijah was found very upset in the cloakroom; his grandmother had died."""
    people, day = world.people, world.ago(38)
    start = on(day, 14, 10)
    child = world.children["Mensah Elijah"]
    with at(start):
        episode = urgent.open_urgent(
            by=people["support"], pupil=child, trigger=UrgentTrigger.objects.get(code="bereavement"),
            words="Very upset in the Rowan cloakroom, cannot stop crying. I am with him.",
        )  # fmt: skip
    sent(episode, start)
    _tick(world, "support", episode, start + timedelta(seconds=9), Step.NOT_ALONE)
    with at(start + timedelta(seconds=47)):
        urgent.acknowledge_urgent(by=people["dsl"], episode=episode)
    _tick(world, "support", episode, start + timedelta(minutes=2, seconds=5), Step.FIRST_AID, "Not hurt")
    with at(start + timedelta(minutes=9)):
        urgent.tick(by=people["dsl"], episode=episode, step=Step.MEANS, kind="not_needed")
        urgent.tell_parents(
            by=people["dsl"], episode=episode, kind="told", contact=Contact.objects.filter(pupil=child).first(),
            words="Fetched him at ten to three. Knew that he might be told today.",
            directed_to=Agency.objects.get(code="bereavement"),
        )  # fmt: skip
    with at(start + timedelta(minutes=24)):
        urgent.log_call(by=people["dsl"], episode=episode, agency=Agency.objects.get(code="bereavement"))
    with at(start + timedelta(minutes=31)):
        first = episode.calls.get()
        urgent.log_call(
            by=people["dsl"], episode=episode, adds_to=first, who="The duty counsellor", reference="B-204",
            words="Will ring the family on Monday.",
        )  # fmt: skip
        urgent.tick(by=people["dsl"], episode=episode, step=Step.ADULT, words="His father, at the front door")
    _plan(world, episode, start + timedelta(minutes=55))
    monday = calendar.next_school_day(day + timedelta(days=1))
    with at(start + timedelta(minutes=70)):
        back = urgent_after.promise(
            by=people["dsl"], episode=episode, kind="return", who=people["wellbeing_lead"], due_on=monday,
            words="Front door, ten minutes with Sam first.",
        )  # fmt: skip
        urgent_after.promise(by=people["dsl"], episode=episode, kind="debrief", who=people["dsl"], due_on=monday)
    with at(start + timedelta(minutes=75)):
        note = urgent_after.hand_over(
            by=people["dsl"], episode=episode, to=people["deputy"],
            words="He is at home with both parents. Ring his father on Saturday before noon.",
        )  # fmt: skip
    with at(start + timedelta(minutes=83)):
        urgent_after.take_over(by=people["deputy"], note=note)
    with at(on(monday, 9, 20)):
        finish_follow_up(by=people["wellbeing_lead"], follow_up=back)
    with at(on(monday, 15, 40)):
        episode.refresh_from_db()
        urgent.stand_down(
            by=people["deputy"], episode=episode, outcome="class", words="Back in class, played at lunch."
        )


def _plan(world, episode, moment):
    people = world.people
    with at(moment):
        plan = urgent_after.write_plan(
            by=people["dsl"],
            episode=episode,
            boxes={
                "signs": "He goes quiet and rubs his sleeve.",
                "helps": "“Drawing next to Sam. Not talking about it.”",
                "people": "Sam Reed, Dora Finch; at home his father.",
                "safe_places": "The reading corner in Rowan; the ELSA room.",
                "ring": "His father. Day and night: 111, the mental-health option.",
            },
        )
        urgent_after.name_readers(by=people["dsl"], episode=episode, people=[people["support"], people["deputy"]])
    with at(moment + timedelta(minutes=20)):
        urgent_after.say_read(by=people["support"], plan=plan)


def _mistake(world):
    start = on(world.ago(12), 12, 31)
    with at(start):
        episode = urgent.open_urgent(by=world.people["midday"])
    sent(episode, start)
    with at(start + timedelta(seconds=20)):
        urgent.stand_down(by=world.people["midday"], episode=episode, outcome="mistake")


def _being_dealt_with(world):
    """From a concern that spoke of harm: answered, half ticked, handed on and not yet taken."""
    people, author, moment = world.people, world.people["teacher"], on(world.ago(1), 14, 50)
    with at(moment - timedelta(minutes=4)):
        concern = raise_concern(
            by=author, pupil=world.children["Larkin Poppy"],
            answers={
                "facts": "Poppy pulled her sleeves down when we painted. There are scratches on her arm. "
                "She said she does it herself when it is loud at home.",
                "childs_words": "It makes the loud go away.",
                "danger": Concern.Danger.UNSURE, "happened_at": moment - timedelta(minutes=20),
            },
            needs=list(Need.objects.filter(code="N2")),
        )  # fmt: skip
    with at(moment):
        episode = urgent.open_urgent(
            by=author, concern=concern, trigger=UrgentTrigger.objects.get(code="self-harm"),
            words="In the ELSA room with me. Calm now.",
        )  # fmt: skip
    sent(episode, moment)
    with at(moment + timedelta(seconds=11)):
        urgent.tick(by=author, episode=episode, step=Step.NOT_ALONE)
    with at(moment + timedelta(minutes=1, seconds=32)):
        urgent.acknowledge_urgent(by=people["dsl"], episode=episode)
    _tick(world, "dsl", episode, moment + timedelta(minutes=4), Step.FIRST_AID, "Two scratches, cleaned")
    _tick(world, "dsl", episode, moment + timedelta(minutes=5), Step.MEANS, "Scissors put away")
    with at(moment + timedelta(minutes=12)):
        urgent.log_call(by=people["dsl"], episode=episode, agency=Agency.objects.get(code="camhs-access"))
    with at(moment + timedelta(minutes=20)):
        urgent.tell_parents(
            by=people["dsl"], episode=episode, kind="told", who="Her mother", words="Is on her way. Glad that we rang.",
            directed_to=Agency.objects.get(code="camhs-access"),
        )  # fmt: skip
    with at(moment + timedelta(minutes=30)):
        triage(
            by=people["dsl"], concern=concern, decision="urgent",
            rationale="She spoke of hurting herself, so nothing slower will do. Access team rung.",
        )  # fmt: skip
    with at(moment + timedelta(minutes=40)):
        urgent_after.write_plan(
            by=people["dsl"], episode=episode,
            boxes={"helps": "A walk with somebody she knows.", "kept_away": "Scissors and sharpeners stay with the adult."},
        )  # fmt: skip
        urgent_after.hand_over(
            by=people["dsl"], episode=Episode.objects.get(pk=episode.pk), to=people["deputy"],
            words="I am out from four. Her mother rings the office at half past.",
        )  # fmt: skip
