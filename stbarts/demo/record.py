"""Whole records: a concern with everything a concern can have, and what followed from it."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from concerns import actions as concerns
from concerns.actions import adding, following
from concerns.models import Concern, ConcernPupil, Decision, Need
from documents.uploads import examine
from school.calendar import add_school_days
from school.models import Agency
from staff.policy import Level
from stbarts.demo.clock import at, on


def tell(world):
    """After the story: two children in one record, a slip as a picture, a decision to look again, two that belong together."""
    whole = _the_whole_record(world)
    _and_its_other_half(world, whole)
    _to_look_again(world)


def _the_whole_record(world):
    """A fall in the playground that was more than a fall: written down the next day, corrected, followed up."""
    people, children = world.people, world.children
    happened, written = on(world.ago(7), 12, 40), on(world.ago(5), 8, 30)
    files = examine(
        [SimpleUploadedFile("note from Flo.png", a_slip("Eli pushed me off the wall", "and I hurt my knee. Flo"))]
    )
    with at(written):
        concern = concerns.raise_concern(
            by=people["deputy"],
            pupil=children["Mayhew Florence"],
            answers={
                "danger": Concern.Danger.NO,
                "happened_at": happened,
                "happened_about": True,
                "place": Concern.Place.PLAYGROUND,
                "place_detail": "By the low wall",
                "source": Concern.Source.CHILD_TOLD,
                "facts": "Flo came in from lunch with a wet sock held to her knee. She said she had been pushed off the "
                "wall. Eli was crying by the door and said he did not mean it. They had argued about whose turn it was.",
                "childs_words": "He pushed me cos I said it was my go. He is always like that when his mum's asleep.",
                "questions_asked": "Tell me what happened. Then: is there anything else?",
                "demeanour": "Flo was cross, not frightened. Eli would not look up.",
                "others_present": "Poppy Larkin saw it. Mina Dove was on duty by the gate.",
                "injuries": "A graze on the left knee, about 3 cm, no longer bleeding.",
                "where_now": "Both back in Rowan, at separate tables.",
                "done_already": "Cleaned the knee. Told Mina.",
                "parents_know": "Flo's dad was told at the gate. Eli's mum was not there.",
                "opinion": "What Eli said about his mum worries me more than the push, because it is the second time.",
            },
            others=[
                (children["Mensah Elijah"], ConcernPupil.Part.ALLEGED),
                (children["Larkin Poppy"], ConcernPupil.Part.WITNESS),
            ],
            needs=list(Need.objects.filter(code="N4")),
            marks=[("front-left-knee", "Graze, about 3 cm, clean")],
            files=files,
        )
    with at(on(world.ago(5), 9, 15)):
        concerns.acknowledge(by=people["dsl"], concern=concern)
    with at(on(world.ago(5), 10, 5)):
        adding.correct_words(
            by=people["deputy"], concern=concern, box="others_present",
            words="Poppy Larkin saw it. Mina Dove was by the bins, not by the gate.", reason="Mina told me where she stood.",
        )  # fmt: skip
        following.ask_colleague(
            by=people["dsl"], concern=concern, who=people["support"],
            words="You have Eli on Tuesdays. Has he said anything about his mum being asleep in the day?",
        )  # fmt: skip
    with at(on(world.ago(5), 14, 0)):
        concern.refresh_from_db()
        concerns.acknowledge(by=people["dsl"], concern=concern)
    with at(on(world.ago(4), 11, 30)):
        question = concern.questions.get()
        following.answer_question(
            by=people["support"], question=question,
            words="Twice this term: “Mum is asleep so I do the tea.” I wrote it on my session notes both times.",
        )  # fmt: skip
        following.log_agency(
            by=people["dsl"], concern=concern, agency=Agency.objects.order_by("pk").first(), who="The duty worker",
            at=on(world.ago(4), 11, 10), what_they_said="Known to them. Send what we have today; they will ring his mother.",
            their_reference="MADE-UP 104",
        )  # fmt: skip
        concern.refresh_from_db()
        concerns.triage(
            by=people["dsl"], concern=concern, decision=Decision.Kind.WAVE_2, threshold=Concern.Threshold.EARLY_HELP,
            rationale="Two children to mend things between, which Rowan can do. Not urgent: Eli is fed and in school. "
            "Not left at that: the second word about his mother, so early help is asked for and his key adult is told.",
            parents_told=Concern.ParentsTold.TOLD, needs=list(Need.objects.filter(code__in=["N4", "N1"])),
        )  # fmt: skip
        following.ask_to_do(
            by=people["dsl"], concern=concern, who=people["deputy"], due_on=world.today + timedelta(days=3),
            words="Sit the two of them down for ten minutes and write me a line about how it went.",
        )  # fmt: skip
        following.ask_to_do(
            by=people["dsl"], concern=concern, who=people["support"], due_on=world.today + timedelta(days=1),
            words="Ask Eli what he had for tea, in passing.",
        )  # fmt: skip
    return concern


def _and_its_other_half(world, whole):
    """The midday supervisor saw the same thing: joined with the first, and nobody's words are lost."""
    with at(on(world.ago(5), 12, 55)):
        other = concerns.raise_concern(
            by=world.people["midday"],
            pupil=world.children["Mensah Elijah"],
            answers={
                "danger": Concern.Danger.NO,
                "happened_at": on(world.ago(7), 12, 45),
                "facts": "Eli pushed Flo off the wall. He said sorry straight away. He told me he was tired.",
                "place": Concern.Place.PLAYGROUND,
            },
            needs=list(Need.objects.filter(code="N6")),
        )
    with at(on(world.ago(4), 11, 45)):
        if other.level != Level.SAFEGUARDING:
            other = concerns.change_level(
                by=world.people["dsl"], concern=other, level=Level.SAFEGUARDING, reason="It belongs with the other one."
            )
        concerns.triage(
            by=world.people["dsl"], concern=other, decision=Decision.Kind.JOIN, joined_with=whole,
            rationale="The same push, seen from the gate. One record to follow up, with both accounts in it.",
            parents_told=Concern.ParentsTold.TOLD,
        )  # fmt: skip


