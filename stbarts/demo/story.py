"""What happened at the demo school this year: told once, in order, by the people it happened to."""

from datetime import timedelta

from audit.actions import System
from concerns import actions as concerns
from concerns.models import Concern, Decision, Need
from interventions import actions as waves
from interventions.models import Area, Placement
from pupils.models import Contact
from referrals import actions as referrals
from school import calendar
from school.models import Agency
from staff.policy import Level
from stbarts.demo.clock import at, on

NOBODY = System("the demo school")


def tell(world):
    """The whole year so far. `world` has the people, the children and `ago(n)`: the day n school days ago."""
    _the_long_thread(world)
    _concerns_in_every_state(world)
    _waves_in_every_state(world)


def _log(world, part, child, days, hour, minute, needs=(), **answers):
    """Somebody logs a concern at a moment of a past school day."""
    moment = on(world.ago(days), hour, minute)
    with at(moment):
        return concerns.raise_concern(
            by=world.people[part],
            pupil=world.children[child],
            answers={"danger": Concern.Danger.NO, "happened_at": moment, **answers},
            needs=list(Need.objects.filter(code__in=needs)),
        )


def _decide(world, part, concern, days, hour, decision, rationale, feedback="", close=False):
    with at(on(world.ago(days), hour)):
        concerns.triage(
            by=world.people[part], concern=concern, decision=decision, rationale=rationale, parents_told="told"
        )
        concern.refresh_from_db()
        if close:
            concerns.close(by=world.people[part], concern=concern, feedback=feedback, parents_told="told")
        elif feedback:
            concerns.give_feedback(by=world.people[part], concern=concern, words=feedback)


def _place(world, child, days, wave, area, reason, hoped_for, *, part="sendco", level=Level.TEAM, **when):
    with at(on(world.ago(days), 15, 40)):
        return waves.place_on_wave(
            by=world.people[part],
            pupil=world.children[child],
            wave=wave,
            area=Area.objects.get(name=area),
            reason=reason,
            hoped_for=hoped_for,
            level=level,
            **when,
        )


def _review(world, placement, days, decision, why, **words):
    placement = Placement.objects.get(pk=placement.pk)
    with at(on(world.ago(days), 14, 5)):
        waves.record_review(
            by=world.people["sendco"],
            placement=placement,
            decision=decision,
            why=why,
            version=placement.version,
            **words,
        )
    return placement


