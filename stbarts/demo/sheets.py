"""Sheets about children of the demo school: passports in one and in three versions, a map, roots and fruits, a plan."""

from interventions.actions import sheets as acts
from stbarts.demo.clock import at, on


def tell(world):
    """After the story: each is about a child whose help is told there."""
    _passports(world)


def _words(boxes):
    return {(name, 0): words for name, words in boxes.items()}


def _start(world, child, days, which, words, *, part="sendco", **more):
    with at(on(world.ago(days), 15, 45)):
        return acts.start_sheet(by=world.people[part], pupil=world.children[child], which=which, words=words, **more)


def _passports(world):
    """One written once; one that grew with the child over the term."""
    boxes = {
        "likes": "I make the whole table laugh.\nI help people who fall over.",
        "matters": "My dad. My red cap. Knowing what comes next.",
        "helps": "Show me the picture cards.\nOne thing at a time.\nLet me stand at the end of the line.",
        "signs": "I hum. I pull my sleeves over my hands. Then I go under the table.",
        "adults": "Mr Pike in class.\nMina at lunch.",
    }
    _start(world, "Silva Rafael", 30, "passport", _words(boxes), part="other_teacher")
    boxes = {
        "likes": "I draw maps of everywhere I have been.",
        "helps": "Tell me the day before when something will be different.",
        "signs": "I go quiet and say I feel sick.",
        "adults": "Mrs Marsh\nSam",
    }
    sheet = _start(world, "García-López Ana-María", 38, "passport", _words(boxes), part="teacher")
    boxes["matters"] = "My grandmother in Vigo. My pencils. Being asked, not told."
    boxes["helps"] += "\nTen minutes with the sorting tray when I come in."
    with at(on(world.ago(20), 15, 40)):
        acts.write_sheet(by=world.people["sendco"], sheet=sheet, words=_words(boxes), version=1)
    boxes["signs"] = "I go quiet, I look at the door, I say my tummy hurts. I am not being rude."
    boxes["adults"] = "Mrs Marsh in class.\nSam Reed in the ELSA room.\nMy mum comes at 3:15."
    with at(on(world.ago(6), 15, 40)):
        acts.write_sheet(by=world.people["teacher"], sheet=sheet, words=_words(boxes), version=2)