def _to_look_again(world):
    """Something small: her teacher does two small things, of one of which something came, and all look again in a while."""
    with at(on(world.ago(3), 14, 20)):
        concern = concerns.raise_concern(
            by=world.people["teacher"],
            pupil=world.children["Holloway Beatrice"],
            answers={
                "danger": Concern.Danger.NO,
                "happened_at": on(world.ago(3), 11, 0),
                "facts": "Bea has chosen to read alone at break every day this week. She smiles and says she is fine.",
                "place": Concern.Place.PLAYGROUND,
            },
            needs=list(Need.objects.filter(code="N9")),
        )
    with at(on(world.ago(2), 9, 10)):
        concerns.triage(
            by=world.people["wellbeing_lead"], concern=concern, decision=Decision.Kind.MONITOR,
            until=world.today + timedelta(days=10), parents_told=Concern.ParentsTold.NOT_NEEDED,
            rationale="A week of quiet is not yet a change. No help is put in place, so that she is not made to feel watched.",
        )  # fmt: skip
        concerns.give_feedback(
            by=world.people["wellbeing_lead"],
            concern=concern,
            words="Thank you. Please keep half an eye; I look again in ten days.",
        )
        beside_her = following.ask_to_do(
            by=world.people["wellbeing_lead"], concern=concern, who=world.people["teacher"], due_on=world.today,
            words="Sit beside Bea for five minutes while she reads, and ask what the book is about.",
        )  # fmt: skip
        following.ask_to_do(
            by=world.people["wellbeing_lead"], concern=concern, who=world.people["teacher"],
            due_on=add_school_days(world.today, 2), words="Ask Bea whom she would like to read with one day.",
        )  # fmt: skip
    with at(on(world.ago(1), 12, 20)):
        following.finish(
            by=world.people["teacher"], concern=concern, follow_up=beside_her,
            words="It is about a fox who builds a den. She read me a page and asked if I would come again. Poppy listened in "
            "and Bea moved up for her.",
        )  # fmt: skip


def a_slip(*lines, heading="I wish my teacher knew …", kind="PNG"):
    """A slip of paper as a picture: what a telephone would send."""
    paper = Image.new("RGB", (900, 460), (250, 243, 214))
    pen = ImageDraw.Draw(paper)
    pen.text((60, 50), heading, fill=(90, 80, 60), font=ImageFont.load_default(36))
    for number, line in enumerate(lines):
        pen.text((60, 150 + 90 * number), line, fill=(30, 40, 90), font=ImageFont.load_default(44))
    out = io.BytesIO()
    paper.save(out, kind)
    return out.getvalue()