def _the_long_thread(world):
    """Ana-María: noticed in the playground, helped at Wave 2, moved to Wave 3, a letter to the GP."""
    child = "García-López Ana-María"
    first = _log(
        world, "teacher", child, 34, 13, 12, ["N1", "N6"],
        facts="Ana-María sat by the fence for the whole of lunch. She said she had been awake since four. "
        "Yesterday she told me the same. She usually runs with the others.",
        childs_words="I wake up and then I count the cars until it is light.",
        place=Concern.Place.PLAYGROUND,
    )  # fmt: skip
    with at(on(world.ago(34), 13, 40)):
        concerns.acknowledge(by=world.people["dsl"], concern=first)
        concerns.change_level(
            by=world.people["dsl"],
            concern=first,
            level=Level.WELLBEING,
            reason="Her own words are about sleep, and her mother knows. Nothing suggests harm.",
        )
    first.refresh_from_db()
    _decide(
        world, "wellbeing_lead", first, 34, 15, Decision.Kind.WAVE_2,
        "Third time in two weeks and it is changing her day. Wave 2 rather than watching: sleep is not getting "
        "better by itself. Not urgent: she is safe at home and talks to her mother.",
        "Thank you. We are putting some help in place and will tell you what works.",
    )  # fmt: skip
    placement = _place(
        world, child, 32, 2, "Worry and anxiety",
        "Wakes early with worries about the move, is tired and apart from friends since September.",
        "Ana-María sleeps through most nights and plays with somebody every lunchtime.",
        concerns=[first], evidence="Up before five on eight nights of ten. Alone at lunch on two days in five.",
        child_said="I count the cars until it is light.", parents_said="Sunday nights are the hardest.",
    )  # fmt: skip
    _log(
        world, "support", child, 16, 11, 25, ["N9"],
        facts="Ana-María asked to stay in at break three days this week. She helped me sharpen pencils and said little.",
        place=Concern.Place.CLASSROOM,
    )  # fmt: skip
    world.placement = _review(
        world, placement, 9, "step_up",
        "Six weeks of a lunch buddy and a worry book helped a little; sleep has not changed.",
        evidence="Lunch buddy on 24 of 28 days. Awake before five on 9 of 10 nights, by her own chart.",
        child_said="I like my buddy. The counting still happens.",
        parents_said="She is better at weekends. Sunday nights are hard.",
    )  # fmt: skip
    with at(on(world.ago(8), 9, 30)):
        referral = referrals.consider_referral(
            by=world.people["wellbeing_lead"],
            pupil=world.children[child],
            agency=Agency.objects.filter(route=Agency.Route.LETTER).order_by("pk").first(),
            why="Sleep has not changed after a full round of help at school. The GP can look at sleep and anxiety together.",
        )
        referrals.record_consent(
            by=world.people["wellbeing_lead"],
            referral=referral,
            answer="given",
            contact=Contact.objects.filter(pupil=world.children[child]).order_by("priority").first(),
            route="spoken",
            given_on=world.ago(8),
            information="What school sees, and what has been tried; What the child says",
            until_on=world.ago(8) + timedelta(days=365),
            childs_wishes="She would like somebody to help her sleep.",
        )
        letter = referrals.begin_letter(
            by=world.people["wellbeing_lead"], referral=referral, ticked=[f"placement-{world.placement.public_id}"]
        )
        referrals.edit_letter(
            by=world.people["wellbeing_lead"],
            letter=letter,
            version=letter.version,
            recipient="Dr Example, The Surgery",
            recipient_address="1 Made-up Street\nDemotown",
            purpose="To ask for your view on Ana-María's sleep and worry.",
            what_we_see="Since September she has told us on most days that she wakes before five. She is tired by "
            "eleven on three days in five and sits apart at lunch on two.",
            since_when="Her family moved house in August. It began in the second week of term.",
            impact="She falls asleep in class about once a week and has stopped swimming, which she loved.",
            child_words="I wake up and then I count the cars until it is light.",
            parents_words="Her mother says Sunday nights are the hardest.",
            ask="Please see Ana-María and tell us how we can help at school. She can wait for a usual appointment.",
            school_continues="A worry book, a lunch buddy and ten quiet minutes with her key adult each morning.",
        )
        referrals.ask_for_approval(by=world.people["wellbeing_lead"], referral=referral)
    with at(on(world.ago(7), 8, 20)):
        referrals.approve_letter(by=world.people["dsl"], referral=referral)
    with at(on(world.ago(6), 12, 0)):
        referrals.record_sent(
            by=world.people["wellbeing_lead"],
            referral=referral,
            sent_on=world.ago(6),
            sent_how="By post, copy to Lucía López",
        )


