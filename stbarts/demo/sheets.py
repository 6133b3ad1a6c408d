"""Sheets about children of the demo school: passports in one and in three versions, a map, roots and fruits, a plan."""

from interventions.actions import sheets as acts
from stbarts.demo.clock import at, on


def tell(world):
    """After the story: each is about a child whose help is told there."""
    _passports(world)
    _maps(world)
    _plan(world)


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


def _maps(world):
    """Where a boy's day is easy and where it is hard; what is behind what is seen, closer than the team."""
    lines = [
        ("person", "Mr Pike", "4", "He sits near him on the carpet"),
        ("activity", "Painting", "5", "First thing after lunch on a hard day"),
        ("place", "The dinner hall", "-4", "Eats at the small table by the door with a friend"),
        ("time", "Coming in after play", "-3", "In first, with a message to carry"),
        ("activity", "Changing for PE", "-2", "Two minutes before the others"),
    ]
    words = {("hardest", 0): "The dinner hall, from Monday: Mina keeps the small table."}
    for number, line in enumerate(lines, start=1):
        words |= dict(zip([(name, number) for name in ("sort", "what", "feels", "do")], line, strict=True))
    _start(world, "Silva Rafael", 25, "anxiety", words)
    boxes = {
        "good_fruits": "He shares his snack and tells long jokes.",
        "hard_fruits": "He throws what is in his hand and runs to the gate.",
        "good_inside": "Safe. Funny. Liked.",
        "hard_inside": "Left out. Not sure that he is wanted.",
        "good_roots": "His grandmother on Sundays. Nursery, with the same key person for two years.",
        "hard_roots": "Three moves of house in a year.",
        "next": "The same adult says good morning every day, and tells him who is there tomorrow.",
    }
    _start(world, "Fairweather Jonah", 22, "roots", _words(boxes), part="wellbeing_lead", level="wellbeing")


def _plan(world):
    """How Joe and everybody else are kept safe when it is too much."""
    boxes = {
        "well": "He is kind to the little ones, fast, and the first to say sorry.",
        "behaviour": "He throws what is in his hand. He may run out of the room towards the gate.",
        "likely": "sometimes",
        "harm": "little",
        "triggers": "Losing a game. A change nobody told him of. Noise in the cloakroom.",
        "prevent": "He knows the day the evening before. He leaves for lunch two minutes early.",
        "early": "He goes red, stops answering, and taps the table.",
        "calm": "“I can see this is hard.” The green card. A walk with a message.",
        "safe": "One adult stays, one takes the others to the hall. Nobody stands in the doorway.",
        "repair": "A drink, then a drawing of what happened, then he helps to put it right.",
        "child": "I like it when you do not shout. I come back by myself.",
        "again": world.today.isoformat(),
    }
    _start(world, "Fairweather Jonah", 20, "risk", _words(boxes))