def _concerns_in_every_state(world):
    """Sent, seen, being followed up, closed; at team, wellbeing and safeguarding level; late, and in danger."""
    _log(
        world, "midday", "Holloway Beatrice", 0, 8, 5, ["N4"],
        facts="Bea ate by herself again. Two girls moved along when she sat down. She said it did not matter.",
        place=Concern.Place.HALL,
    )  # fmt: skip
    _log(
        world, "other_teacher", "Silva Rafael", 1, 15, 20, ["N7"],
        facts="Rafa tore up his writing and hid under the table for about ten minutes. He came out when I sat near and "
        "said nothing. It happened on Monday too.",
        place=Concern.Place.CLASSROOM,
    )  # fmt: skip
    _log(
        world, "support", "Ashby Theodore", 1, 12, 50,
        facts="Teddy has a bruise about the size of a plum on his left arm. I asked how he got it.",
        childs_words="I'm not allowed to say.",
        danger=Concern.Danger.UNSURE,
        place=Concern.Place.PLAYGROUND,
    )  # fmt: skip
    seen = _log(
        world, "teacher", "Nowak Kacper", 4, 10, 45, ["N5"],
        facts="Kacper has not finished a piece of maths for two weeks. Until half-term he was always early.",
        place=Concern.Place.CLASSROOM,
    )  # fmt: skip
    with at(on(world.ago(4), 13, 42)):
        concerns.acknowledge(by=world.people["sendco"], concern=seen)
    followed = _log(
        world, "teacher", "Fairweather Jonah", 20, 9, 10, ["N8"],
        facts="Joe was out of his seat eleven times before break. He wants to be helpful and cannot wait.",
        place=Concern.Place.CLASSROOM,
    )  # fmt: skip
    _decide(
        world, "sendco", followed, 19, 16, Decision.Kind.WAVE_2,
        "Class strategies have been in place since September without enough change.",
        "Thank you. We will plan a job for Joe before the register.",
    )  # fmt: skip
    uncited = _log(
        world, "other_teacher", "Thorne Mabel", 6, 14, 50, ["N9"],
        facts="Mabel has stopped speaking in carpet time. She whispers to one friend only.",
        place=Concern.Place.CLASSROOM,
    )  # fmt: skip
    _decide(
        world, "wellbeing_lead", uncited, 5, 9, Decision.Kind.WAVE_2, "A small group would suit her; not only watching."
    )
    closed = _log(
        world, "office", "Larkin Poppy", 25, 8, 50,
        facts="Poppy's dad says their cat died on Sunday. She may be quiet.",
        source=Concern.Source.PARENT_TOLD,
        place=Concern.Place.OFFICE,
    )  # fmt: skip
    _decide(
        world, "wellbeing_lead", closed, 24, 9, Decision.Kind.NO_ACTION,
        "Her teacher knows and will listen. Nothing more is needed unless it lasts.",
        "Thank you for passing it on. Her teacher knows.",
        close=True,
    )  # fmt: skip
    held = _log(
        world, "deputy", "Mensah Elijah", 12, 9, 5,
        facts="Eli said he was hungry because nobody was home last night.",
        childs_words="Mum went out and it got dark and I had crackers.",
        danger=Concern.Danger.UNSURE,
        place=Concern.Place.CLASSROOM,
    )  # fmt: skip
    _decide(
        world, "dsl", held, 12, 10, Decision.Kind.URGENT,
        "A child of six alone after dark. Children's Services were rung at once; his mother was told by them.",
        "Thank you. You did the right thing and it is being looked after.",
    )  # fmt: skip


def _waves_in_every_state(world):
    """Coming, due, overdue, moved down, ended: each with its reason."""
    _place(
        world, "Fairweather Jonah", 18, 2, "Behaviour and settling in class",
        "Cannot settle before break; small jobs help him.", "Joe stays with a task for ten minutes, most mornings.",
        concerns=list(Concern.objects.filter(decisions__decision="wave2", parts__pupil=world.children["Fairweather Jonah"])),
    )  # fmt: skip
    _place(
        world, "Silva Rafael", 40, 2, "Speech, language and communication",
        "Finds it hard to say what he needs when he is upset.", "Rafa asks for a break with his card.",
        review_on=world.ago(6),
    )  # fmt: skip
    _place(
        world, "Mensah Elijah", 45, 3, "Feelings and mood",
        "Needs a trusted adult every day.", "Eli tells an adult when something is wrong.",
        part="wellbeing_lead", level=Level.WELLBEING, review_on=world.ago(12),
    )  # fmt: skip
    for child in ("Yusuf Amina", "Brook Isla", "Nowak Kacper"):
        _place(
            world, child, 24, 2, "Friendships",
            "A small lunchtime circle, to find friends again after the move to the new classroom.",
            f"{child.split()[-1]} has somebody to play with on most days.",
            review_on=calendar.add_school_days(world.today, 6),
        )  # fmt: skip
    _place(
        world, "Wilde Otis", 12, 3, "Senses, body and movement",
        "Covers his ears in the hall and will not eat there.", "Otis eats in the hall with two friends.",
        then="milestone", review_on=calendar.add_school_days(world.today, 8),
        waits_for="Occupational therapist: visit and advice",
    )  # fmt: skip
    down = _place(
        world, "Mayhew Florence", 60, 3, "Learning",
        "One to one reading each day since she joined.", "Flo reads at her own level with pleasure.",
    )  # fmt: skip
    _review(
        world, down, 15, "step_down", "She reads to her sister now. A small group is enough, until it has read its book.",
        then="planned_end", review_on=calendar.add_school_days(world.today, 9),
    )  # fmt: skip
    ended = _place(
        world, "Yusuf Amina", 58, 2, "Loss and change",
        "Missed her old school very much.", "Amina has two friends she chooses herself.",
    )  # fmt: skip
    _review(
        world, ended, 14, "end", "She has friends and says school is fine. Lunch club goes on for everybody.",
        child_said="I've got Isla and Bea now.",
    )  # fmt: skip
